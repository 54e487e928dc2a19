import { FIREWALL_PROGRAMS, FIREWALLS, firewallLines } from "../../../src/shared/profile/firewall-lines.js";
import { ANY, parseNetwork } from "../../../src/shared/profile/cidr-network.js";
import { words } from "../../../src/shared/words/words.js";
import { Disclosure } from "../../controls/disclosure.js";
import { Notice } from "../../controls/notice.js";
import { allowedOf, type FtpDraft, type FtpMode } from "../draft/ftp-draft.js";
import { ProfileField } from "../profile-field.js";

interface ExposureFieldsProps {
  readonly ftp: FtpDraft;
  readonly mode: Exclude<FtpMode, "none">;
  readonly onChange: (ftp: FtpDraft) => void;
}

/** Where other computers reach the FTP port: which may connect, on which ports, and what that means. */
export function ExposureFields({ ftp, mode, onChange }: ExposureFieldsProps) {
  const allow = allowedOf(ftp.allow).filter((entry) => entry === ANY || parseNetwork(entry) !== undefined);
  const isForAll = mode === "range" || allow.includes(ANY) || (mode === "relay" && allow.length === 0);
  const says = isForAll ? words.editor.listensForAll : words.editor.allowsSome(allow);
  const listener = {
    mode,
    listen: { host: ftp.listenHost, port: Number(ftp.listenPort) },
    passive: ftp.passive,
    allow: isForAll ? [ANY] : allow,
    dataPorts: ftp.dataPorts,
  };
  const lines = FIREWALLS.flatMap((firewall) => firewallLines(listener, firewall));
  return (
    <>
      {mode === "range" ? null : (
        <>
          <ProfileField
            path="ftp.allow"
            label={words.editor.allow}
            hint={words.editor.allowHint}
            placeholder="192.168.7.0/24"
            value={ftp.allow}
            onChange={(text) => onChange({ ...ftp, allow: text })}
          />
          <ProfileField
            path="ftp.dataPorts"
            label={words.editor.dataPorts}
            hint={words.editor.dataPortsHint}
            placeholder="50000-50019"
            value={ftp.dataPorts}
            onChange={(dataPorts) => onChange({ ...ftp, dataPorts })}
          />
        </>
      )}
      {isForAll || allow.length > 0 ? (
        <Notice grade="warning" says={says} remedy={words.editor.listensForAllSays} />
      ) : null}
      {lines.length === 0 || !Number.isInteger(listener.listen.port) ? null : (
        <Disclosure title={words.editor.firewall} summary={FIREWALL_PROGRAMS} forceExpanded={false}>
          <pre tabIndex={0} aria-label={words.editor.firewall}>
            {lines.join("\n")}
          </pre>
        </Disclosure>
      )}
    </>
  );
}
