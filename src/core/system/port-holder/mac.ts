import type { PortHolder } from "../../../shared/check/finding.js";
import type { Place } from "../../../shared/profile/endpoint.js";
import { isCulvert } from "./is-culvert.js";
import { runTool } from "./run-tool.js";

/** Who listens on a port, by lsof, which macOS brings. */
export async function macPortHolder({ port }: Place): Promise<PortHolder | undefined> {
  const found = readLsof(await runTool("/usr/sbin/lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]));
  if (found === undefined) return undefined;
  const command = await runTool("/bin/ps", ["-o", "command=", "-p", String(found.pid)]);
  return { ...found, ...(isCulvert(found.pid, command.trim()) ? { isCulvert: true } : {}) };
}

/** The first process in `lsof -F pc`: a line `p4242`, a line `cnode`. */
export function readLsof(printed: string): { readonly pid: number; readonly program: string } | undefined {
  const [, pid, program] = /^p(\d+)\nc(.+)$/m.exec(printed.replaceAll("\r", "")) ?? [];
  return pid === undefined || program === undefined ? undefined : { pid: Number(pid), program };
}
