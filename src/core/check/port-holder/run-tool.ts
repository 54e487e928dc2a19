import { execFile } from "node:child_process";

/** How long one of the system's own tools may take. Milliseconds. */
const TOOL_LIMIT_MS = 4_000;

/** What one of the system's own tools prints; empty where it is missing, fails or takes too long. */
export function runTool(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, [...words], { timeout: TOOL_LIMIT_MS, windowsHide: true, maxBuffer: 8 * 1024 * 1024 }, (error, stdout) => resolve(error === null ? stdout : ""));
  });
}
