import { programSettings, type FtpHere, type ProgramField, type ProgramName } from "../../src/shared/exchange/ftp-client-settings.js";
import { words } from "../../src/shared/words/words.js";
import { CopyButton } from "../controls/copy-button.js";
import { Fact } from "./copyable-fact.js";

/** What to set in one program, each with a button that copies it. */
export function ProgramFacts({ program, here }: { readonly program: Exclude<ProgramName, "any">; readonly here: FtpHere }) {
  const settings = programSettings(program, here);
  return (
    <div className="program-facts">
      <p className="hint">{words.programs.where[program]}</p>
      {"line" in settings
        ? <p className="program-line"><code>{settings.line}</code><CopyButton what={words.programs.line} value={settings.line} /></p>
        : <dl>{settings.fields.map((field) => <ProgramFact key={field.field} field={field} />)}</dl>}
    </div>
  );
}

function ProgramFact({ field }: { readonly field: ProgramField }) {
  const name = words.programs.fields[field.field];
  return "value" in field ? <Fact name={name} value={field.value} isCopied /> : <Fact name={name} value={words.programs.values[field.words]} />;
}
