import type { PortHolder } from "../../../shared/status/port-holder.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { isCulvert } from "./is-culvert.js";
import { runTool } from "./run-tool.js";

/** Who listens on a port, by lsof, which macOS brings. */
export async function macPortHolder({ port }: Endpoint): Promise<PortHolder | undefined> {
  const holder = readLsof(await runTool("/usr/sbin/lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]));
  if (holder === undefined) return undefined;
  const command = await runTool("/bin/ps", ["-o", "command=", "-p", String(holder.pid)]);
  return { ...holder, ...(isCulvert(holder.pid, command.trim()) ? { isCulvert: true } : {}) };
}

/** The first process in `lsof -F pc`: a line `p4242`, a line `cnode`. */
export function readLsof(printed: string): { readonly pid: number; readonly program: string } | undefined {
  const [, pid, program] = /^p(\d+)\nc(.+)$/m.exec(printed.replaceAll("\r", "")) ?? [];
  return pid === undefined || program === undefined ? undefined : { pid: Number(pid), program };
}
