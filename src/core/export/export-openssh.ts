import type { ExportNote } from "../../shared/import-export/export-format.js";
import { formatForwardRemark, forwardsToRemark } from "../../shared/import-export/forward-remark.js";
import { formatComment } from "../../shared/import-export/openssh-comment.js";
import { formatEndpoint, isSocket, looksLikeSocket, type EndpointOrSocket } from "../../shared/profile/endpoint.js";
import { zip, endpointsOrSocketsOf, type ForwardPlan } from "../../shared/profile/forward-plan.js";
import {
  newProfileId,
  passivePortsOf,
  profileSchema,
  type AuthMethod,
  type JumpHost,
  type Proxy,
  type Profile,
} from "../../shared/profile/profile-schema.js";
import { LEGACY } from "../ssh/transport/algorithms.js";

/** A profile as the `ssh` command in a remark, and a block for `~/.ssh/config` that does the same. */
export function writeOpenssh(profile: Profile): { readonly text: string; readonly notes: readonly ExportNote[] } {
  const hops = profile.gateway.via.map((hop, index) => ({ alias: `${profile.id}-via-${index + 1}`, hop }));
  const text = [
    `# ${profile.name}`,
    `# ${commandOf(profile)}`,
    "",
    ...hops.flatMap(({ alias, hop }, index) => [
      `Host ${alias}`,
      ...indented([
        formatComment("jump-host", ""),
        ...hopLines(hop),
        ...(index === 0 ? proxyLines(profile.gateway.proxy) : []),
      ]),
      "",
    ]),
    `Host ${profile.id}`,
    ...indented([
      ...remarksOf(profile),
      ...hopLines(profile.gateway),
      ...(hops.length === 0
        ? proxyLines(profile.gateway.proxy)
        : [`ProxyJump ${hops.map(({ alias }) => alias).join(",")}`]),
      ...forwardLines(profile),
      ...forwardsToRemark(profile.forwards).map((plan) =>
        formatComment("forward", withoutControlCharacters(formatForwardRemark(plan))),
      ),
      "ExitOnForwardFailure yes",
    ]),
    "",
  ].join("\n");
  return { text, notes: ftpExportNotes(profile) };
}

/** What an import needs to make the same profile of the block again. */
function remarksOf({ id, name, ftp, forwards }: Profile): readonly string[] {
  const isNamedById = name === id && newProfileId(name, []) === id;
  const ftpRemark =
    ftp === undefined || ftp.mode === "bridge"
      ? forwards.some(({ kind, enabled }) => kind === "local" && enabled)
        ? "none"
        : undefined
      : [ftp.mode, formatEndpoint(ftp.listen), ...(ftp.mode === "range" ? [ftp.passive] : [])].join(" ");
  return [
    ...(isNamedById ? [] : [formatComment("name", name)]),
    ...(ftpRemark === undefined ? [] : [formatComment("ftp", ftpRemark)]),
  ];
}

/** What no other program does: read FTP, or speak it itself. */
export function ftpExportNotes({ ftp }: Profile): readonly ExportNote[] {
  if (ftp?.mode === "relay") return [{ code: "relay-as-control-port", what: formatEndpoint(ftp.target) }];
  return ftp?.mode === "bridge" ? [{ code: "bridge-left-out" }] : [];
}

/** One forward as other programs have it. */
export interface ExportedForward {
  readonly kind: ForwardPlan["kind"];
  readonly listen: string;
  /** Empty for a dynamic one. */
  readonly target: string;
  readonly enabled: boolean;
}

/** Every forward of a profile: FTP's control port first, its passive ports, and the others. */
export function allForwards({ ftp, forwards }: Profile): readonly ExportedForward[] {
  const ftpForwards: ExportedForward[] =
    ftp === undefined || ftp.mode === "bridge"
      ? []
      : [
          { kind: "local", listen: formatEndpoint(ftp.listen), target: formatEndpoint(ftp.target), enabled: true },
          ...(ftp.mode === "range" ? passivePortsOf(ftp.passive) : []).map((port): ExportedForward => ({
            kind: "local",
            listen: formatEndpoint({ host: ftp.listen.host, port }),
            target: formatEndpoint({ host: ftp.target.host, port }),
            enabled: true,
          })),
        ];
  return [
    ...ftpForwards,
    ...forwards.flatMap(({ kind, enabled, ...plan }): ExportedForward[] => {
      if (!("target" in plan))
        return endpointsOrSocketsOf(plan.listen).map((listen) => ({
          kind,
          listen: formatListenOrTarget(listen),
          target: "",
          enabled,
        }));
      return zip(endpointsOrSocketsOf(plan.listen), endpointsOrSocketsOf(plan.target)).map(([listen, target]) => ({
        kind,
        listen: formatListenOrTarget(listen),
        target: formatListenOrTarget(target),
        enabled,
      }));
    }),
  ];
}

const formatListenOrTarget = (endpoint: EndpointOrSocket): string =>
  isSocket(endpoint) ? endpoint.socket : formatEndpoint(endpoint);

const KEYWORD = { local: "LocalForward", remote: "RemoteForward", dynamic: "DynamicForward" } as const;
const OPTION = { local: "-L", remote: "-R", dynamic: "-D" } as const;

const forwardLines = (profile: Profile): readonly string[] =>
  allForwards(profile).map(
    ({ kind, listen, target, enabled }) =>
      `${enabled ? "" : "# "}${KEYWORD[kind]} ${[listen, target]
        .map((end) => (looksLikeSocket(end) ? configQuoted(end) : end))
        .join(" ")
        .trim()}`,
  );

function hopLines({ host, port, username, auth, oldServer, revokedHostKeys }: JumpHost): readonly string[] {
  return [
    `HostName ${escapePercent(host)}`,
    ...(port === 22 ? [] : [`Port ${port}`]),
    `User ${configQuoted(username)}`,
    ...loginLines(auth),
    ...(oldServer === true ? LEGACY_LINES : []),
    ...(revokedHostKeys === undefined ? [] : [`RevokedHostKeys ${configQuoted(escapePercent(revokedHostKeys))}`]),
  ];
}

/** What the profile's switch for old servers lets in, behind what `ssh` takes by itself; but for DSA, which newer releases of it refuse even to read. */
const LEGACY_HOST_KEYS = LEGACY.hostKey.filter((name) => name !== "ssh-dss").join(",");
const LEGACY_LINES = [
  `KexAlgorithms +${LEGACY.kex.join(",")}`,
  `HostKeyAlgorithms +${LEGACY_HOST_KEYS}`,
  `PubkeyAcceptedAlgorithms +${LEGACY_HOST_KEYS}`,
  `Ciphers +${LEGACY.cipher.join(",")}`,
  `MACs +${LEGACY.mac.join(",")}`,
];

/** The first hop is reached through the proxy, by OpenBSD's nc. */
const proxyLines = (proxy: Proxy | undefined): readonly string[] =>
  proxy === undefined
    ? []
    : [
        `ProxyCommand nc -X ${proxy.kind === "http" ? "connect" : "5"} -x ${escapePercent(formatEndpoint(proxy))}${proxy.username === undefined ? "" : ` -P ${shellQuoted(escapePercent(proxy.username))}`} %h %p`,
      ];

/** Nothing where the profile leaves it at what `ssh` does by itself. */
function loginLines(auth: readonly AuthMethod[]): readonly string[] {
  if (isDefaultLogin(auth)) return [];
  const agent = auth.find((way) => way.method === "agent");
  const written = auth.flatMap((way) =>
    way.method === "key" ? [way.file] : way.method === "agent" && way.identity !== undefined ? [way.identity] : [],
  );
  const keys = [...new Set(written)];
  const certificates = auth.flatMap((way) =>
    way.method === "key" && way.certificate !== undefined ? [way.certificate] : [],
  );
  const has = (method: AuthMethod["method"]): boolean => auth.some((way) => way.method === method);
  const order = [...new Set(auth.map(({ method }) => (method === "agent" || method === "key" ? "publickey" : method)))];
  return [
    ...(agent?.identity !== undefined || (agent === undefined && keys.length > 0) ? ["IdentitiesOnly yes"] : []),
    ...(agent === undefined
      ? ["IdentityAgent none"]
      : agent.socket === undefined
        ? []
        : [`IdentityAgent ${configQuoted(escapePercent(agent.socket))}`]),
    ...(keys.length === 0
      ? ["IdentityFile none"]
      : keys.map((file) => `IdentityFile ${configQuoted(escapePercent(file))}`)),
    ...certificates.map((file) => `CertificateFile ${configQuoted(escapePercent(file))}`),
    ...(has("agent") || has("key") ? [] : ["PubkeyAuthentication no"]),
    ...(has("keyboard-interactive") ? [] : ["KbdInteractiveAuthentication no"]),
    ...(has("password") ? [] : ["PasswordAuthentication no"]),
    ...(isUsualOrder(order) ? [] : [`PreferredAuthentications ${order.join(",")}`]),
  ];
}

/** Whether a profile leaves it to Culvert how to log in. */
export const isDefaultLogin = (auth: readonly AuthMethod[]): boolean => JSON.stringify(auth) === DEFAULT_AUTH;
const DEFAULT_AUTH = JSON.stringify(
  profileSchema.parse({ id: "a", name: "a", gateway: { host: "a", username: "a" } }).gateway.auth,
);
const USUAL_ORDER = ["publickey", "keyboard-interactive", "password"];
const isUsualOrder = (order: readonly string[]): boolean =>
  USUAL_ORDER.filter((name) => order.includes(name)).join() === order.join();

/** `ssh -N -L 127.0.0.1:2121:popeye:21 olive@www.spinach.com`, for a shell. A long range, and what a command would be too long for, are left to the block. */
function commandOf(profile: Profile): string {
  const {
    gateway: { host, port, username, auth, via, proxy },
  } = profile;
  const forwards = allForwards(profile).filter(({ enabled }) => enabled);
  const needsBlock =
    proxy !== undefined ||
    [...via, profile.gateway].some(({ oldServer }) => oldServer === true) ||
    via.some((hop) => !isDefaultLogin(hop.auth));
  if (needsBlock || forwards.length > 40) return `ssh -N ${profile.id}`;
  const jump = via.map((hop) => `${hop.username}@${formatEndpoint(hop)}`).join(",");
  const key = isDefaultLogin(auth) ? undefined : auth.find((way) => way.method === "key");
  return [
    "ssh",
    "-N",
    ...forwards.flatMap(({ kind, listen, target }) => [
      OPTION[kind],
      [listen, target].filter((end) => end !== "").join(":"),
    ]),
    ...(jump === "" ? [] : ["-J", jump]),
    ...(key === undefined ? [] : ["-i", key.file]),
    ...(port === 22 ? [] : ["-p", String(port)]),
    `${username}@${host}`,
  ]
    .map(shellQuoted)
    .join(" ");
}

const shellQuoted = (word: string): string =>
  /^[\w@%+=:,./~[\]-]+$/.test(word) ? word : `'${withoutControlCharacters(word).replaceAll("'", "'\\''")}'`;
const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);
const escapePercent = (text: string): string => text.replaceAll("%", "%%");

/** As `ssh` reads it back; a line end cannot stand in its settings. */
const configQuoted = (text: string): string =>
  /^[\w@%+=:,./~$-]+$/.test(text) ? text : `"${withoutControlCharacters(text).replace(/["\\]/g, "\\$&")}"`;
const withoutControlCharacters = (text: string): string => text.replace(/[\0-\x1f\x7f]/g, "_");
