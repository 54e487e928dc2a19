import type { Endpoint } from "./endpoint.js";
import { formatPorts } from "./port-range.js";
import { passivePortsOf, type ProfileDraft } from "./profile-schema.js";
import { isOtherService } from "./well-known-ports.js";

export type FtpDraft = NonNullable<ProfileDraft["ftp"]>;

/** A local forward from port to port, of which FTP's recipe is made. */
export interface LocalForward {
  readonly listen: Endpoint;
  readonly target: Endpoint;
}

/** Forwards that carry FTP together: the control port's, and those of the passive ports; and what to call them. */
export interface FtpRecipe<Forward extends LocalForward = LocalForward> {
  readonly ftp: FtpDraft;
  readonly control: Forward;
  readonly data: readonly Forward[];
  readonly what: string;
}

/**
 * The recipe for FTP among local forwards: a control port, and runs of ports that keep their number, all to one host; or a
 * control port alone. It is sure where the control port is one of FTP's, here or at its target; otherwise only the user knows.
 */
export function findFtpRecipe<Forward extends LocalForward>(
  local: readonly Forward[],
): { readonly recipe: FtpRecipe<Forward>; readonly isSure: boolean } | undefined {
  const [sure, likely] = controlsAmong(local);
  const ranged = firstRange(sure, local);
  if (ranged !== undefined) return { recipe: ranged, isSure: true };
  const alone = sure.find(({ target }) => target.port === 21);
  if (alone !== undefined) return { recipe: relayRecipe(alone), isSure: true };
  const [other] = sure.filter(({ target }) => target.port !== 990);
  const maybe = firstRange(likely, local) ?? (other === undefined ? undefined : relayRecipe(other));
  return maybe === undefined ? undefined : { recipe: maybe, isSure: false };
}

/** What a file says itself of its forwards, beside them: which of them carry FTP, or that none does. */
export type FtpStatement =
  | { readonly mode: "none" }
  | { readonly mode: "relay"; readonly listen: Endpoint }
  | { readonly mode: "range"; readonly listen: Endpoint; /** As a profile writes it. */ readonly passive: string };

/** The recipe that a file states; nothing where its forwards are not what it says of them. */
export function statedFtpRecipe<Forward extends LocalForward>(
  local: readonly Forward[],
  stated: Exclude<FtpStatement, { readonly mode: "none" }>,
): FtpRecipe<Forward> | undefined {
  const control = local.find(
    ({ listen: { host, port } }) => host === stated.listen.host && port === stated.listen.port,
  );
  if (control === undefined || stated.mode === "relay") return control === undefined ? undefined : relayRecipe(control);
  const ports = new Set(passivePortsOf(stated.passive));
  const data = local.filter(
    (forward) =>
      forward !== control &&
      ports.has(forward.target.port) &&
      forward.listen.port === forward.target.port &&
      haveSameHosts(forward, control),
  );
  if (ports.size === 0 || data.length !== ports.size) return undefined;
  const { passive } = stated;
  return { ftp: { mode: "range", ...endsOf(control), passive }, control, data, what: passive };
}

/** 21 and 990 are FTP's (RFC 959, RFC 4217), 2121 is what everybody takes who may not listen there. */
const CONTROL_PORTS: ReadonlySet<number> = new Set([21, 990, 2121]);
const isControlPort = ({ port }: Endpoint): boolean => CONTROL_PORTS.has(port);
/** A hostile file has more; each costs a look at all forwards. */
const MAX_CONTROLS = 8;

/** What surely is a control port, port 21 first; and what may be one: such as 8021, or the only one that changes its number. */
function controlsAmong<Forward extends LocalForward>(
  local: readonly Forward[],
): readonly [readonly Forward[], readonly Forward[]] {
  const possible = local.filter(({ target }) => !isOtherService(target.port));
  const sure = [
    ...possible.filter(({ target }) => target.port === 21 || target.port === 990),
    ...possible.filter(
      ({ listen, target }) =>
        target.port !== 21 && target.port !== 990 && (isControlPort(listen) || isControlPort(target)),
    ),
  ];
  const others = possible.filter((forward) => !sure.includes(forward));
  const changing = local.filter((forward) => !keepsPort(forward));
  const likely = [
    ...others.filter(({ target }) => target.port % 100 === 21),
    ...(changing.length === 1 && local.length > 3 ? others.filter((forward) => changing.includes(forward)) : []),
  ];
  return [sure.slice(0, MAX_CONTROLS), likely.slice(0, MAX_CONTROLS)];
}

/** The recipe with the first of these control ports that has passive ports beside it. */
function firstRange<Forward extends LocalForward>(
  controls: readonly Forward[],
  local: readonly Forward[],
): FtpRecipe<Forward> | undefined {
  for (const control of controls) {
    const data = passiveRuns(
      local.filter((forward) => forward !== control && keepsPort(forward) && haveSameHosts(forward, control)),
    );
    if (data.length === 0) continue;
    const passive = formatPorts(data.map(({ target }) => target.port));
    return { ftp: { mode: "range", ...endsOf(control), passive }, control, data, what: passive };
  }
  return undefined;
}

/** A control port alone carries no file: the relay finds the data connections by itself. */
const relayRecipe = <Forward extends LocalForward>(control: Forward): FtpRecipe<Forward> => ({
  ftp: { mode: "relay", ...endsOf(control) },
  control,
  data: [],
  what: `${control.target.host}:${control.target.port}`,
});

const keepsPort = ({ listen, target }: LocalForward): boolean => listen.port === target.port && target.port >= 1024;
const haveSameHosts = (one: LocalForward, other: LocalForward): boolean =>
  one.target.host === other.target.host && one.listen.host === other.listen.host;
const endsOf = ({ listen, target }: LocalForward) => ({ target: { ...target }, listen: { ...listen } });

/** A longer run is no few instances of a database or web server, whatever port it begins with. */
const MIN_PASSIVE_RUN = 4;

/** Those that have a neighbour: a port for itself is some other service, and so are few that begin with a database's or web server's. */
function passiveRuns<Forward extends LocalForward>(forwards: readonly Forward[]): readonly Forward[] {
  const ports = new Set(forwards.map(({ target }) => target.port));
  const passive = new Set<number>();
  for (const first of ports) {
    if (ports.has(first - 1)) continue;
    let end = first;
    while (ports.has(end)) end++;
    const count = end - first;
    if (count < 2 || (count < MIN_PASSIVE_RUN && isOtherService(first))) continue;
    for (let port = first; port < end; port++) passive.add(port);
  }
  return forwards.filter(({ target }) => passive.has(target.port));
}
