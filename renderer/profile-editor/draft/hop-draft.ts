import type { AuthMethod, JumpHost } from "../../../src/shared/profile/profile-schema.js";
import { withKey, type Keyed } from "./list-item-keys.js";
import { portOf } from "./typed-text.js";

/** The gateway or a jump host, as it stands in its boxes. */
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

/** One way to log in, with the boxes of all methods side by side. */
export interface AuthDraft extends Keyed {
  readonly method: AuthMethod["method"];
  readonly file: string;
  readonly socket: string;
  /** A public key file: only that key of the agent's is offered. */
  readonly identity: string;
  /** A certificate that does not stand beside the key's file; its field is there where a profile has one. */
  readonly certificate?: string | undefined;
}

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

/** An SSH server whose boxes are empty, with the usual ways to log in. @param defaultKey a key file that is tried first */
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

/** A way to log in whose boxes are empty. */
export const newMethod = (method: AuthMethod["method"]): AuthDraft => withKey({ method, ...NO_METHOD_FIELDS });

/** The boxes of the gateway or of a jump host. */
export const hopDraft = ({
  host,
  port,
  username,
  auth,
  oldServer = false,
  noDelay = false,
  revokedHostKeys = "",
}: JumpHost) =>
  withKey({ host, port: String(port), username, auth: auth.map(authDraft), oldServer, noDelay, revokedHostKeys });

function authDraft(method: AuthMethod): AuthDraft {
  const { socket = "", identity = "" } = method.method === "agent" ? method : {};
  const { file = "", certificate } = method.method === "key" ? method : {};
  return withKey({ method: method.method, file, socket, identity, certificate });
}

/** The gateway or a jump host as the profile document has it. */
export const hopOf = ({ host, port, username, auth, oldServer, noDelay, revokedHostKeys }: HopDraft) => ({
  host: host.trim(),
  port: portOf(port),
  username: username.trim(),
  auth: auth.map(authOf),
  ...(oldServer ? { oldServer } : {}),
  ...(revokedHostKeys.trim() === "" ? {} : { revokedHostKeys: revokedHostKeys.trim() }),
  ...(noDelay ? { noDelay } : {}),
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
