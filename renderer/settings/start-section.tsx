import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { Section } from "../controls/section.js";
import { callMain } from "../ipc/culvert-api.js";
import { OpenAtStart } from "./open-at-start.js";
import type { SettingsSectionProps } from "./section-props.js";

interface StartSectionProps extends SettingsSectionProps {
  readonly profiles: readonly Profile[];
  readonly onFailure: (failure: Failure | undefined) => void;
}

/** What happens when the user logs in, and when Culvert starts. */
export function StartSection({ settings, onChange, profiles, onFailure }: StartSectionProps) {
  const openAtStart = async (profile: Profile, isWanted: boolean): Promise<void> => {
    const outcome = await callMain("profiles.save", { ...profile, openAtStart: isWanted });
    onFailure(outcome.ok ? undefined : outcome.failure);
  };
  return (
    <Section title={words.settings.start}>
      <Checkbox
        label={words.settings.startAtLogin}
        isSelected={settings.startAtLogin}
        onChange={(startAtLogin) => onChange({ startAtLogin })}
      />
      <Checkbox
        label={words.settings.startHidden}
        hint={words.settings.startHiddenSays}
        isSelected={settings.startHidden}
        onChange={(startHidden) => onChange({ startHidden })}
      />
      <Checkbox
        label={words.settings.waitForNetwork}
        isSelected={settings.waitForNetwork}
        onChange={(waitForNetwork) => onChange({ waitForNetwork })}
      />
      <OpenAtStart profiles={profiles} onChange={(profile, isWanted) => void openAtStart(profile, isWanted)} />
    </Section>
  );
}
