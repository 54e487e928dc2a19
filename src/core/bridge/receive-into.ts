import { imageTranslation, localAsciiTranslation } from "./ascii-translation.js";
import type { ClientState } from "./client-state.js";
import type { Transfer } from "./transfer.js";

/** Hand on what a client stores, with line ends as TYPE has them. Resolves when the last byte was taken. @throws DataConnectionBroken, and what `take` throws */
export async function receiveInto(
  client: ClientState,
  transfer: Transfer,
  onBytes: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const translation = client.type === "ascii" ? localAsciiTranslation() : imageTranslation();
  await transfer.receive((bytes) => onBytes(translation.translate(bytes)));
  await onBytes(translation.end());
}
