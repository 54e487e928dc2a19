import type { ClientTlsMode } from "../profile/client-tls.js";
import type { ProfileId } from "../profile/profile-schema.js";
import type { Failure } from "./failure.js";
import type { EndedTransfer, Route } from "./route.js";
import type { SpoolStatus } from "./spool-status.js";
import type { Warning } from "./warning.js";

export type OpeningStep = "dialling" | "checking-host-key" | "authenticating" | "listening";

/** Where one tunnel stands. Each fact lives only in the states where it is true; times are milliseconds since 1970. */
export type TunnelState =
  | {
      readonly kind: "closed";
      /** The user's own, where a question on its way up was cancelled: no failure, and all that a script learns of it. */
      readonly cancelled?: Failure;
    }
  | {
      readonly kind: "opening";
      readonly step: OpeningStep;
      readonly attempt: number;
      /** Where the login takes its time. */
      readonly loginWait?: LoginWait;
    }
  | { readonly kind: "open"; readonly since: number }
  | { readonly kind: "waiting"; readonly attempt: number; readonly retryAt: number; readonly cause: Failure }
  | { readonly kind: "closing"; /** Left out where it closes at once. */ readonly waitsFor?: PendingTransfers }
  | { readonly kind: "failed"; readonly cause: Failure };

/** Who keeps a login waiting, and for how long so far: a gateway that asks a telephone or a slow directory, an agent that asks its owner; or, before it is dialled, a penalty of the gateway's, or one that more logins might earn. */
export interface LoginWait {
  readonly for: "gateway" | "agent" | "penalty";
  readonly seconds: number;
}

/** What a tunnel that closes still waits for. */
export interface PendingTransfers {
  readonly transfers: number;
  /** The longest that they may take. Milliseconds since 1970. */
  readonly until: number;
}

/** What can befall a tunnel: every ssh2 event, timer and click becomes one of these. */
export type TunnelEvent =
  /**
   * `afresh` where the computer is online again or awake: what failed before, or is still being dialled, says nothing about
   * now; nor does a login, where it is `unasked`: nobody has answered a question for it.
   */
  | { readonly kind: "asked-to-open"; readonly afresh?: true; readonly unasked?: boolean }
  | { readonly kind: "reached"; readonly step: OpeningStep }
  /** Nothing once it waits no longer. */
  | { readonly kind: "login-waits"; readonly loginWait: LoginWait | undefined }
  | { readonly kind: "opened"; readonly at: number }
  /** `retryAt` is left out where only the user can mend it. */
  | { readonly kind: "lost"; readonly cause: Failure; readonly retryAt?: number }
  /** The user has cancelled a question of the opening. */
  | { readonly kind: "cancelled"; readonly cause: Failure }
  | { readonly kind: "asked-to-close" }
  | { readonly kind: "waits"; readonly waitsFor: PendingTransfers }
  | { readonly kind: "closed" };

/**
 * The state that follows.
 *
 * An event that means nothing in this state leaves it alone: a late answer from a socket
 * already given up must not revive a closed tunnel, nor ssh2's `close` wipe out why it failed.
 */
export function advance(state: TunnelState, event: TunnelEvent): TunnelState {
  switch (event.kind) {
    case "asked-to-open":
      return canOpen(state) || (event.afresh === true && mayBeginAnew(state, event.unasked === true))
        ? { kind: "opening", step: "dialling", attempt: event.afresh === true ? 1 : nextAttempt(state) }
        : state;
    case "reached":
      return state.kind === "opening" ? { kind: "opening", step: event.step, attempt: state.attempt } : state;
    case "login-waits":
      return state.kind === "opening" && (state.step === "authenticating" || state.step === "dialling")
        ? afterWait(state, event.loginWait)
        : state;
    case "opened":
      return state.kind === "opening" ? { kind: "open", since: event.at } : state;
    case "lost":
      return state.kind === "opening" || state.kind === "open" ? afterLoss(state, event.cause, event.retryAt) : state;
    case "cancelled":
      return state.kind === "opening" ? { kind: "closed", cancelled: event.cause } : state;
    case "asked-to-close":
      return canClose(state) ? { kind: "closing" } : state.kind === "failed" ? { kind: "closed" } : state;
    case "waits":
      return state.kind === "closing" ? { kind: "closing", waitsFor: event.waitsFor } : state;
    case "closed":
      return state.kind === "closing" ? { kind: "closed" } : state;
  }
}

/** Whether Connect may be asked for. Asked by the window's button, the tray's entry and the core's own guard, so that they never disagree. */
export const canOpen = (state: TunnelState): boolean =>
  state.kind === "closed" || state.kind === "waiting" || state.kind === "failed";

/** Whether Disconnect may be asked for; once more while the last transfers pass, it ends them. */
export const canClose = (state: TunnelState): boolean =>
  state.kind === "opening" ||
  state.kind === "open" ||
  state.kind === "waiting" ||
  (state.kind === "closing" && state.waitsFor !== undefined);

/** What is dialled has not answered yet, or has and wanted nothing of anybody, so that little is lost by dialling anew. An agent that takes its time may be asking its owner. */
const mayBeginAnew = (state: TunnelState, isUnasked: boolean): boolean =>
  state.kind === "opening" && (state.step === "dialling" || (isUnasked && state.loginWait?.for !== "agent"));

/** The number of the attempt that would be made now; the first of a row is 1. */
export const nextAttempt = (state: TunnelState): number =>
  state.kind === "waiting" ? state.attempt : state.kind === "opening" ? state.attempt + 1 : 1;

const afterWait = (
  { kind, step, attempt }: Extract<TunnelState, { kind: "opening" }>,
  loginWait: LoginWait | undefined,
): TunnelState => ({ kind, step, attempt, ...(loginWait === undefined ? {} : { loginWait }) });

function afterLoss(state: TunnelState, cause: Failure, retryAt: number | undefined): TunnelState {
  return retryAt === undefined
    ? { kind: "failed", cause }
    : { kind: "waiting", attempt: nextAttempt(state), retryAt, cause };
}

/** Where one of a tunnel's ports stands. */
export type ForwardState =
  /** `isFinishing`: it takes no new client, while what passes comes to its end. */
  | { readonly kind: "idle"; readonly isFinishing?: true }
  | { readonly kind: "listening" }
  | { readonly kind: "refused"; readonly cause: Failure };

/** Bytes from the client to the target (up) and back (down). */
export interface Traffic {
  readonly up: number;
  readonly down: number;
}

/** A transfer under way in a relay or a bridge. */
export interface TransferStatus {
  /** `RETR`, `STOR`, `MLSD` ... */
  readonly verb: string;
  /** As the client named it; empty where it named none. */
  readonly path: string;
  readonly bytes: number;
  /** Bytes a second, over about the last second. */
  readonly speed: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** How many bytes are to pass in all, where the server's 150, its SIZE or SFTP told it. */
  readonly size?: number;
  /** Whose it is, where a bridge has users of its own. */
  readonly user?: string;
  /** The client wrote its name in another charset than UTF-8, and a bridge's profile names none. */
  readonly isForeign?: true;
}

/** A name that a bridge's client has written in another charset than UTF-8, where the profile names none; as Latin-1. */
export interface ForeignName {
  readonly client: string;
  readonly name: string;
}

/** One row: a forward with its state and what has passed through it since the tunnel was opened. */
export interface ForwardStatus {
  /** `control`, `passive 2534`, or the name that the profile gives. */
  readonly name: string;
  readonly group: "control" | "passive" | "forward";
  /** Where the client connects, `127.0.0.1:2121`. */
  readonly listen: string;
  /** Where it leads, as resolved by the gateway: `popeye:21`. */
  readonly target: string;
  readonly state: ForwardState;
  readonly connections: { readonly open: number; readonly total: number };
  readonly bytes: Traffic;
  /** Bytes a second, over about the last second. */
  readonly speed: Traffic;
  /** Why the latest connection through it failed, until one succeeds. */
  readonly trouble?: Failure;
  /** Clients of other computers that may not connect, and were cut off before anything was said to them. */
  readonly turnedAway?: number;
  /** Whether FTP programs may or must speak TLS to it, where they may: by AUTH, on a port of its own, and the SHA-256 fingerprint of what they see. */
  readonly clientTls?: {
    readonly mode: ClientTlsMode;
    readonly implicitPort?: number;
    readonly fingerprint?: string;
  };
  /** What is kept here for the gateway, of a bridge that has a spool. */
  readonly spool?: SpoolStatus;
  /** Which of the profile's plain forwards it belongs to, counted from 0, what that is named, and whether it is switched on. */
  readonly plan?: { readonly place: number; readonly name: string; readonly enabled: boolean };
  /** What passes through it now, where it reads FTP. */
  readonly transfers?: readonly TransferStatus[];
  /** The last that have ended, the newest first: at most `MAX_ENDED_TRANSFERS`. */
  readonly history?: readonly EndedTransfer[];
  /** The latest name whose charset the profile should tell. */
  readonly foreignName?: ForeignName;
}

/**
 * Transfers that closing waits for. Where FTP is read they are known; a passive port carries one by each connection; what
 * another forward carries is one while bytes move, since nobody knows when its program is done.
 */
export function countActiveTransfers(rows: readonly ForwardStatus[]): number {
  return rows.reduce((sum, { group, transfers, connections, speed }) => {
    if (transfers !== undefined) return sum + transfers.length;
    if (group === "passive") return sum + connections.open;
    return group === "forward" && connections.open > 0 && speed.up + speed.down > 0 ? sum + 1 : sum;
  }, 0);
}

/** All there is to tell about one tunnel; `--json` prints it as it is. */
export interface TunnelStatus {
  readonly profile: ProfileId;
  readonly name: string;
  readonly state: TunnelState;
  readonly forwards: readonly ForwardStatus[];
  /** How far an FTP program's way to the server is known to work; left out where the profile carries no FTP. */
  readonly route?: Route;
  /** What the latest attempt to open it found, and should be mended. */
  readonly warnings?: readonly Warning[];
  /** What the gateway, and each jump host, has said at the latest login (RFC 4252 section 5.4), made safe to show; it has lines. */
  readonly banner?: string;
  /** The profile names another gateway or other FTP by now, which counts from the next connection. */
  readonly outdated?: true;
}

/** Whether a tunnel is open and FTP is known not to work through it. */
export const isOpenButFails = ({ state, route }: Pick<TunnelStatus, "state" | "route">): boolean =>
  state.kind === "open" && route?.state === "fails";

/** From calm to grave: the tray shows the gravest of all tunnels. */
const SEVERITY: readonly TunnelState["kind"][] = ["closed", "open", "closing", "opening", "waiting", "failed"];

/** The state that the tray icon should show for all tunnels together; `closed` where there is none. */
export function mostSevere(states: readonly TunnelState[]): TunnelState["kind"] {
  return states.reduce<TunnelState["kind"]>(
    (worst, { kind }) => (SEVERITY.indexOf(kind) > SEVERITY.indexOf(worst) ? kind : worst),
    "closed",
  );
}
