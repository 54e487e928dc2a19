import { words } from "../../src/shared/words/words.js";
import { Part } from "../controls/section.js";
import { Choice } from "../controls/select.js";
import { NumberLine } from "./number-input.js";
import { PathLine } from "./path-input.js";
import type { SettingsPartProps } from "./section-props.js";

/** What holds for every tunnel. */
export function ConnectionsPart({ settings, onChange }: SettingsPartProps) {
  const { keepalive, whileDown, closeSeconds } = settings;
  return (
    <Part title={words.settings.connections}>
      <PathLine
        label={words.settings.defaultKey} hint={words.settings.defaultKeyHint} placeholder={words.settings.defaultKeyNone} value={settings.defaultKey ?? ""} chooser="files.chooseKey"
        onChange={(file) => onChange({ defaultKey: file === "" ? undefined : file })}
      />
      <PathLine
        label={words.settings.knownHosts} hint={words.settings.knownHostsHint} placeholder="~/.ssh/known_hosts" value={settings.knownHosts} chooser="files.chooseKnownHosts"
        onChange={(file) => onChange({ knownHosts: file === "" ? "~/.ssh/known_hosts" : file })}
      />
      <div className="pair">
        <NumberLine label={words.settings.keepalive} hint={words.settings.keepaliveHint} value={keepalive.seconds} least={0} most={3600} onChange={(seconds) => onChange({ keepalive: { ...keepalive, seconds } })} />
        <NumberLine label={words.settings.misses} value={keepalive.misses} least={1} most={20} onChange={(misses) => onChange({ keepalive: { ...keepalive, misses } })} />
      </div>
      <div className="pair">
        <NumberLine label={words.settings.closeSeconds} value={closeSeconds} least={0} most={600} onChange={(seconds) => onChange({ closeSeconds: seconds })} />
      </div>
      <div className="pair">
        <Choice label={words.settings.whileDown} value={whileDown.do} names={words.settings.whileDowns} onChange={(chosen) => onChange({ whileDown: chosen === "refuse" ? { do: "refuse" } : { do: "wait", seconds: 30 } })} />
        {whileDown.do === "wait" ? <NumberLine label={words.settings.waitSeconds} value={whileDown.seconds} least={1} most={600} onChange={(seconds) => onChange({ whileDown: { do: "wait", seconds } })} /> : null}
      </div>
    </Part>
  );
}
