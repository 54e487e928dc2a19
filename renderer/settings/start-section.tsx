import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { words } from "../../src/shared/words/words.js";
import { Tick } from "../controls/checkbox.js";
import { Part } from "../controls/section.js";
import { ask } from "../ipc/culvert-api.js";
import type { SettingsPartProps } from "./section-props.js";

interface StartPartProps extends SettingsPartProps {
  readonly profiles: readonly Profile[];
  readonly onFailure: (failure: Failure | undefined) => void;
}

/** What happens when the user logs in, and when Culvert starts. */
export function StartPart({ settings, onChange, profiles, onFailure }: StartPartProps) {
  const openAtStart = async (profile: Profile, isWanted: boolean): Promise<void> => {
    const outcome = await ask("profiles.save", { ...profile, openAtStart: isWanted });
    onFailure(outcome.ok ? undefined : outcome.failure);
  };
  return (
    <Part title={words.settings.start}>
      <Tick label={words.settings.startAtLogin} isSelected={settings.startAtLogin} onChange={(startAtLogin) => onChange({ startAtLogin })} />
      <Tick label={words.settings.startHidden} hint={words.settings.startHiddenSays} isSelected={settings.startHidden} onChange={(startHidden) => onChange({ startHidden })} />
      <Tick label={words.settings.waitForNetwork} isSelected={settings.waitForNetwork} onChange={(waitForNetwork) => onChange({ waitForNetwork })} />
      <div className="settings-group" role="group" aria-labelledby="open-at-start">
        <h3 id="open-at-start">{words.settings.openAtStart}</h3>
        {profiles.length === 0 ? <p className="lesser">{words.settings.noProfiles}</p> : null}
        {profiles.map((profile) => <Tick key={profile.id} label={profile.name} isSelected={profile.openAtStart} onChange={(isWanted) => void openAtStart(profile, isWanted)} />)}
      </div>
    </Part>
  );
}
