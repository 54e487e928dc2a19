import { words } from "../../src/shared/words/words.js";
import { Tick } from "../controls/checkbox.js";
import { Choice } from "../controls/select.js";
import { isSocketDraft, type ForwardDraft } from "./profile-draft.js";
import { Field } from "./profile-field.js";

interface ForwardFieldsProps {
  /** The forward's path in the profile document, `forwards[0]`. */
  readonly at: string;
  readonly forward: ForwardDraft;
  readonly onChange: (forward: ForwardDraft) => void;
}

/** One forward: what it is called, where it listens, and where it leads. */
export function ForwardFields({ at, forward, onChange }: ForwardFieldsProps) {
  const { name, kind, listenHost, listenPort, host, port, enabled } = forward;
  const change = (part: Partial<ForwardDraft>): void => onChange({ ...forward, ...part });
  const hints = words.forwards.hints[kind];
  return (
    <>
      <div className="pair pair-even">
        <Field at={`${at}.name`} label={words.editor.name} placeholder={words.forwards.nameHint} value={name} onChange={(next) => change({ name: next })} />
        <Choice label={words.forwards.kind} value={kind} names={words.forwardKinds} onChange={(next) => change({ kind: next })} />
      </div>
      <SpotFields
        at={`${at}.listen`} label={words.forwards.listen[kind]} hint={hints.listen} portHint={hints.listenPort} mayBeSocket={kind === "remote"} hosts="127.0.0.1" ports={kind === "dynamic" ? "1080" : "1143"}
        host={listenHost} port={listenPort} onHost={(next) => change({ listenHost: next })} onPort={(next) => change({ listenPort: next })}
      />
      {kind === "dynamic" ? null : (
        <SpotFields
          at={`${at}.target`} label={words.forwards.target[kind]} hint={hints.target} mayBeSocket hosts={kind === "local" ? "popeye" : "127.0.0.1"} ports="143"
          host={host} port={port} onHost={(next) => change({ host: next })} onPort={(next) => change({ port: next })}
        />
      )}
      <Tick label={words.forwards.enabled} isSelected={enabled} onChange={(next) => change({ enabled: next })} />
    </>
  );
}

interface SpotFieldsProps {
  readonly at: string;
  readonly label: string;
  readonly hint: string;
  readonly portHint?: string | undefined;
  /** Whether a Unix socket's path may stand in the place of host and port. */
  readonly mayBeSocket: boolean;
  /** What may be written there, for example. */
  readonly hosts: string;
  readonly ports: string;
  readonly host: string;
  readonly port: string;
  readonly onHost: (host: string) => void;
  readonly onPort: (port: string) => void;
}

/** A host and its ports; or a socket's path, which has the line for itself. */
function SpotFields({ at, label, hint, portHint, mayBeSocket, hosts, ports, host, port, onHost, onPort }: SpotFieldsProps) {
  const isSocket = mayBeSocket && isSocketDraft(host);
  const line = <Field at={isSocket ? `${at}.socket` : `${at}.host`} label={label} hint={hint === "" ? undefined : hint} placeholder={hosts} value={host} onChange={onHost} />;
  return (
    <div className={isSocket ? "" : "pair"}>
      {line}
      {isSocket ? null : <Field at={`${at}.port`} label={words.forwards.port} hint={portHint === "" ? undefined : portHint} kind="port" placeholder={ports} value={port} onChange={onPort} />}
    </div>
  );
}
