import {
  ftpClientSettings,
  type LocalFtpEndpoint,
  type FtpClientField,
  type FtpClientName,
} from "../../../src/shared/import-export/ftp-client-settings.js";
import { words } from "../../../src/shared/words/words.js";
import { CopyButton } from "../../controls/copy-button.js";
import { CopyableValue } from "./copyable-value.js";

/** What to set in one program, each with a button that copies it. */
export function ClientProgramSettings({
  program,
  here,
}: {
  readonly program: Exclude<FtpClientName, "any">;
  readonly here: LocalFtpEndpoint;
}) {
  const settings = ftpClientSettings(program, here);
  const warning = words.programs.warns[program];
  return (
    <div className="program-facts">
      <p className="hint">{words.programs.where[program]}</p>
      {"line" in settings ? (
        <p className="program-line">
          <code>{settings.line}</code>
          <CopyButton what={words.programs.line} value={settings.line} />
        </p>
      ) : (
        <dl>
          {settings.fields.map((field) => (
            <ClientProgramSetting key={field.field} program={program} field={field} />
          ))}
        </dl>
      )}
      {warning === undefined ? null : <p className="hint">{warning}</p>}
    </div>
  );
}

function ClientProgramSetting({ program, field }: { readonly program: FtpClientName; readonly field: FtpClientField }) {
  const { fields, values, ownValues } = words.programs;
  const name = fields[field.field];
  return "value" in field ? (
    <CopyableValue name={name} value={field.value} isCopied />
  ) : (
    <CopyableValue name={name} value={ownValues[program]?.[field.words] ?? values[field.words]} />
  );
}
