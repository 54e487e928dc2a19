import type { Client } from "ssh2";
import { plainLine } from "../../../shared/text/plain-text.js";

/** What a server said in SSH_MSG_DISCONNECT (RFC 4253 section 11.1). */
export interface Disconnect {
  readonly reason: number;
  /** Made safe to show; empty where it gave none. */
  readonly said: string;
}

const MAX_TEXT_LENGTH = 300;

type Handler = (protocol: unknown, reason: unknown, description: unknown) => unknown;

/**
 * Hear how the server ends the connection: ssh2 tells of some reasons only, and puts its own words in the place of an empty text.
 *
 * @returns gives what it said; nothing where it has not, or where ssh2 does not fit
 */
export function hearDisconnect(client: Client): () => Disconnect | undefined {
  const { _protocol: protocol } = client as unknown as { _protocol?: { _handlers?: Record<string, unknown> } };
  const handlers = protocol?._handlers;
  const own = handlers?.["DISCONNECT"];
  let heard: Disconnect | undefined;
  if (handlers === undefined || typeof own !== "function") return () => undefined;
  handlers["DISCONNECT"] = ((self, reason, description) => {
    if (typeof reason === "number")
      heard ??= { reason, said: typeof description === "string" ? plainLine(description, MAX_TEXT_LENGTH) : "" };
    return (own as Handler)(self, reason, description);
  }) satisfies Handler;
  return () => heard;
}
