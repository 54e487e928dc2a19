import { words } from "../../../src/shared/words/words.js";
import { Disclosure } from "../../controls/disclosure.js";
import { Select } from "../../controls/select.js";
import { useAnyIssue } from "../field-issues.js";
import { ProfileField } from "../profile-field.js";
import { USUAL_PORT, type ProxyDraft } from "../draft/proxy-draft.js";

interface ProxyFieldsProps {
  readonly proxy: ProxyDraft;
  readonly onChange: (proxy: ProxyDraft) => void;
}

/** What carries the connection to the first SSH server, where the network lets nothing else out. */
export function ProxyFields({ proxy, onChange }: ProxyFieldsProps) {
  const mustShow = useAnyIssue(["gateway.proxy"]);
  const { title, says, none, kind, kinds, username, usernameHint } = words.proxy;
  return (
    <Disclosure
      title={title}
      summary={
        proxy.kind === "none" ? none : [kinds[proxy.kind], proxy.host.trim()].filter((part) => part !== "").join(", ")
      }
      forceExpanded={mustShow}
    >
      <p className="hint">{says}</p>
      <Select
        label={kind}
        value={proxy.kind}
        names={kinds}
        onChange={(chosen) => onChange({ ...proxy, kind: chosen })}
      />
      {proxy.kind === "none" ? null : (
        <>
          <div className="field-pair">
            <ProfileField
              path="gateway.proxy.host"
              label={words.editor.host}
              placeholder="proxy.spinach.com"
              value={proxy.host}
              onChange={(host) => onChange({ ...proxy, host })}
            />
            <ProfileField
              path="gateway.proxy.port"
              label={words.editor.port}
              kind="port"
              placeholder={USUAL_PORT[proxy.kind]}
              value={proxy.port}
              onChange={(port) => onChange({ ...proxy, port })}
            />
          </div>
          <ProfileField
            path="gateway.proxy.username"
            label={username}
            placeholder={usernameHint}
            value={proxy.username}
            onChange={(typed) => onChange({ ...proxy, username: typed })}
          />
        </>
      )}
    </Disclosure>
  );
}
