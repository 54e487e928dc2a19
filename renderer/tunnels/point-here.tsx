import type { Profile } from "../../src/shared/profile.js";
import type { ForwardStatus } from "../../src/shared/tunnel-state.js";
import { words } from "../words.js";
import { BridgeLoginFacts } from "./bridge-login.js";
import { Fact } from "./fact.js";

interface PointHereProps {
  readonly forwards: readonly ForwardStatus[];
  readonly profile: Profile;
}

/** What to type into the FTP program, while something listens for it. */
export function PointHere({ forwards, profile }: PointHereProps) {
  const control = forwards.find(({ group, state }) => group === "control" && state.kind === "listening");
  if (control === undefined) return null;
  const colon = control.listen.lastIndexOf(":");
  const mode = profile.ftp?.mode;
  return (
    <section className="point-here" aria-label={words.tunnel.pointHere}>
      <h2>{words.tunnel.pointHere}</h2>
      <dl>
        <Fact name={words.tunnel.host} value={control.listen.slice(0, colon).replace(/^\[|\]$/g, "")} isCopied />
        <Fact name={words.tunnel.port} value={control.listen.slice(colon + 1)} isCopied />
        <Fact name={words.tunnel.mode} value={mode === "range" ? words.tunnel.passive : words.tunnel.passiveOrActive} />
        {mode === "bridge" ? <BridgeLoginFacts profile={profile} /> : null}
      </dl>
    </section>
  );
}
