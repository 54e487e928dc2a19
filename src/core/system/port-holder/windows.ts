import type { PortHolder } from "../../../shared/status/port-holder.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { isCulvert } from "./is-culvert.js";
import { runTool, windowsTool } from "./run-tool.js";

/** Who listens on a port, by netstat and tasklist, which Windows brings. */
export async function windowsPortHolder(endpoint: Endpoint): Promise<PortHolder | undefined> {
  const pid = readNetstat(await runTool(windowsTool("netstat"), ["-ano", "-p", "TCP"]), endpoint);
  if (pid === undefined) return undefined;
  const program = readTasklist(await runTool(windowsTool("tasklist"), ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]));
  return {
    pid,
    ...(program === undefined ? {} : { program }),
    ...(isCulvert(pid, program ?? "") ? { isCulvert: true } : {}),
  };
}

/**
 * The process that listens on a place; the word for the state is in the system's own language, so the far end tells it.
 *
 *   TCP    127.0.0.1:2121         0.0.0.0:0              LISTENING       4242
 */
export function readNetstat(printed: string, { host, port }: Endpoint): number | undefined {
  for (const line of printed.split(/\r?\n/)) {
    const [, address, localPort, pid] = /^\s*TCP\s+(\S+):(\d+)\s+\S+:0\s+\S+\s+(\d+)\s*$/.exec(line) ?? [];
    if (
      Number(localPort) === port &&
      (address === host ||
        address === "0.0.0.0" ||
        address === "[::]" ||
        address === `[${host}]` ||
        host === "localhost")
    )
      return Number(pid);
  }
  return undefined;
}

/** The program in `"vsftpd.exe","4242","Services","0","5,120 K"`. */
export const readTasklist = (printed: string): string | undefined => /^"([^"]+)","\d+"/m.exec(printed)?.[1];
