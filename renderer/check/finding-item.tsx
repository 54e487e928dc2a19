import type { Finding, ServerSettings } from "../../src/shared/check/finding.js";
import { formatProbeName } from "../../src/shared/words/finding-lines.js";
import { describeFinding, words } from "../../src/shared/words/words.js";
import { CopyButton } from "../controls/copy-button.js";
import { OutcomeIcon } from "./outcome-icon.js";

/** What one probe found, what to do about it, and the lines that do it. */
export function FindingItem({ finding }: { readonly finding: Finding }) {
  const { outcome, settings } = finding;
  const { says, remedy } = describeFinding(finding);
  return (
    <li className={`finding finding-${outcome}`}>
      <OutcomeIcon outcome={outcome} />
      <div className="finding-text">
        <p>
          <strong>{formatProbeName(finding)}</strong>{" "}
          <span className="visually-hidden">{words.check.outcomes[outcome]}: </span>
          <span className="finding-message">{says}</span>
        </p>
        {remedy === "" ? null : <p className="finding-remedy">{remedy}</p>}
        {settings === undefined ? null : <SettingsLines settings={settings} />}
      </div>
    </li>
  );
}

function SettingsLines({ settings: { title, place: path, lines, restart } }: { readonly settings: ServerSettings }) {
  return (
    <div className="finding-settings">
      <p>{words.check.settingsIn(title, path)}</p>
      <div className="code-block">
        <pre tabIndex={0}>
          <code>{lines.join("\n")}</code>
        </pre>
        <CopyButton what={words.check.lines} value={lines.join("\n")} />
      </div>
      {restart === undefined ? null : (
        <p>
          {words.check.then("")}
          <code>{restart}</code>
        </p>
      )}
    </div>
  );
}
