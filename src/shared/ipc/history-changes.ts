import type { EndedTransfer } from "../status/route.js";
import type { ForwardStatus, TunnelStatus } from "../status/tunnel-state.js";

/**
 * Ended transfers are many and change seldom, while rows are pushed several times a second. So a push leaves out what the
 * window was sent before: of a row's history it has the transfers that ended since and, behind them, the newest one that
 * was sent before, by which the window finds where its own list goes on.
 */

/** A row as it is pushed. */
export interface PushedForward extends ForwardStatus {
  /** How long the whole history is; nothing where `history` is whole. */
  readonly historyLength?: number;
}

/** A tunnel as it is pushed. */
export interface PushedTunnel extends TunnelStatus {
  readonly forwards: readonly PushedForward[];
}

/**
 * The tunnels without the ended transfers that were sent before; the same transfer must be the same object in both.
 *
 * @param sent the tunnels as they were when they were pushed last; nothing where the window is to be sent all
 */
export function withoutSentHistory(
  tunnels: readonly TunnelStatus[],
  sent: readonly TunnelStatus[] = [],
): readonly PushedTunnel[] {
  const before = byProfile(sent);
  return tunnels.map((tunnel) => {
    const earlier = before.get(tunnel.profile);
    if (earlier === undefined) return tunnel;
    return { ...tunnel, forwards: tunnel.forwards.map((row) => withoutSent(row, sameRow(earlier, row)?.history)) };
  });
}

function withoutSent(row: ForwardStatus, [newestSent]: readonly EndedTransfer[] = []): PushedForward {
  const { history = [] } = row;
  const index = newestSent === undefined ? -1 : history.indexOf(newestSent);
  if (index === -1 || index === history.length - 1) return row;
  return { ...row, history: history.slice(0, index + 1), historyLength: history.length };
}

/**
 * Tunnels as they were pushed, with the whole history of each row again.
 *
 * @param known the tunnels as the window has them
 * @returns nothing where the window does not have what was left out
 */
export function withKnownHistory(
  pushed: readonly PushedTunnel[],
  known: readonly TunnelStatus[] = [],
): readonly TunnelStatus[] | undefined {
  const before = byProfile(known);
  const tunnels: TunnelStatus[] = [];
  for (const tunnel of pushed) {
    const forwards: ForwardStatus[] = [];
    for (const row of tunnel.forwards) {
      const whole = withKnown(row, sameRow(before.get(tunnel.profile), row)?.history);
      if (whole === undefined) return undefined;
      forwards.push(whole);
    }
    tunnels.push({ ...tunnel, forwards });
  }
  return tunnels;
}

function withKnown(
  { historyLength, ...row }: PushedForward,
  known: readonly EndedTransfer[] = [],
): ForwardStatus | undefined {
  if (historyLength === undefined) return row;
  const { history = [] } = row;
  const last = history.at(-1);
  const index = known.findIndex((transfer) => last !== undefined && isSame(transfer, last));
  if (index === -1) return undefined;
  const whole = [...history, ...known.slice(index + 1)].slice(0, historyLength);
  return whole.length === historyLength ? { ...row, history: whole } : undefined;
}

const isSame = (one: EndedTransfer, other: EndedTransfer): boolean =>
  one.until === other.until &&
  one.since === other.since &&
  one.path === other.path &&
  one.verb === other.verb &&
  one.bytes === other.bytes;

const byProfile = (tunnels: readonly TunnelStatus[]): ReadonlyMap<string, TunnelStatus> =>
  new Map(tunnels.map((tunnel) => [tunnel.profile, tunnel]));

const sameRow = (tunnel: TunnelStatus | undefined, { group, name }: ForwardStatus): ForwardStatus | undefined =>
  tunnel?.forwards.find((row) => row.group === group && row.name === name);
