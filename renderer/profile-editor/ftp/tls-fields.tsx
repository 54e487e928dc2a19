import { IMPLICIT_TLS_PORT } from "../../../src/shared/profile/relay-tls.js";
import { words } from "../../../src/shared/words/words.js";
import { Checkbox } from "../../controls/checkbox.js";
import { Disclosure } from "../../controls/disclosure.js";
import { Select } from "../../controls/select.js";
import { useAnyIssue } from "../field-issues.js";
import type { FtpDraft } from "../draft/ftp-draft.js";
import type { TlsDraft } from "../draft/tls-draft.js";
import { ProfileField } from "../profile-field.js";

interface TlsFieldsProps {
  readonly ftp: FtpDraft;
  readonly onChange: (ftp: FtpDraft) => void;
}

/** How the relay speaks TLS to the FTP server; most profiles need none of it. */
export function TlsFields({ ftp, onChange }: TlsFieldsProps) {
  const mustShow = useAnyIssue(["ftp.certificate", "ftp.clientCertificate"]);
  const { tls } = ftp;
  const text = words.relayTls;
  const set = (change: Partial<TlsDraft>): void => onChange({ ...ftp, tls: { ...tls, ...change } });
  return (
    <Disclosure title={text.title} summary={text.modes[tls.mode]} forceExpanded={mustShow}>
      <Select
        label={text.mode}
        value={tls.mode}
        names={text.modes}
        onChange={(mode) => onChange({ ...ftp, port: portFor(mode, ftp), tls: { ...tls, mode } })}
      />
      <p className="hint">{text.says[tls.mode]}</p>
      {tls.mode === "never" ? null : (
        <>
          <ProfileField
            path="ftp.certificate"
            label={text.certificate}
            hint={text.certificateSays}
            placeholder="0A:1B:2C:…"
            value={tls.certificate}
            onChange={(certificate) => set({ certificate })}
          />
          <ProfileField
            path="ftp.clientCertificate"
            label={text.clientCertificate}
            hint={text.clientCertificateSays}
            placeholder="~/.ftp/olive.pem"
            value={tls.clientCertificate}
            onChange={(clientCertificate) => set({ clientCertificate })}
          />
          <Checkbox
            label={text.closeNotify}
            hint={text.closeNotifySays}
            isSelected={tls.needsCloseNotify}
            onChange={(needsCloseNotify) => set({ needsCloseNotify })}
          />
          <Checkbox
            label={text.oldServer}
            hint={text.oldServerSays}
            isSelected={tls.oldServer}
            onChange={(oldServer) => set({ oldServer })}
          />
        </>
      )}
    </Disclosure>
  );
}

/** The usual port of the one kind becomes that of the other. */
function portFor(mode: TlsDraft["mode"], { port }: FtpDraft): string {
  const [plain, implicit] = ["21", String(IMPLICIT_TLS_PORT)];
  if (mode === "implicit") return port.trim() === plain ? implicit : port;
  return port.trim() === implicit ? plain : port;
}
