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
            <ClientProgramSetting key={field.field} field={field} />
          ))}
        </dl>
      )}
    </div>
  );
}

function ClientProgramSetting({ field }: { readonly field: FtpClientField }) {
  const name = words.programs.fields[field.field];
  return "value" in field ? (
    <CopyableValue name={name} value={field.value} isCopied />
  ) : (
    <CopyableValue name={name} value={words.programs.values[field.words]} />
  );
}
