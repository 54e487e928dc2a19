import type { ExportNote } from "../../shared/import-export/export-format.js";
import { formatEndpoint, looksLikeSocket } from "../../shared/profile/endpoint.js";
import type { AuthMethod, Profile } from "../../shared/profile/profile-schema.js";
import { PUTTY_KEY } from "../import/putty/putty-session.js";
import { ftpExportNotes, isDefaultLogin, allForwards, type ExportedForward } from "./export-openssh.js";
import { percentEncoded } from "./percent-encoded.js";
import { formatRegText } from "./reg-text.js";

/** A profile as a `.reg` file that regedit takes into PuTTY's sessions. */
export function writePuttyRegistry(profile: Profile): { readonly text: string; readonly notes: readonly ExportNote[] } {
  const key = `HKEY_CURRENT_USER\\${PUTTY_KEY}\\Sessions\\${percentEncoded(profile.name)}`;
  return { text: formatRegText(key, puttySettings(profile)), notes: notesOf(profile) };
}

/** A profile as a session's file for PuTTY's folder on Unix, `~/.putty/sessions`, and the name that the file must have. */
export function writePuttyFile(profile: Profile): { readonly fileName: string; readonly text: string } {
  return {
    fileName: percentEncoded(profile.name),
    text: Object.entries(puttySettings(profile))
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  };
}

const [SSH_JUMP, NO_PROXY] = [6, 0];
const PROXY = { socks5: 2, http: 3 } as const;
const FORWARD_LETTERS = { local: "L", remote: "R", dynamic: "D" } as const;

/** PuTTY's own names and values. */
function puttySettings(profile: Profile): Readonly<Record<string, string | number>> {
  const {
    gateway: { host, port, username, auth, via, proxy },
  } = profile;
  const [jump] = via;
  const [key = ""] = keysOf(profile);
  return {
    HostName: host,
    PortNumber: port,
    Protocol: "ssh",
    UserName: username,
    PublicKeyFile: key.replace(/[\0-\x1f\x7f]/g, "_"),
    TryAgent: auth.some((way) => way.method === "agent") ? 1 : 0,
    PortForwardings: puttyForwards(profile)
      .map(({ kind, listen, target }) => `${FORWARD_LETTERS[kind]}${listen}=${target}`)
      .join(","),
    LocalPortAcceptAll: 0,
    RemotePortAcceptAll: 0,
    SshNoShell: 1,
    ...(jump === undefined
      ? proxy === undefined
        ? { ProxyMethod: NO_PROXY }
        : {
            ProxyMethod: PROXY[proxy.kind],
            ProxyHost: proxy.host,
            ProxyPort: proxy.port,
            ...(proxy.username === undefined ? {} : { ProxyUsername: proxy.username }),
          }
      : { ProxyMethod: SSH_JUMP, ProxyHost: jump.host, ProxyPort: jump.port, ProxyUsername: jump.username }),
  };
}

/** PuTTY forwards ports, and no Unix sockets; it has no forwards that are switched off, and names every port itself. */
const puttyForwards = (profile: Profile): readonly ExportedForward[] =>
  allForwards(profile).filter((forward) => forward.enabled && !hasSocket(forward) && !hasAnyPort(forward));

const hasSocket = ({ listen, target }: ExportedForward): boolean => looksLikeSocket(listen) || looksLikeSocket(target);
const hasAnyPort = ({ listen }: ExportedForward): boolean => listen.endsWith(":0");

function notesOf(profile: Profile): readonly ExportNote[] {
  const { via, proxy, auth } = profile.gateway;
  const keys = keysOf(profile);
  const forwards = allForwards(profile);
  const off = forwards.filter(({ enabled }) => !enabled).map(({ listen }) => listen);
  const anyPort = forwards.filter((forward) => forward.enabled && hasAnyPort(forward)).map(({ target }) => target);
  const agent = auth.find((way) => way.method === "agent");
  const ownAgent = agent?.identity ?? agent?.socket;
  return [
    ...ftpExportNotes(profile),
    ...(forwards.some((forward) => forward.enabled && hasSocket(forward))
      ? [{ code: "socket-left-out" as const }]
      : []),
    ...(off.length === 0 ? [] : [{ code: "off-left-out" as const, what: off.join(", ") }]),
    ...(anyPort.length === 0 ? [] : [{ code: "any-port-left-out" as const, what: anyPort.join(", ") }]),
    ...(via.length > 1 ? [{ code: "first-jump-only" as const }] : []),
    ...(via.some((hop) => !isDefaultLogin(hop.auth)) ? [{ code: "jump-login-left-out" as const }] : []),
    ...(via.length > 0 && proxy !== undefined
      ? [{ code: "proxy-left-out" as const, what: formatEndpoint(proxy) }]
      : []),
    ...([...via, profile.gateway].some(({ oldServer }) => oldServer === true)
      ? [{ code: "old-server-left-out" as const }]
      : []),
    ...(ownAgent === undefined ? [] : [{ code: "agent-left-out" as const, what: ownAgent }]),
    ...(hasPuttyAuthOrder(auth) ? [] : [{ code: "ways-left-out" as const }]),
    ...(keys.length === 1
      ? [{ code: "puts-key-as-ppk" as const, what: keys[0] ?? "" }]
      : keys.length > 1
        ? [{ code: "first-key-only" as const }]
        : []),
  ];
}

/** PuTTY tries its agent and its key, then asks; no profile of its own says otherwise, but for the agent. */
function hasPuttyAuthOrder(auth: readonly AuthMethod[]): boolean {
  const order = [...new Set(auth.map(({ method }) => method).filter((method) => method !== "agent"))].join();
  return ["key,keyboard-interactive,password", "keyboard-interactive,password"].includes(order);
}

/** The keys that the profile itself names; PuTTY has no default ones. */
const keysOf = ({ gateway: { auth } }: Profile): readonly string[] =>
  isDefaultLogin(auth) ? [] : auth.flatMap((way) => (way.method === "key" ? [way.file] : []));
