import type { SiteProgram } from "../import-export/export-format.js";
import type { RefusedProfile } from "../profile/profile-issues.js";
import type { PortHolder } from "./port-holder.js";
import type { TlsCertificateProblem, TlsCertificate } from "../profile/tls-certificate.js";

/** A host key as people compare it: its type and the SHA256 that OpenSSH shows, `SHA256:base64` without padding. */
export interface KeyFacts {
  readonly keyType: string;
  readonly fingerprint: string;
}

/** A host key that a known_hosts file holds, and where: lines count from 1. */
export interface KnownHostKey extends KeyFacts {
  readonly file: string;
  readonly line: number;
  /** The picture that OpenSSH draws of it, where it is to be compared with another one. */
  readonly randomart?: string;
}

/** What became of one way to log in; told when all of them are used up. */
export interface AuthAttempt {
  readonly method: "agent" | "key" | "keyboard-interactive" | "password";
  /** The key file, the agent's identity or its socket, where there is one. */
  readonly file?: string;
  /** The kind of a key that cannot be read, in the words of its format: `Ed448`. */
  readonly what?: string;
  /** The file of the user certificate that goes with the key, where it did not help, and why, as far as it can be seen here. */
  readonly certificate?: string;
  readonly certificateProblem?: CertificateProblem;
  readonly outcome:
    | /** It was right, and the server wants another way behind it. */ "accepted"
    | "refused"
    | /** The server hung up where it had this to decide by: it closes the account, or its time for logins is over. */ "hung-up"
    | /** The server names no algorithm for keys of this type among those that it takes. */ "key-type-refused"
    | "not-offered"
    | "not-answered"
    | "endless"
    | "no-agent"
    | "agent-empty"
    | /** It listens, and has answered nothing for minutes. */ "agent-silent"
    | "not-in-agent"
    | /** The agent holds the key that the server takes, and does not sign: locked, or told not to. */ "agent-refused"
    | /** It signs by SHA-1 what the server was promised by SHA-2. */ "agent-sha1"
    | "not-a-public-key"
    | "file-missing"
    | "not-a-file"
    | "file-unreadable"
    | "not-a-private-key"
    | "public-key"
    | "key-damaged"
    | "key-unsupported"
    | "key-on-token"
    | "passphrase-wrong"
    | /** It was right, and must be changed, which nobody did. */ "password-expired";
}

/** Why an OpenSSH certificate does not count. `refused`: the server says no more, as of an authority that it does not trust. */
export type CertificateProblem =
  | "unreadable"
  | "other-key"
  | "wrong-kind"
  | "expired"
  | "not-yet-valid"
  | "wrong-principal"
  | "no-principals"
  | "critical-option"
  /** It may be used from certain addresses alone, of which the server may not have seen this computer's. */
  | "source-address"
  | "wrong-authority"
  | "bad-signature"
  | "revoked"
  | "refused";

/** A host's certificate that does not count. */
export interface RefusedCertificate {
  /** What its authority called it, made safe to show. */
  readonly keyId: string;
  /** The fingerprint of the authority's key; nothing where it could not be read. */
  readonly authority?: string;
  readonly problem: CertificateProblem;
}

interface GatewayEndpoint {
  readonly host: string;
  readonly port: number;
}

/** A proxy's own host and port. */
type ProxyEndpoint = GatewayEndpoint;

/** What both sides of SSH must agree on (RFC 4253 section 7.1). */
export type AlgorithmPart = "key exchange" | "host key" | "cipher" | "MAC";

/**
 * Every expected way to fail, as plain data: a dotted code by stage, with the facts that a sentence needs.
 * It crosses IPC and stands in `--json` as it is; `words.ts` makes a sentence and a next step of it.
 */
export type Failure =
  | (GatewayEndpoint & {
      readonly code: "ssh.unreachable";
      readonly cause: "name-not-found" | "refused" | "timed-out" | "no-route" | "reset";
      /** Where it hung up and told why: the reason's number (RFC 4253 section 11.1), and its own words, made safe to show. */
      readonly disconnect?: { readonly reason: number; readonly said: string };
    })
  | (GatewayEndpoint & {
      readonly code: "ssh.not-ssh";
      /** The first line that came. */ readonly heard: string;
      /** SSH has answered there before. */ readonly wasSsh?: true;
    })
  | (GatewayEndpoint & {
      /** The SSH server takes no new connection for now. */ readonly code: "ssh.busy";
      readonly cause: "too-many-connections" | "penalised";
      /** Its own words, made safe to show. */ readonly said: string;
    })
  | (GatewayEndpoint & {
      readonly code: "ssh.incompatible";
      readonly detail: string;
      /** Where nothing is in common, and all that the server offers there. */ readonly part?: AlgorithmPart;
      readonly offered?: readonly string[];
      /** The switch for old servers would let it in. */ readonly oldServerHelps?: true;
    })
  | (GatewayEndpoint & {
      readonly code: "ssh.login-refused";
      readonly username: string;
      readonly tried: readonly AuthAttempt[];
      readonly offered: readonly string[];
      /** The server ended it with too many tries. */ readonly cutOff?: true;
      /** What the server said of it, made safe to show. */ readonly said?: string;
    })
  | (GatewayEndpoint & { readonly code: "ssh.question-cancelled" })
  | (GatewayEndpoint & {
      readonly code: "ssh.lost";
      readonly cause: "closed" | "silent" | "reset" | "protocol";
      readonly detail?: string;
      /** It was closed as soon as the user was let in. */
      readonly atOnce?: true;
    })
  | (GatewayEndpoint &
      KeyFacts & {
        readonly code: "host-key.unknown";
        /** Authorities that are trusted for this host, none of which vouches for what it showed. */
        readonly authorities?: readonly KnownHostKey[];
        readonly certificate?: RefusedCertificate;
      })
  | (GatewayEndpoint &
      KeyFacts & {
        readonly code: "host-key.changed";
        readonly kept: readonly KnownHostKey[];
        /** The picture of the key that is shown now. */ readonly randomart?: string;
      })
  | (GatewayEndpoint & KeyFacts & { readonly code: "host-key.revoked"; readonly kept: KnownHostKey })
  | (GatewayEndpoint &
      KeyFacts & {
        /** By the profile's `revokedHostKeys`. */ readonly code: "host-key.revoked-by-list";
        readonly file: string;
      })
  | (GatewayEndpoint & {
      readonly code: "host-key.list-unreadable";
      readonly file: string;
      /** As the system says it; empty where the file is no such list, or a damaged one. */
      readonly detail: string;
    })
  | (ProxyEndpoint & {
      readonly code: "proxy.unreachable";
      readonly cause: "name-not-found" | "refused" | "timed-out" | "no-route" | "reset";
    })
  | (ProxyEndpoint & {
      readonly code: "proxy.not-a-proxy";
      /** What came, cut to fit a sentence. */ readonly heard: string;
    })
  | (ProxyEndpoint & { readonly code: "proxy.login-refused"; readonly username?: string })
  | (ProxyEndpoint & {
      readonly code: "proxy.refused";
      /** Where it was to lead, `www.spinach.com:22`. */ readonly target: string;
      readonly cause: "forbidden" | "name-not-found" | "unreachable" | "other";
      readonly detail: string;
    })
  | { readonly code: "host-key.file-unreadable"; readonly file: string; readonly detail: string }
  | {
      readonly code: "forward.port-taken";
      readonly host: string;
      readonly port: number;
      /** Who listens there, where that was looked up. */ readonly holder?: PortHolder;
    }
  | {
      readonly code: "forward.port-forbidden" | "forward.address-missing";
      readonly host: string;
      readonly port: number;
    }
  | { readonly code: "forward.cannot-listen"; readonly host: string; readonly port: number; readonly detail: string }
  | { readonly code: "forward.none-listening" }
  | (GatewayEndpoint & {
      /** Host and port at the gateway. */ readonly code: "forward.gateway-refused";
      readonly detail: string;
    })
  | {
      /** The socket's path at the gateway. */ readonly code: "forward.gateway-socket-refused";
      readonly socket: string;
      readonly detail: string;
    }
  | {
      readonly code: "forward.target-unreachable";
      readonly target: string;
      readonly cause: "name-not-found" | "refused" | "timed-out" | "no-route" | "reset" | "missing" | "forbidden";
    }
  | {
      readonly code: "channel.refused";
      /** The jump host that was to reach it, where the target is the next hop. */ readonly through?: string;
      readonly target: string;
      readonly cause: "prohibited" | "unreachable" | "resources" | "timed-out" | "other";
      readonly detail: string;
    }
  | { readonly code: "ftp.not-ftp"; readonly target: string; /** The first line that came. */ readonly heard: string }
  | { readonly code: "ftp.tls-demanded"; readonly target: string; readonly said: string }
  | {
      /** The server takes no TLS, or none for data, where the profile or the server itself wants it. */
      readonly code: "ftp.tls-refused";
      readonly target: string;
      /** Empty where it said nothing. */ readonly said: string;
    }
  | {
      readonly code: "ftp.tls-failed";
      readonly target: string;
      readonly cause:
        | "timed-out"
        | "closed"
        | /** The two have no version of TLS, or no cipher, in common. */ "too-old"
        | /** Something came in the clear behind the server's yes to TLS. */ "injected"
        | /** A data connection shows another certificate than the control connection. */ "other-certificate"
        | "other";
      /** As OpenSSL says it; empty where the cause says it all. */
      readonly detail: string;
    }
  | (TlsCertificate & {
      readonly code: "ftp.certificate-unknown";
      readonly target: string;
      readonly problem: TlsCertificateProblem;
    })
  | (TlsCertificate & {
      readonly code: "ftp.certificate-changed";
      readonly target: string;
      /** The fingerprint that the profile holds. */ readonly kept: string;
    })
  | {
      /** The profile's own certificate for the FTP server cannot be used. */ readonly code: "ftp.client-certificate";
      readonly file: string;
      readonly detail: string;
    }
  | {
      /** The certificate that FTP programs are to see in TLS cannot be used. */ readonly code: "ftp.own-certificate";
      readonly file: string;
      readonly detail: string;
    }
  | {
      /** An FTP program began TLS, and it did not come about. */ readonly code: "ftp.client-tls-failed";
      readonly client: string;
      readonly cause:
        | "timed-out"
        | "closed"
        | /** It does not trust the certificate. */ "untrusted"
        | "too-old"
        | /** Something came in the clear behind its AUTH. */ "injected"
        | "other";
      /** As OpenSSL says it; empty where the cause says it all. */
      readonly detail: string;
    }
  | { readonly code: "ftp.passive-refused"; readonly target: string; readonly said: string }
  | { readonly code: "ftp.client-unreachable"; readonly client: string }
  | {
      /** The target takes the connection, and no greeting comes. */ readonly code: "ftp.no-greeting";
      readonly target: string;
      readonly cause: "timed-out" | "ended";
    }
  | {
      /** The target greets with a refusal. */ readonly code: "ftp.turned-away";
      readonly target: string;
      readonly said: string;
    }
  | {
      /** The FTP server lets the FTP program's user not in. */ readonly code: "ftp.login-refused";
      readonly target: string;
      readonly said: string;
      /** By the bridge, whose password is Culvert's own. */ readonly byBridge?: true;
    }
  | {
      /** In `range`, the server named a data port that is not forwarded. */ readonly code: "ftp.outside-range";
      readonly target: string;
      readonly port: number;
      readonly passive: string;
    }
  | {
      /** In `range`, the server named an address that leads the FTP program past the tunnel. */ readonly code: "ftp.other-address";
      readonly target: string;
      readonly address: string;
      readonly dialled: string;
    }
  | {
      /** The folder in which the gateway's SFTP begins. */ readonly code: "bridge.home-unlistable";
      readonly gateway: string;
      readonly path: string;
      readonly detail: string;
    }
  | {
      readonly code: "bridge.no-sftp";
      readonly gateway: string;
      readonly cause:
        | "refused"
        | "no-subsystem"
        | "timed-out"
        | /** Text came in its place. */ "not-sftp"
        | /** It was started, and ended without a word of SFTP. */ "ended";
      /** The gateway's own words, where it said any. */
      readonly detail: string;
      /** How it ended, where that is known. */
      readonly exitStatus?: number;
    }
  | {
      readonly code: "relay.not-ftp" | "bridge.not-ftp";
      readonly speaks: "a web browser" | "TLS" | "SSH" | "another protocol";
    }
  | {
      /** Another user of this computer came to an FTP port, and was turned away. */ readonly code: "ftp.other-user";
      readonly uid: number;
    }
  | {
      /** Another computer came to an FTP port that may not, and was cut off. */ readonly code: "ftp.not-allowed";
      readonly client: string;
    }
  | {
      /** Somebody tried a wrong name or password at a bridge. */ readonly code: "bridge.login-refused";
      readonly client: string;
      /** The user whose name was tried, where there is one of that name: other names may be slips of a password. */
      readonly user?: string;
    }
  | { readonly code: "bridge.not-loopback"; readonly host: string; readonly port: number }
  | {
      /** The server does not take a file that a bridge has kept for it: it lies in `file`, or several below it. */ readonly code: "spool.set-aside";
      /** As the device named it; empty where several were put aside before. */
      readonly path: string;
      readonly user?: string;
      readonly file: string;
      /** The server's words; or `damaged`, `size`, `taken` or `unsure`. */
      readonly detail: string;
    }
  | {
      /** Nothing can be kept in a bridge's spool. */ readonly code: "spool.unusable";
      readonly folder: string;
      readonly detail: string;
      /** The number of another process that has it. */
      readonly process?: number;
    }
  | {
      readonly code: "profile.not-found";
      readonly asked: string;
      readonly known: readonly string[];
      /** The id that is most like it, where one is. */ readonly suggestion?: string;
    }
  | { readonly code: "profile.invalid"; readonly refused: readonly RefusedProfile[] }
  | { readonly code: "store.unreadable"; readonly file: string; readonly detail: string }
  | {
      /** A newer Culvert wrote it: this one leaves it alone. */ readonly code: "store.newer";
      readonly file: string;
      /** The document's. */
      readonly version: number;
    }
  | { readonly code: "export.unwritable"; readonly file: string; readonly detail: string }
  | { readonly code: "export.program-running"; readonly program: SiteProgram }
  | { /** It has no settings here. */ readonly code: "export.program-missing"; readonly program: SiteProgram }
  | {
      /** The program's file of sites is not what the program writes; it was left as it is. */
      readonly code: "export.sites-unreadable";
      readonly program: SiteProgram;
      readonly file: string;
      /** Counted from 1, where one is to blame. */
      readonly line?: number;
      /** In the system's words, where it cannot be read at all. */
      readonly detail?: string;
    }
  | { readonly code: "store.damaged"; readonly keptAs: string; readonly refused: readonly RefusedProfile[] }
  | { readonly code: "settings.unreadable"; readonly file: string; readonly detail: string }
  | {
      /** A newer Culvert wrote it: this one leaves it alone. */ readonly code: "settings.newer";
      readonly file: string;
      /** The document's. */
      readonly version: number;
    }
  | {
      readonly code: "settings.damaged";
      readonly keptAs: string;
      /** Those that have their defaults again: `keepalive.seconds`. */ readonly fields: readonly string[];
    }
  | { readonly code: "settings.login-item"; readonly detail: string }
  | { readonly code: "internal"; readonly detail: string };

export type FailureCode = Failure["code"];

/** The reasons of SSH_MSG_DISCONNECT that mean something of their own here (RFC 4253 section 11.1). */
export const DISCONNECT_REASON = {
  hostNotAllowed: 1,
  protocolError: 2,
  byApplication: 11,
  tooManyConnections: 12,
  cancelledByUser: 13,
  noMoreAuthMethods: 14,
  illegalUserName: 15,
} as const;

/**
 * Whether trying again by itself may help; what needs the user (a login, a host key, a setting) waits for the user.
 *
 * @param isProven it was open before, so that what it was told to do is no mistake: all passes by itself but a changed
 *   host key, what the user cancelled, and ports that are taken here. How often a login is tried again is decided elsewhere.
 */
export function isRetryable(failure: Failure, isProven = false): boolean {
  if (isProven) return !LASTING.has(failure.code);
  if (failure.code === "proxy.refused") return failure.cause === "unreachable"; // the gateway may be down for a while
  if (failure.code === "channel.refused") return failure.through !== undefined && failure.cause !== "prohibited"; // and so may the next hop
  if (failure.code === "ssh.unreachable") return failure.disconnect?.reason !== DISCONNECT_REASON.hostNotAllowed;
  return failure.code === "ssh.busy" || failure.code === "ssh.lost" || failure.code === "proxy.unreachable";
}

const LASTING: ReadonlySet<FailureCode> = new Set([
  "host-key.changed",
  "host-key.revoked",
  "host-key.revoked-by-list",
  "ssh.question-cancelled",
  "forward.none-listening",
]);

/** Carries a `Failure` through code that throws; anything else that is thrown is a bug. */
export class FailureError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code);
    this.name = "Failed";
  }
}

/** The failure that something thrown stands for: its own, or `internal` for a bug. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  return { code: "internal", detail: thrown instanceof Error ? thrown.message : String(thrown) };
}
