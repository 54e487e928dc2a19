import { words } from "../../src/shared/words/words.js";
import { Section } from "../controls/section.js";
import { Select } from "../controls/select.js";
import { NumberInput } from "./number-input.js";
import { PathInput } from "./path-input.js";
import type { SettingsSectionProps } from "./section-props.js";

/** What holds for every tunnel. */
export function ConnectionsSection({ settings, onChange }: SettingsSectionProps) {
  const { keepalive, whileDown, closeSeconds, sessionSecrets } = settings;
  return (
    <Section title={words.settings.connections}>
      <PathInput
        label={words.settings.defaultKey}
        hint={words.settings.defaultKeyHint}
        placeholder={words.settings.defaultKeyNone}
        value={settings.defaultKey ?? ""}
        chooser="files.chooseKey"
        onChange={(file) => onChange({ defaultKey: file === "" ? undefined : file })}
      />
      <PathInput
        label={words.settings.knownHosts}
        hint={words.settings.knownHostsHint}
        placeholder="~/.ssh/known_hosts"
        value={settings.knownHosts}
        chooser="files.chooseKnownHosts"
        onChange={(file) => onChange({ knownHosts: file === "" ? "~/.ssh/known_hosts" : file })}
      />
      <div className="field-pair">
        <Select
          label={words.settings.sessionSecrets}
          hint={words.settings.sessionSecretsHint}
          value={sessionSecrets.keep}
          names={words.settings.sessionSecretsKept}
          onChange={(keep) => onChange({ sessionSecrets: keep === "minutes" ? { keep, minutes: 60 } : { keep } })}
        />
        {sessionSecrets.keep === "minutes" ? (
          <NumberInput
            label={words.settings.sessionMinutes}
            value={sessionSecrets.minutes}
            minimum={1}
            maximum={1440}
            onChange={(minutes) => onChange({ sessionSecrets: { keep: "minutes", minutes } })}
          />
        ) : null}
      </div>
      <div className="field-pair">
        <NumberInput
          label={words.settings.keepalive}
          hint={words.settings.keepaliveHint}
          value={keepalive.seconds}
          minimum={0}
          maximum={3600}
          onChange={(seconds) => onChange({ keepalive: { ...keepalive, seconds } })}
        />
        <NumberInput
          label={words.settings.misses}
          value={keepalive.misses}
          minimum={1}
          maximum={20}
          onChange={(misses) => onChange({ keepalive: { ...keepalive, misses } })}
        />
      </div>
      <div className="field-pair">
        <NumberInput
          label={words.settings.closeSeconds}
          value={closeSeconds}
          minimum={0}
          maximum={600}
          onChange={(seconds) => onChange({ closeSeconds: seconds })}
        />
      </div>
      <div className="field-pair">
        <Select
          label={words.settings.whileDown}
          value={whileDown.do}
          names={words.settings.whileDowns}
          onChange={(chosen) =>
            onChange({ whileDown: chosen === "refuse" ? { do: "refuse" } : { do: "wait", seconds: 30 } })
          }
        />
        {whileDown.do === "wait" ? (
          <NumberInput
            label={words.settings.waitSeconds}
            value={whileDown.seconds}
            minimum={1}
            maximum={600}
            onChange={(seconds) => onChange({ whileDown: { do: "wait", seconds } })}
          />
        ) : null}
      </div>
    </Section>
  );
}
