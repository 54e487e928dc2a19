import { formatEndpoint } from "../../shared/profile/endpoint.js";
import type { Gateway } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";

/**
 * Which of the jump hosts and the gateway behind them a failure of the whole tunnel is about, counted from 0.
 *
 * @param reached the hop that was dialled last
 * @returns -1 where it is about none of them
 */
export function failingSshHop(cause: Failure, gateway: Gateway, reached: number): number {
  const hops = [...gateway.via, gateway].map(formatEndpoint);
  const atLast = Math.min(Math.max(reached, 0), hops.length - 1);
  if (cause.code === "forward.none-listening" || cause.code === "bridge.not-loopback") return -1;
  if (cause.code.startsWith("proxy.")) return 0; // it carries the first
  if (cause.code === "channel.refused") return indexOr(hops, cause.target, atLast);
  if ("host" in cause && "port" in cause) return indexOr(hops, formatEndpoint(cause), atLast);
  return atLast;
}

function indexOr(hops: readonly string[], endpoint: string, otherwise: number): number {
  const index = hops.indexOf(endpoint);
  return index === -1 ? otherwise : index;
}
