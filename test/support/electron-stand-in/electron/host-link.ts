import { EventEmitter } from "node:events";
import type { FromApp, HostQuestion, ToApp } from "../wire.js";

/** Told of every message of the host but its questions, by kind. */
export const fromHost = new EventEmitter();

const answerers = new Map<HostQuestion["kind"], (asks: never) => unknown>();

/** Who answers a kind of question of the host. */
export function answerHost<K extends HostQuestion["kind"]>(
  kind: K,
  answer: (asks: Extract<HostQuestion, { kind: K }>) => unknown,
): void {
  answerers.set(kind, answer);
}

/** @throws Error where an argument cannot be cloned, as Electron does */
export function tellHost(message: FromApp): void {
  process.send?.(message);
}

process.on("message", (message: ToApp) => {
  if (message.kind === "ask") void answerOne(message);
  else fromHost.emit(message.kind, message);
});
process.on("disconnect", () => process.exit(0)); // the tests are gone

async function answerOne({ question, asks }: Extract<ToApp, { kind: "ask" }>): Promise<void> {
  try {
    const value = await answerers.get(asks.kind)?.(asks as never);
    tellHost({ kind: "answer", question, outcome: { ok: true, value } });
  } catch (thrown) {
    tellHost({ kind: "answer", question, outcome: { ok: false, message: String(thrown) } });
  }
}
