import { useState } from "react";
import type { FtpHere, ProgramName } from "../../src/shared/exchange/ftp-client-settings.js";
import { dialledHere } from "../../src/shared/profile/listen-host.js";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { ForwardStatus } from "../../src/shared/status/tunnel-state.js";
import { words } from "../../src/shared/words/words.js";
import { Choice } from "../controls/select.js";
import { BridgeLoginFacts } from "./bridge-login-facts.js";
import { ProgramFacts } from "./client-program-settings.js";
import { Fact } from "./copyable-fact.js";
import { OpenInProgram } from "./open-in-program.js";

interface PointHereProps {
  readonly forwards: readonly ForwardStatus[];
  readonly profile: Profile;
}

/** What to type into the FTP program, while something listens for it: for any program, or by the labels of the one that is chosen. */
export function PointHere({ forwards, profile }: PointHereProps) {
  const [program, setProgram] = useState<ProgramName>("any");
  const here = ftpHere(forwards, profile);
  if (here === undefined) return null;
  return (
    <section className="point-here" aria-label={words.tunnel.pointHere}>
      <h2>{words.tunnel.pointHere}</h2>
      <Choice label={words.programs.chooser} value={program} names={words.programs.names} onChange={setProgram} />
      {program === "any" ? (
        <dl>
          <Fact name={words.tunnel.host} value={here.host} isCopied />
          <Fact name={words.tunnel.port} value={String(here.port)} isCopied />
          <Fact name={words.tunnel.mode} value={here.mode === "range" ? words.tunnel.passive : words.tunnel.passiveOrActive} />
          {here.mode === "bridge" ? <BridgeLoginFacts profile={profile} /> : null}
        </dl>
      ) : <ProgramFacts program={program} here={here} />}
      <OpenInProgram profile={profile.id} />
    </section>
  );
}

/** What to dial on this computer while the tunnel's FTP listens; nothing where it does not. */
function ftpHere(forwards: readonly ForwardStatus[], { ftp, gateway }: Profile): FtpHere | undefined {
  const control = forwards.find(({ group, state }) => group === "control" && state.kind === "listening");
  if (control === undefined || ftp === undefined) return undefined;
  const colon = control.listen.lastIndexOf(":");
  const user = ftp.mode === "bridge" ? { user: gateway.username } : {};
  return { host: dialledHere(control.listen.slice(0, colon).replace(/^\[|\]$/g, "")), port: Number(control.listen.slice(colon + 1)), mode: ftp.mode, ...user };
}
