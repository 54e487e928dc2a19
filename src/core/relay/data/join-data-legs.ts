import type { Socket } from "node:net";
import type { Failure } from "../../../shared/status/failure.js";
import { splice } from "../../forward/splice.js";
import type { ClientDataLeg } from "./client-data-leg.js";
import type { DeliveryWatch } from "./delivery-watch.js";
import type { TargetDataLeg } from "./target-data-leg.js";
import type { TransferRecord } from "./transfer-record.js";

/** A data connection's parts, as far as bytes pass through them. */
export interface DataLegs {
  readonly client: ClientDataLeg;
  readonly target: TargetDataLeg;
  readonly record: TransferRecord;
  readonly delivery: DeliveryWatch;
  /** The transfer has begun. */
  readonly begun: Promise<void>;
  /** Told that both legs stand. */
  readonly reportFailure: (failure: Failure | undefined) => void;
}

/**
 * Join both legs of a data connection once they stand and its transfer has begun.
 *
 * @param socket the client's leg, as its bytes are meant
 * @returns when both are closed: whether they were joined, or TLS had broken before that
 * @throws Failed where one of them could not be made
 */
export async function joinDataLegs(
  socket: Promise<Socket>,
  { client, target, record, delivery, begun, reportFailure }: DataLegs,
): Promise<boolean> {
  const [joined, chosen] = await Promise.all([socket, target.joined, begun]);
  const channel = await target.secured(chosen);
  if (joined.destroyed) throw client.unreachable();
  reportFailure(undefined);
  const isTargetInTls = chosen.tls !== undefined;
  if (isTargetInTls && channel.destroyed) return false;
  delivery.watch(joined, channel, isTargetInTls, () => record.bytes);
  await splice(
    joined,
    channel,
    record.counter(() => delivery.onDown(joined)),
  );
  return true;
}
