import type { ExportNote } from "../../shared/exchange/export-format.js";
import { at, isSocket, looksLikeSocket, type Spot } from "../../shared/profile/endpoint.js";
import { inPairs, spotsOf, type ForwardPlan } from "../../shared/profile/forward-plan.js";
import { dataPortsOf, profile as profileSchema, type AuthMethod, type JumpHost, type Proxy, type Profile } from "../../shared/profile/profile-schema.js";
import { OLD } from "../ssh/transport/algorithms.js";

/** A profile as the `ssh` command in a remark, and a block for `~/.ssh/config` that does the same. */
export function writeOpenssh(profile: Profile): { readonly text: string; readonly notes: readonly ExportNote[] } {
  const hops = profile.gateway.via.map((hop, index) => ({ alias: `${profile.id}-via-${index + 1}`, hop }));
  const text = [
    `# ${profile.name}`,
    `# ${commandOf(profile)}`,
    "",
    ...hops.flatMap(({ alias, hop }, index) => [`Host ${alias}`, ...indented([...hopLines(hop), ...(index === 0 ? proxyLines(profile.gateway.proxy) : [])]), ""]),
    `Host ${profile.id}`,
    ...indented([
      ...hopLines(profile.gateway),
      ...(hops.length === 0 ? proxyLines(profile.gateway.proxy) : [`ProxyJump ${hops.map(({ alias }) => alias).join(",")}`]),
      ...forwardLines(profile),
      "ExitOnForwardFailure yes",
    ]),
    "",
  ].join("\n");
  return { text, notes: ftpNotes(profile) };
}

/** What no other program does: read FTP, or speak it itself. */
export function ftpNotes({ ftp }: Profile): readonly ExportNote[] {
  if (ftp?.mode === "relay") return [{ code: "relay-as-control-port", what: at(ftp.target) }];
  return ftp?.mode === "bridge" ? [{ code: "bridge-left-out" }] : [];
}

/** One forward as other programs have it. */
export interface PlainForward {
  readonly kind: ForwardPlan["kind"];
  readonly listen: string;
  /** Empty for a dynamic one. */
  readonly target: string;
  readonly enabled: boolean;
}

/** Every forward of a profile: FTP's control port first, its passive ports, and the others. */
export function plainForwards({ ftp, forwards }: Profile): readonly PlainForward[] {
  const own: PlainForward[] = ftp === undefined || ftp.mode === "bridge" ? [] : [
    { kind: "local", listen: at(ftp.listen), target: at(ftp.target), enabled: true },
    ...(ftp.mode === "range" ? dataPortsOf(ftp.passive) : []).map((port): PlainForward => ({ kind: "local", listen: at({ host: ftp.listen.host, port }), target: at({ host: ftp.target.host, port }), enabled: true })),
  ];
  return [...own, ...forwards.flatMap(({ kind, enabled, ...plan }): PlainForward[] => {
    if (!("target" in plan)) return spotsOf(plan.listen).map((listen) => ({ kind, listen: spotText(listen), target: "", enabled }));
    return inPairs(spotsOf(plan.listen), spotsOf(plan.target)).map(([listen, target]) => ({ kind, listen: spotText(listen), target: spotText(target), enabled }));
  })];
}

const spotText = (spot: Spot): string => (isSocket(spot) ? spot.socket : at(spot));

const KEYWORD = { local: "LocalForward", remote: "RemoteForward", dynamic: "DynamicForward" } as const;
const OPTION = { local: "-L", remote: "-R", dynamic: "-D" } as const;

const forwardLines = (profile: Profile): readonly string[] =>
  plainForwards(profile).map(({ kind, listen, target, enabled }) => `${enabled ? "" : "# "}${KEYWORD[kind]} ${[listen, target].map((end) => (looksLikeSocket(end) ? quoted(end) : end)).join(" ").trim()}`);

function hopLines({ host, port, username, auth, oldServer }: JumpHost): readonly string[] {
  return [`HostName ${percent(host)}`, ...(port === 22 ? [] : [`Port ${port}`]), `User ${quoted(username)}`, ...loginLines(auth), ...(oldServer === true ? OLD_SERVER_LINES : [])];
}

/** The same weakening as the profile's switch, behind what `ssh` takes by itself; but for DSA, which newer releases of it refuse even to read. */
const OLD_KEYS = OLD.hostKey.filter((name) => name !== "ssh-dss").join(",");
const OLD_SERVER_LINES = [`KexAlgorithms +${OLD.kex.join(",")}`, `HostKeyAlgorithms +${OLD_KEYS}`, `PubkeyAcceptedAlgorithms +${OLD_KEYS}`, `Ciphers +${OLD.cipher.join(",")}`, `MACs +${OLD.mac.join(",")}`];

/** The first hop is reached through the proxy, by OpenBSD's nc. */
const proxyLines = (proxy: Proxy | undefined): readonly string[] =>
  proxy === undefined ? [] : [`ProxyCommand nc -X ${proxy.kind === "http" ? "connect" : "5"} -x ${percent(at(proxy))}${proxy.username === undefined ? "" : ` -P ${forShell(percent(proxy.username))}`} %h %p`];

/** Nothing where the profile leaves it at what `ssh` does by itself. */
function loginLines(auth: readonly AuthMethod[]): readonly string[] {
  if (isDefaultLogin(auth)) return [];
  const agent = auth.find((way) => way.method === "agent");
  const keys = auth.flatMap((way) => (way.method === "key" ? [way.file] : way.method === "agent" && way.identity !== undefined ? [way.identity] : []));
  const has = (method: AuthMethod["method"]): boolean => auth.some((way) => way.method === method);
  const order = [...new Set(auth.map(({ method }) => (method === "agent" || method === "key" ? "publickey" : method)))];
  return [
    ...(agent?.identity !== undefined || (agent === undefined && keys.length > 0) ? ["IdentitiesOnly yes"] : []),
    ...(agent === undefined ? ["IdentityAgent none"] : agent.socket === undefined ? [] : [`IdentityAgent ${quoted(percent(agent.socket))}`]),
    ...(keys.length === 0 ? ["IdentityFile none"] : keys.map((file) => `IdentityFile ${quoted(percent(file))}`)),
    ...(has("agent") || has("key") ? [] : ["PubkeyAuthentication no"]),
    ...(has("keyboard-interactive") ? [] : ["KbdInteractiveAuthentication no"]),
    ...(has("password") ? [] : ["PasswordAuthentication no"]),
    ...(isUsualOrder(order) ? [] : [`PreferredAuthentications ${order.join(",")}`]),
  ];
}

/** Whether a profile leaves it to Culvert how to log in. */
export const isDefaultLogin = (auth: readonly AuthMethod[]): boolean => JSON.stringify(auth) === DEFAULT_AUTH;
const DEFAULT_AUTH = JSON.stringify(profileSchema.parse({ id: "a", name: "a", gateway: { host: "a", username: "a" } }).gateway.auth);
const USUAL_ORDER = ["publickey", "keyboard-interactive", "password"];
const isUsualOrder = (order: readonly string[]): boolean => USUAL_ORDER.filter((name) => order.includes(name)).join() === order.join();

/** `ssh -N -L 127.0.0.1:2121:popeye:21 olive@www.spinach.com`, for a shell. A long range, and what a command would be too long for, are left to the block. */
function commandOf(profile: Profile): string {
  const { gateway: { host, port, username, auth, via, proxy } } = profile;
  const forwards = plainForwards(profile).filter(({ enabled }) => enabled);
  const needsBlock = proxy !== undefined || [...via, profile.gateway].some(({ oldServer }) => oldServer === true) || via.some((hop) => !isDefaultLogin(hop.auth));
  if (needsBlock || forwards.length > 40) return `ssh -N ${profile.id}`;
  const jump = via.map((hop) => `${hop.username}@${at(hop)}`).join(",");
  const key = isDefaultLogin(auth) ? undefined : auth.find((way) => way.method === "key");
  return [
    "ssh", "-N", ...forwards.flatMap(({ kind, listen, target }) => [OPTION[kind], [listen, target].filter((end) => end !== "").join(":")]),
    ...(jump === "" ? [] : ["-J", jump]), ...(key === undefined ? [] : ["-i", key.file]), ...(port === 22 ? [] : ["-p", String(port)]), `${username}@${host}`,
  ].map(forShell).join(" ");
}

const forShell = (word: string): string => (/^[\w@%+=:,./~[\]-]+$/.test(word) ? word : `'${oneLine(word).replaceAll("'", "'\\''")}'`);
const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
const percent = (text: string): string => text.replaceAll("%", "%%");

/** As `ssh` reads it back; a line end cannot stand in its settings. */
const quoted = (text: string): string => (/^[\w@%+=:,./~$-]+$/.test(text) ? text : `"${oneLine(text).replace(/["\\]/g, "\\$&")}"`);
const oneLine = (text: string): string => text.replace(/[\0-\x1f\x7f]/g, "_");
