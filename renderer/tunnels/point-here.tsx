import type { Ftp } from "../../src/shared/profile.js";
import type { ForwardStatus } from "../../src/shared/tunnel-state.js";
import { CopyButton } from "../controls/copy-button.js";
import { words } from "../words.js";

interface PointHereProps {
  readonly forwards: readonly ForwardStatus[];
  readonly mode: Ftp["mode"] | undefined;
}

/** What to type into the FTP program, while something listens for it. */
export function PointHere({ forwards, mode }: PointHereProps) {
  const control = forwards.find(({ group, state }) => group === "control" && state.kind === "listening");
  if (control === undefined) return null;
  const colon = control.listen.lastIndexOf(":");
  return (
    <section className="point-here" aria-label={words.tunnel.pointHere}>
      <h2>{words.tunnel.pointHere}</h2>
      <dl>
        <Fact name={words.tunnel.host} value={control.listen.slice(0, colon).replace(/^\[|\]$/g, "")} isCopied />
        <Fact name={words.tunnel.port} value={control.listen.slice(colon + 1)} isCopied />
        <Fact name={words.tunnel.mode} value={mode === "relay" ? words.tunnel.passiveOrActive : words.tunnel.passive} />
      </dl>
    </section>
  );
}

function Fact({ name, value, isCopied = false }: { readonly name: string; readonly value: string; readonly isCopied?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}{isCopied ? <CopyButton what={name} value={value} /> : null}</dd>
    </div>
  );
}
