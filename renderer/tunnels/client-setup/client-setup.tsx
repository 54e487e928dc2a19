import type { LocalFtpEndpoint } from "../../../src/shared/import-export/ftp-client-settings.js";
import { dialHostFor } from "../../../src/shared/profile/listen-host.js";
import type { Profile } from "../../../src/shared/profile/profile-schema.js";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { formatEndpoint, words } from "../../../src/shared/words/words.js";
import { Select } from "../../controls/select.js";
import { BridgeLoginDetails } from "./bridge-login-details.js";
import { ClientProgramSettings } from "./client-program-settings.js";
import { ClientTlsDetails } from "./client-tls-details.js";
import { CopyableValue } from "./copyable-value.js";
import { OpenInProgram } from "./open-in-program.js";
import { WriteIntoProgram } from "./write-into-program.js";
import { useRememberedProgram } from "./use-remembered-program.js";

interface ClientSetupProps {
  readonly forwards: readonly ForwardStatus[];
  readonly profile: Profile;
}

/** What to type into the FTP program, while something listens for it: for any program, or by the labels of the one that is chosen. */
export function ClientSetup({ forwards, profile }: ClientSetupProps) {
  const [program, setProgram] = useRememberedProgram(profile.id);
  const endpoint = localFtpEndpoint(forwards, profile);
  if (endpoint === undefined) return null;
  return (
    <section className="client-setup" aria-label={words.tunnel.pointHere}>
      <header className="client-setup-head">
        <h2>{words.tunnel.pointHere}</h2>
        <Select label={words.programs.chooser} value={program} names={words.programs.names} onChange={setProgram} />
        <OpenInProgram profile={profile.id} />
      </header>
      {program === "any" ? (
        <dl>
          <CopyableValue name={words.tunnel.host} value={endpoint.host} isCopied />
          <CopyableValue name={words.tunnel.port} value={String(endpoint.port)} isCopied />
          <CopyableValue
            name={words.tunnel.mode}
            value={endpoint.mode === "range" ? words.tunnel.passive : words.tunnel.passiveOrActive}
          />
          <LoginFacts profile={profile} />
          <ClientTlsDetails profile={profile.id} forwards={forwards} />
        </dl>
      ) : (
        <>
          <ClientProgramSettings program={program} here={endpoint} />
          <dl>
            <LoginFacts profile={profile} />
            <ClientTlsDetails profile={profile.id} forwards={forwards} />
          </dl>
          {program === "filezilla" || program === "winscp" ? (
            <WriteIntoProgram key={`${profile.id} ${program}`} profile={profile.id} program={program} />
          ) : null}
        </>
      )}
    </section>
  );
}

/** Whom the FTP program logs in as: by the login that Culvert makes for a bridge, else by one that the FTP server knows. */
function LoginFacts({ profile }: { readonly profile: Profile }) {
  const { ftp } = profile;
  if (ftp === undefined) return null;
  return ftp.mode === "bridge" ? (
    <BridgeLoginDetails profile={profile} />
  ) : (
    <CopyableValue name={words.routePage.whoseLogin} value={words.routePage.ofFtpServer(formatEndpoint(ftp.target))} />
  );
}

/** What to dial on this computer while the tunnel's FTP listens; nothing where it does not. */
function localFtpEndpoint(forwards: readonly ForwardStatus[], { ftp, gateway }: Profile): LocalFtpEndpoint | undefined {
  const control = forwards.find(({ group, state }) => group === "control" && state.kind === "listening");
  if (control === undefined || ftp === undefined) return undefined;
  const colon = control.listen.lastIndexOf(":");
  const user = ftp.mode === "bridge" ? { user: gateway.username } : {};
  return {
    host: dialHostFor(control.listen.slice(0, colon).replace(/^\[|\]$/g, "")),
    port: Number(control.listen.slice(colon + 1)),
    mode: ftp.mode,
    ...user,
  };
}
