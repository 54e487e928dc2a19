import { words } from "../../../src/shared/words/words.js";
import { Checkbox } from "../../controls/checkbox.js";
import { Disclosure } from "../../controls/disclosure.js";
import { Select } from "../../controls/select.js";
import { useAnyIssue } from "../field-issues.js";
import type { FtpDraft } from "../draft/ftp-draft.js";
import type { ClientTlsDraft } from "../draft/tls-draft.js";
import { ProfileField } from "../profile-field.js";

interface ClientTlsFieldsProps {
  readonly ftp: FtpDraft;
  readonly onChange: (ftp: FtpDraft) => void;
}

/** Whether FTP programs may or must speak TLS to Culvert, and by which certificate; most need none of it. */
export function ClientTlsFields({ ftp, onChange }: ClientTlsFieldsProps) {
  const mustShow = useAnyIssue(["ftp.implicitTlsPort", "ftp.ownCertificate"]);
  const { clientTls } = ftp;
  const text = words.clientTls;
  const set = (change: Partial<ClientTlsDraft>): void => onChange({ ...ftp, clientTls: { ...clientTls, ...change } });
  return (
    <Disclosure title={text.title} summary={text.modes[clientTls.mode]} forceExpanded={mustShow}>
      <Select label={text.mode} value={clientTls.mode} names={text.modes} onChange={(mode) => set({ mode })} />
      <p className="hint">{text.says[clientTls.mode]}</p>
      <ProfileField
        path="ftp.implicitTlsPort"
        label={text.implicitPort}
        hint={text.implicitPortSays}
        kind="port"
        placeholder="2990"
        value={clientTls.implicitPort}
        onChange={(implicitPort) => set({ implicitPort })}
      />
      <ProfileField
        path="ftp.ownCertificate"
        label={text.ownCertificate}
        hint={text.ownCertificateSays}
        placeholder="~/.ftp/culvert.pem"
        value={clientTls.ownCertificate}
        onChange={(ownCertificate) => set({ ownCertificate })}
      />
      <Checkbox
        label={text.closeNotify}
        hint={text.closeNotifySays}
        isSelected={clientTls.needsCloseNotify}
        onChange={(needsCloseNotify) => set({ needsCloseNotify })}
      />
    </Disclosure>
  );
}
