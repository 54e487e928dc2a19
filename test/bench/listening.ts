import { readFileSync } from "node:fs";
import { waitFor } from "../support/wait-for.js";

/**
 * Wait until as many ports listen at an IPv4 address of this computer. Linux tells it in /proc/net/tcp, so that nobody
 * has to knock at the ports, which would open channels: `  0: 0100007F:09E6 00000000:0000 0A ...`.
 */
export async function untilListening(
  host: string,
  ports: readonly number[],
  gone: () => string | undefined,
): Promise<void> {
  const wanted = new Set(ports.map((port) => `${hexOf(host)}:${port.toString(16).toUpperCase().padStart(4, "0")}`));
  await waitFor(
    `${ports.length} ports at ${host}`,
    () => {
      const reason = gone();
      if (reason !== undefined) throw new Error(reason);
      return listeners().filter((address) => wanted.has(address)).length === wanted.size ? true : undefined;
    },
    30_000,
    3,
  );
}

const LISTEN = "0A";
const listeners = (): string[] =>
  readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, local = "", , state]) => (state === LISTEN ? [local] : []));

const hexOf = (host: string): string =>
  host
    .split(".")
    .reverse()
    .map((byte) => Number(byte).toString(16).toUpperCase().padStart(2, "0"))
    .join("");
