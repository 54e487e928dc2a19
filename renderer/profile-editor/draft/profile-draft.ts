import { isSocket, looksLikeSocket, type UnixSocket } from "../../../src/shared/profile/endpoint.js";
import type { ForwardPlan, HostPorts } from "../../../src/shared/profile/forward-plan.js";
import { FORWARD_PRESETS, type ForwardPreset, type ForwardUse } from "../../../src/shared/profile/forward-presets.js";
import { freeControlPort } from "../../../src/shared/profile/local-ports.js";
import {
  DEFAULT_CONTROL_PORT,
  newProfileId,
  type AuthMethod,
  type Ftp,
  type JumpHost,
  type Profile,
  type ProfileId,
  type Proxy,
} from "../../../src/shared/profile/profile-schema.js";
import type { ClientTlsFields, ClientTlsMode } from "../../../src/shared/profile/client-tls.js";
import type { RelayTls, RelayTlsMode } from "../../../src/shared/profile/relay-tls.js";
import { words } from "../../../src/shared/words/words.js";
import { deviceDraft, deviceFieldsOf, USUAL_DEVICES, type DeviceDraft } from "./device-draft.js";
import { noProxy, proxyDraft, USUAL_PORT, type ProxyDraft } from "./proxy-draft.js";

/**
 * A profile while it is being edited: every field as the text in its box, the fields of all FTP modes side by side,
 * so that changing one's mind about the mode loses nothing. `profileOf` makes of it what the schema reads.
 */
export interface Draft {
  /** `undefined` for a profile that has not been saved yet. */
  readonly id: ProfileId | undefined;
  readonly name: string;
  /** Empty where it stands in none. */
  readonly group: string;
  readonly gateway: HopDraft;
  readonly via: readonly HopDraft[];
  readonly proxy: ProxyDraft;
  readonly ftp: FtpDraft;
  readonly forwards: readonly ForwardDraft[];
  readonly openAtStart: boolean;
}

/** What tells list entries apart while they are moved about; never saved. */
interface Keyed {
  readonly key: number;
}

export interface HopDraft extends Keyed {
  readonly host: string;
  readonly port: string;
  readonly username: string;
  readonly auth: readonly AuthDraft[];
  readonly oldServer: boolean;
  /** A file; empty where there is none. */
  readonly revokedHostKeys: string;
  readonly noDelay: boolean;
}

export interface AuthDraft extends Keyed {
  readonly method: AuthMethod["method"];
  readonly file: string;
  readonly socket: string;
  /** A public key file: only that key of the agent's is offered. */
  readonly identity: string;
  /** A certificate that does not stand beside the key's file; its field is there where a profile has one. */
  readonly certificate?: string | undefined;
}

export type FtpMode = Ftp["mode"] | "none";

export interface FtpDraft {
  readonly mode: FtpMode;
  readonly host: string;
  readonly port: string;
  readonly listenHost: string;
  readonly listenPort: string;
  readonly passive: string;
  readonly anyLogin: boolean;
  /** Addresses and networks, with commas between. */
  readonly allow: string;
  readonly dataPorts: string;
  readonly allowOtherUsers: boolean;
  /** Whether a relay makes the next data connection ready before it is asked for. */
  readonly ahead: boolean;
  readonly tls: TlsDraft;
  readonly clientTls: ClientTlsDraft;
  readonly devices: DeviceDraft;
  /** What has no box here, kept as it was read. */
  readonly kept: Readonly<Record<string, unknown>>;
}

/** TLS between a relay and its FTP server. */
export interface TlsDraft {
  readonly mode: RelayTlsMode;
  readonly certificate: string;
  readonly clientCertificate: string;
  readonly needsCloseNotify: boolean;
  readonly oldServer: boolean;
}

/** TLS between FTP programs and a relay or a bridge. */
export interface ClientTlsDraft {
  readonly mode: ClientTlsMode | "usual";
  readonly implicitPort: string;
  readonly ownCertificate: string;
  readonly needsCloseNotify: boolean;
}

/** Fields of FTP that are set in the document alone, by the modes that have them. */
const KEPT_FIELDS: Readonly<Record<Ftp["mode"], readonly string[]>> = {
  range: [],
  relay: ["announce"],
  bridge: ["announce", "users", "existing", "wholeOnly"],
};

export interface ForwardDraft extends Keyed {
  readonly kind: ForwardPlan["kind"];
  readonly name: string;
  /** A host; or a Unix socket's path, beside which no port counts. */
  readonly listenHost: string;
  /** A port, or a range of ports. */
  readonly listenPort: string;
  readonly host: string;
  readonly port: string;
  readonly enabled: boolean;
}

const LOOPBACK = "127.0.0.1";
/** What a new profile starts with: it asks nothing of the server. */
const FIRST_MODE: FtpMode = "relay";
const NO_METHOD_FIELDS = { file: "", socket: "", identity: "" };
const DEFAULT_METHODS: readonly Omit<AuthDraft, "key">[] = [
  { method: "agent", ...NO_METHOD_FIELDS },
  ...["id_ed25519", "id_ecdsa", "id_rsa"].map((file) => ({
    ...NO_METHOD_FIELDS,
    method: "key" as const,
    file: `~/.ssh/${file}`,
  })),
  { method: "keyboard-interactive", ...NO_METHOD_FIELDS },
  { method: "password", ...NO_METHOD_FIELDS },
];

let lastKey = 0;
const withKey = <T extends object>(entry: T): T & Keyed => ({ ...entry, key: ++lastKey });

/** New entries get keys that a draft has not, which was made in another window. */
export function reserveKeys({ gateway, via, forwards }: Draft): void {
  const hops = [gateway, ...via];
  lastKey = Math.max(lastKey, ...[...hops, ...hops.flatMap(({ auth }) => auth), ...forwards].map(({ key }) => key));
}

export const newHop = (defaultKey?: string): HopDraft =>
  withKey({
    host: "",
    port: "22",
    username: "",
    auth: methodsWith(defaultKey).map(withKey),
    oldServer: false,
    noDelay: false,
    revokedHostKeys: "",
  });

/** The usual ways to log in, the default key before all others, and once. */
function methodsWith(defaultKey: string | undefined): readonly Omit<AuthDraft, "key">[] {
  if (defaultKey === undefined) return DEFAULT_METHODS;
  return [
    { ...NO_METHOD_FIELDS, method: "key", file: defaultKey },
    ...DEFAULT_METHODS.filter(({ file }) => file !== defaultKey),
  ];
}

export const newMethod = (method: AuthMethod["method"]): AuthDraft => withKey({ method, ...NO_METHOD_FIELDS });
export const newForward = (): ForwardDraft =>
  withKey({ kind: "local", name: "", listenHost: LOOPBACK, listenPort: "", host: "", port: "", enabled: true });

/** Filled in for a use; on the next port where another forward of the profile listens there already. */
export function presetForward(use: ForwardUse, name: string, others: readonly ForwardDraft[]): ForwardDraft {
  const preset: ForwardPreset = FORWARD_PRESETS[use];
  let listenPort = Number(preset.listenPort);
  while (others.some((other) => other.listenPort.trim() === String(listenPort))) listenPort++;
  return { ...newForward(), ...preset, name, listenPort: String(listenPort) };
}

const NO_TLS: TlsDraft = {
  mode: "auto",
  certificate: "",
  clientCertificate: "",
  needsCloseNotify: true,
  oldServer: false,
};

const USUAL_CLIENT_TLS: ClientTlsDraft = {
  mode: "usual",
  implicitPort: "",
  ownCertificate: "",
  needsCloseNotify: true,
};

const emptyFtp: FtpDraft = {
  mode: FIRST_MODE,
  host: "",
  port: "21",
  listenHost: LOOPBACK,
  listenPort: String(DEFAULT_CONTROL_PORT),
  passive: "",
  anyLogin: false,
  allow: "",
  dataPorts: "",
  kept: {},
  allowOtherUsers: false,
  ahead: true,
  tls: NO_TLS,
  clientTls: USUAL_CLIENT_TLS,
  devices: USUAL_DEVICES,
};

/** @param others the profiles that there are: it listens where none of them does @param defaultKey the key file that the settings put first among the ways to log in */
export const newDraft = (others: readonly Profile[] = [], defaultKey?: string): Draft => ({
  id: undefined,
  name: "",
  group: "",
  gateway: newHop(defaultKey),
  via: [],
  proxy: noProxy,
  ftp: { ...emptyFtp, listenPort: String(freeControlPort(others)) },
  forwards: [],
  openAtStart: false,
});

/** A first profile for what the user has; a relay's server is most often the gateway itself. */
export function firstDraft(mode: FtpMode, defaultKey?: string): Draft {
  const draft = newDraft([], defaultKey);
  return { ...draft, ftp: { ...draft.ftp, mode, host: mode === "relay" ? "localhost" : "" } };
}

export function draftOf({ id, name, group = "", gateway, ftp, forwards, openAtStart }: Profile): Draft {
  return {
    id,
    name,
    group,
    gateway: hopDraft(gateway),
    via: gateway.via.map(hopDraft),
    proxy: proxyDraft(gateway.proxy),
    ftp: ftpDraft(ftp),
    forwards: forwards.map(forwardDraft),
    openAtStart,
  };
}

/** A copy to be edited and saved under an id of its own, and with a control port that none of the others has. */
export function duplicateOf(profile: Profile, others: readonly Profile[]): Draft {
  const draft = draftOf(profile);
  return {
    ...draft,
    id: undefined,
    name: words.tunnel.copyOf(profile.name),
    ftp: { ...draft.ftp, listenPort: String(freeControlPort(others)) },
  };
}

/** With a key file before all other ways to log in, and once. @param jumpHost the index of the jump host that it is for; the gateway's where it is `undefined` */
export function withKeyFirst(draft: Draft, file: string, jumpHost?: number): Draft {
  const keyFirst = (hop: HopDraft): HopDraft => ({
    ...hop,
    auth: [{ ...newMethod("key"), file }, ...hop.auth.filter((method) => method.file !== file)],
  });
  return jumpHost === undefined
    ? { ...draft, gateway: keyFirst(draft.gateway) }
    : { ...draft, via: draft.via.map((hop, index) => (index === jumpHost ? keyFirst(hop) : hop)) };
}

/** What `parseProfile` reads: the shape of the document, with whatever was typed where a number should be. */
export function profileOf(
  { id, name, group, gateway, via, proxy, ftp, forwards, openAtStart }: Draft,
  taken: readonly ProfileId[],
): unknown {
  return {
    id: id ?? newProfileId(name, taken),
    name: name.trim(),
    ...(group.trim() === "" ? {} : { group: group.trim() }),
    gateway: {
      ...hopOf(gateway),
      via: via.map(hopOf),
      ...(proxy.kind === "none" ? {} : { proxy: proxyOf({ ...proxy, kind: proxy.kind }) }),
    },
    ...(ftp.mode === "none" ? {} : { ftp: ftpOf({ ...ftp, mode: ftp.mode }) }),
    forwards: forwards.map(forwardOf),
    openAtStart,
  };
}

/** Whether two drafts would be saved as the same profile, as far as their texts tell. */
export const isSameDraft = (one: Draft, other: Draft): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

const hopDraft = ({ host, port, username, auth, oldServer = false, noDelay = false, revokedHostKeys = "" }: JumpHost) =>
  withKey({ host, port: String(port), username, auth: auth.map(authDraft), oldServer, noDelay, revokedHostKeys });

function authDraft(method: AuthMethod): AuthDraft {
  const { socket = "", identity = "" } = method.method === "agent" ? method : {};
  const { file = "", certificate } = method.method === "key" ? method : {};
  return withKey({ method: method.method, file, socket, identity, certificate });
}

function ftpDraft(ftp: Ftp | undefined): FtpDraft {
  if (ftp === undefined) return { ...emptyFtp, mode: "none" };
  const common = {
    listenHost: ftp.listen.host,
    listenPort: String(ftp.listen.port),
    allowOtherUsers: ftp.allowOtherUsers ?? false,
    allow: ftp.mode === "range" ? "" : (ftp.allow ?? []).join(", "),
    dataPorts: ftp.mode === "range" ? "" : (ftp.dataPorts ?? ""),
    clientTls: ftp.mode === "range" ? USUAL_CLIENT_TLS : clientTlsDraft(ftp),
    kept: Object.fromEntries(Object.entries(ftp).filter(([field]) => KEPT_FIELDS.bridge.includes(field))),
  };
  if (ftp.mode === "bridge")
    return {
      ...emptyFtp,
      ...common,
      mode: "bridge",
      anyLogin: ftp.login?.any ?? false,
      devices: deviceDraft(ftp),
    };
  return {
    ...emptyFtp,
    ...common,
    mode: ftp.mode,
    host: ftp.target.host,
    port: String(ftp.target.port),
    passive: ftp.mode === "range" ? ftp.passive : "",
    ahead: ftp.mode !== "relay" || ftp.ahead !== false,
    tls: ftp.mode === "relay" ? tlsDraft(ftp) : NO_TLS,
  };
}

const tlsDraft = ({ tls, certificate, clientCertificate, tlsCloseNotify, oldServer }: RelayTls): TlsDraft => ({
  mode: tls ?? NO_TLS.mode,
  certificate: certificate ?? "",
  clientCertificate: clientCertificate ?? "",
  needsCloseNotify: tlsCloseNotify ?? true,
  oldServer: oldServer ?? false,
});

const clientTlsDraft = (ftp: ClientTlsFields): ClientTlsDraft => ({
  mode: ftp.clientTls ?? "usual",
  implicitPort: ftp.implicitTlsPort === undefined ? "" : String(ftp.implicitTlsPort),
  ownCertificate: ftp.ownCertificate ?? "",
  needsCloseNotify: ftp.clientCloseNotify ?? true,
});

function forwardDraft(plan: ForwardPlan): ForwardDraft {
  const from = endpointDraft(plan.listen);
  const to = plan.kind === "dynamic" ? { host: "", port: "" } : endpointDraft(plan.target);
  return withKey({
    kind: plan.kind,
    name: plan.name,
    listenHost: from.host,
    listenPort: from.port,
    ...to,
    enabled: plan.enabled,
  });
}

const endpointDraft = (endpoint: HostPorts | UnixSocket) =>
  isSocket(endpoint) ? { host: endpoint.socket, port: "" } : { host: endpoint.host, port: String(endpoint.port) };

const hopOf = ({ host, port, username, auth, oldServer, noDelay, revokedHostKeys }: HopDraft) => ({
  host: host.trim(),
  port: portOf(port),
  username: username.trim(),
  auth: auth.map(authOf),
  ...(oldServer ? { oldServer } : {}),
  ...(revokedHostKeys.trim() === "" ? {} : { revokedHostKeys: revokedHostKeys.trim() }),
  ...(noDelay ? { noDelay } : {}),
});

const proxyOf = ({ kind, host, port, username }: ProxyDraft & { readonly kind: Proxy["kind"] }) => ({
  kind,
  host: host.trim(),
  port: portOf(port) ?? Number(USUAL_PORT[kind]),
  ...(username.trim() === "" ? {} : { username: username.trim() }),
});

function authOf({ method, file, socket, identity, certificate = "" }: AuthDraft) {
  if (method === "key")
    return { method, file: file.trim(), ...(certificate.trim() === "" ? {} : { certificate: certificate.trim() }) };
  if (method !== "agent") return { method };
  return {
    method,
    ...(socket.trim() === "" ? {} : { socket: socket.trim() }),
    ...(identity.trim() === "" ? {} : { identity: identity.trim() }),
  };
}

function ftpOf({
  mode,
  host,
  port,
  passive,
  anyLogin,
  ahead,
  tls,
  devices,
  ...listener
}: FtpDraft & { readonly mode: Ftp["mode"] }) {
  const common = listenerOf(mode, listener);
  if (mode === "bridge")
    return { mode, ...common, ...(anyLogin ? { login: { any: true } } : {}), ...deviceFieldsOf(devices) };
  const target = { host: host.trim(), port: portOf(port) };
  if (mode === "range") return { mode, target, ...common, passive: passive.trim() };
  return { mode, target, ...common, ...(ahead ? {} : { ahead }), ...tlsOf(tls) };
}

/** What is as it would be anyway is left out of the document. */
const tlsOf = ({ mode, certificate, clientCertificate, needsCloseNotify, oldServer }: TlsDraft) => ({
  ...(mode === "auto" ? {} : { tls: mode }),
  ...(certificate.trim() === "" ? {} : { certificate: certificate.trim() }),
  ...(needsCloseNotify ? {} : { tlsCloseNotify: false }),
  ...(clientCertificate.trim() === "" ? {} : { clientCertificate: clientCertificate.trim() }),
  ...(oldServer ? { oldServer: true } : {}),
});

const clientTlsOf = ({ mode, implicitPort, ownCertificate, needsCloseNotify }: ClientTlsDraft) => ({
  ...(mode === "usual" ? {} : { clientTls: mode }),
  ...(implicitPort.trim() === "" ? {} : { implicitTlsPort: portOf(implicitPort) }),
  ...(ownCertificate.trim() === "" ? {} : { ownCertificate: ownCertificate.trim() }),
  ...(needsCloseNotify ? {} : { clientCloseNotify: false }),
});

function listenerOf(
  mode: Ftp["mode"],
  {
    listenHost,
    listenPort,
    allowOtherUsers,
    allow,
    dataPorts,
    clientTls,
    kept,
  }: Pick<FtpDraft, "listenHost" | "listenPort" | "allowOtherUsers" | "allow" | "dataPorts" | "clientTls" | "kept">,
) {
  const clients = allowedOf(allow);
  return {
    listen: { host: orDefault(listenHost), port: portOf(listenPort) },
    ...(allowOtherUsers ? { allowOtherUsers } : {}),
    ...(mode === "range" ? {} : clientTlsOf(clientTls)),
    ...Object.fromEntries(Object.entries(kept).filter(([field]) => KEPT_FIELDS[mode].includes(field))),
    ...(mode === "range" || clients.length === 0 ? {} : { allow: clients }),
    ...(mode === "range" || dataPorts.trim() === "" ? {} : { dataPorts: dataPorts.trim() }),
  };
}

/** The addresses and networks that a box holds. */
export const allowedOf = (text: string): string[] => text.split(/[\s,;，；]+/).filter((entry) => entry !== "");

function forwardOf({ kind, name, listenHost, listenPort, host, port, enabled }: ForwardDraft) {
  const listen =
    kind === "remote" && isSocketText(listenHost)
      ? { socket: listenHost.trim() }
      : { host: orDefault(listenHost), port: portOf(listenPort) };
  const common = { kind, name: name.trim(), listen, enabled };
  if (kind === "dynamic") return common;
  return {
    ...common,
    target: isSocketText(host) ? { socket: host.trim() } : { host: host.trim(), port: portOf(port) },
  };
}

/** Whether a socket's path stands where a host might. */
export const isSocketText = (host: string): boolean => looksLikeSocket(host.trim());

/** A number where one was typed; nothing where the box is empty, so that the default stands; else the text itself, for the schema to refuse. */
function portOf(text: string): number | string | undefined {
  const typed = text.trim();
  if (typed === "") return undefined;
  return /^\d+$/.test(typed) ? Number(typed) : typed;
}

const orDefault = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());
