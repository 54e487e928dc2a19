import type { TlsCertificate } from "../profile/tls-certificate.js";
import type { FtpServerKind } from "../import-export/ftp-server-settings.js";
import type { Failure } from "./failure.js";
import type { Mend } from "./mend.js";

/**
 * The way from the user's FTP program to the FTP server, hop by hop, and how far it is known to work. It stands in a
 * tunnel's status and in `--json` beside the state, which tells of the SSH session and its listeners alone.
 */
export interface Route {
  /** The worst of the hops. */
  readonly state: HopState;
  /** In the order in which a transfer passes them: the program, each jump host, the gateway, the FTP server or SFTP. */
  readonly hops: readonly Hop[];
}

/** `works-with-note`: it works, yet something should be known of it. */
export type HopState = "unknown" | "checking" | "works" | "works-with-note" | "fails";

export interface Hop {
  /** `program`: the user's FTP program and the local port that it connects to. */
  readonly kind: "program" | "jump-host" | "gateway" | "ftp-server" | "sftp";
  /** Where it is, `127.0.0.1:2121` or `popeye:21`. */
  readonly endpoint: string;
  readonly state: HopState;
  /** What is known of it, the most telling first. */
  readonly facts: readonly HopFact[];
  /** When it was last seen to work. Milliseconds since 1970. */
  readonly lastWorked?: number;
  /** Why it fails. */
  readonly cause?: Failure;
  /** What mends it, the best first. */
  readonly mends?: readonly Mend[];
  /** What passes from the hop before to this one can be read by whoever sits between them. */
  readonly isPlain?: true;
}

/** A fact about a hop, as data: the words make a short line of it. `said` is the server's own text, made safe to show. */
export type HopFact =
  /** RFC 4253 section 4.2: `OpenSSH_9.2p1`. */
  | { readonly kind: "ssh-server"; readonly software: string }
  | { readonly kind: "ftp-server"; readonly server: FtpServerKind; readonly greeting: string }
  | { readonly kind: "sftp"; readonly version: number; readonly home?: string }
  /** How the session is encrypted; `isPostQuantum` tells of the key exchange. */
  | {
      readonly kind: "ssh-link";
      readonly keyExchange: string;
      readonly cipher: string;
      readonly hostKeyType: string;
      readonly isPostQuantum: boolean;
    }
  /** The FTP server wants TLS. */
  | { readonly kind: "tls-demanded"; readonly said: string }
  /** The relay speaks TLS to it. */
  | { readonly kind: "tls-spoken"; readonly certificate: TlsCertificate }
  /** TLS has begun in a watched control connection, of which nothing more can be read. */
  | { readonly kind: "tls-unreadable" }
  | { readonly kind: "login-accepted"; readonly at: number }
  | { readonly kind: "login-refused"; readonly at: number; readonly said: string }
  | {
      readonly kind: "transfer";
      readonly at: number;
      readonly verb: string;
      readonly path: string;
      readonly outcome: TransferOutcome;
      /** Empty where it said nothing. */ readonly said: string;
    }
  | { readonly kind: "passive-refused"; readonly said: string }
  /** The server named a data port outside the range that is forwarded. */
  | { readonly kind: "outside-range"; readonly port: number; readonly passive: string }
  /** The server named another address than the one that the program dials. */
  | { readonly kind: "other-address"; readonly address: string; readonly dialled: string }
  /** The local ports of a passive range, of which some cannot be had here. */
  | { readonly kind: "ports-refused"; readonly refused: number; readonly total: number }
  | { readonly kind: "few-sessions"; readonly count: number };

/** `refused`: the server took or gave nothing. `cut`: it ended before all had passed, as far as is known. */
export type TransferOutcome = "done" | "refused" | "cut";

/** A transfer that has ended, as the list of a tunnel's last ones keeps it: in memory, never on disk. */
export interface EndedTransfer {
  /** `RETR`, `STOR`, `MLSD` ... */
  readonly verb: string;
  /** As the client named it; empty where it named none. */
  readonly path: string;
  /** Whose it was, where a bridge has users of its own. */
  readonly user?: string;
  /** The client wrote its name in another charset than UTF-8, and a bridge's profile names none. */
  readonly isForeign?: true;
  readonly bytes: number;
  /** How many bytes were to pass in all, where the server or SFTP told it. */
  readonly size?: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  readonly outcome: TransferOutcome;
  /** The reply that ended it, as the client heard it: `426 Failure writing network stream.`; empty where none came. */
  readonly said: string;
}

/** As many of a tunnel's last transfers are kept. */
export const MAX_ENDED_TRANSFERS = 200;

/** The first hop that fails; nothing where none does. */
export const failingHop = (route: Route | undefined): Hop | undefined =>
  route?.hops.find(({ state }) => state === "fails");

/** From calm to grave. */
const SEVERITY: readonly HopState[] = ["works", "works-with-note", "unknown", "checking", "fails"];

/** The state of the worst hop; `unknown` where there is none. */
export function worstHopState(hops: readonly Hop[]): HopState {
  return hops.reduce<HopState>(
    (worst, { state }, index) => (index === 0 || SEVERITY.indexOf(state) > SEVERITY.indexOf(worst) ? state : worst),
    "unknown",
  );
}
