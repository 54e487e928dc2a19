import type { ChildProcess } from "node:child_process";
import { waitForPort } from "./wait-for.js";

/** What is kept of a daemon's own words, in characters. */
const MAX_SAID_LENGTH = 4_000;

/**
 * Wait until a daemon that was just started takes connections.
 *
 * @returns what it has said last, on whichever of its outputs are piped
 * @throws with its own words where it does not come up
 */
export async function waitForDaemon(daemon: ChildProcess, host: string, port: number): Promise<() => string> {
  let said = "";
  let gone: string | undefined;
  for (const out of [daemon.stdout, daemon.stderr])
    out?.on("data", (text: Buffer) => {
      said = `${said}${text.toString()}`.slice(-MAX_SAID_LENGTH);
    });
  daemon.once("error", (error) => {
    gone = error.message;
  });
  daemon.once("exit", () => {
    gone = said === "" ? "it ended without a word" : `it ended: ${said}`;
  });
  await waitForPort(host, port, () => gone);
  return () => said;
}
