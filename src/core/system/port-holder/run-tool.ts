import { execFile } from "node:child_process";
import { join } from "node:path";

/** How long one of the system's own tools may take. Milliseconds. */
const TOOL_LIMIT_MS = 4_000;

/** Windows' own program, not one of that name in the folder where Culvert was started, or on the PATH. */
export const windowsTool = (name: string): string =>
  join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", `${name}.exe`);

/** What one of the system's own tools prints; empty where it is missing, fails or takes too long. */
export function runTool(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { timeout: TOOL_LIMIT_MS, windowsHide: true, maxBuffer: 8 * 1024 * 1024 },
      (error, stdout) => resolve(error === null ? stdout : ""),
    );
  });
}
