import type { ForwardStatus } from "../../src/shared/tunnel-state.js";
import { words } from "../words.js";

/** What to type into the FTP program, while something listens for it. */
export function PointHere({ forwards }: { readonly forwards: readonly ForwardStatus[] }) {
  const control = forwards.find(({ group, state }) => group === "control" && state.kind === "listening");
  if (control === undefined) return null;
  const colon = control.listen.lastIndexOf(":");
  const facts = [
    [words.tunnel.host, control.listen.slice(0, colon).replace(/^\[|\]$/g, "")],
    [words.tunnel.port, control.listen.slice(colon + 1)],
    [words.tunnel.mode, words.tunnel.passive],
  ] as const;
  return (
    <section className="point-here" aria-label={words.tunnel.pointHere}>
      <h2>{words.tunnel.pointHere}</h2>
      <dl>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </section>
  );
}
