import { words } from "../../../src/shared/words/words.js";
import { Checkbox } from "../../controls/checkbox.js";
import { Select } from "../../controls/select.js";
import { isSocketText, type ForwardDraft } from "../draft/forward-draft.js";
import { ProfileField } from "../profile-field.js";

interface ForwardFieldsProps {
  /** The forward's path in the profile document, `forwards[0]`. */
  readonly path: string;
  readonly forward: ForwardDraft;
  readonly onChange: (forward: ForwardDraft) => void;
}

/** One forward: what it is called, where it listens, and where it leads. */
export function ForwardFields({ path, forward, onChange }: ForwardFieldsProps) {
  const { name, kind, listenHost, listenPort, host, port, enabled } = forward;
  const change = (changes: Partial<ForwardDraft>): void => onChange({ ...forward, ...changes });
  const hints = words.forwards.hints[kind];
  return (
    <>
      <div className="field-pair field-pair-even">
        <ProfileField
          path={`${path}.name`}
          label={words.editor.name}
          placeholder={words.forwards.nameHint}
          value={name}
          onChange={(next) => change({ name: next })}
        />
        <Select
          label={words.forwards.kind}
          value={kind}
          names={words.forwardKinds}
          onChange={(next) => change({ kind: next })}
        />
      </div>
      <EndpointFields
        path={`${path}.listen`}
        label={words.forwards.listen[kind]}
        hint={hints.listen}
        portHint={hints.listenPort}
        allowsSocket={kind === "remote"}
        hosts="127.0.0.1"
        ports={kind === "dynamic" ? "1080" : "1143"}
        host={listenHost}
        port={listenPort}
        onHost={(next) => change({ listenHost: next })}
        onPort={(next) => change({ listenPort: next })}
      />
      {kind === "dynamic" ? null : (
        <EndpointFields
          path={`${path}.target`}
          label={words.forwards.target[kind]}
          hint={hints.target}
          allowsSocket
          hosts={kind === "local" ? "popeye" : "127.0.0.1"}
          ports="143"
          host={host}
          port={port}
          onHost={(next) => change({ host: next })}
          onPort={(next) => change({ port: next })}
        />
      )}
      <Checkbox label={words.forwards.enabled} isSelected={enabled} onChange={(next) => change({ enabled: next })} />
    </>
  );
}

interface EndpointFieldsProps {
  readonly path: string;
  readonly label: string;
  readonly hint: string;
  readonly portHint?: string | undefined;
  /** Whether a Unix socket's path may stand in the place of host and port. */
  readonly allowsSocket: boolean;
  /** What may be written there, for example. */
  readonly hosts: string;
  readonly ports: string;
  readonly host: string;
  readonly port: string;
  readonly onHost: (host: string) => void;
  readonly onPort: (port: string) => void;
}

/** A host and its ports; or a socket's path, which has the line for itself. */
function EndpointFields({
  path,
  label,
  hint,
  portHint,
  allowsSocket,
  hosts,
  ports,
  host,
  port,
  onHost,
  onPort,
}: EndpointFieldsProps) {
  const isSocket = allowsSocket && isSocketText(host);
  const line = (
    <ProfileField
      path={isSocket ? `${path}.socket` : `${path}.host`}
      label={label}
      hint={hint === "" ? undefined : hint}
      placeholder={hosts}
      value={host}
      onChange={onHost}
    />
  );
  return (
    <div className={isSocket ? "" : "field-pair"}>
      {line}
      {isSocket ? null : (
        <ProfileField
          path={`${path}.port`}
          label={words.forwards.port}
          hint={portHint === "" ? undefined : portHint}
          kind="port"
          placeholder={ports}
          value={port}
          onChange={onPort}
        />
      )}
    </div>
  );
}
