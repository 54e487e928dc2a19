import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isPassword } from "../../../src/core/bridge/login/password-hash.js";

const CULVERT = join(import.meta.dirname, "../../../src/cli/culvert.ts");

function run(input: string): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), CULVERT, "password-hash"], {
    env: { ...process.env, LC_ALL: "C" },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (out += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
  child.stdin.on("error", () => undefined).end(input);
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

describe("culvert password-hash", () => {
  it("prints the hash of the first line that it reads, and never the password", async () => {
    const { code, out, err } = await run("Swee' Pea ü\r\nmore\n");
    expect([code, err]).toEqual([0, ""]);
    expect(await isPassword("Swee' Pea ü", out.trim())).toBe(true);
    expect(out).not.toContain("Pea");
  });

  it.each(["", "\n", `${"x".repeat(257)}\n`])("takes no password that FTP cannot carry", async (input) => {
    const { code, out, err } = await run(input);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("1 to 256");
  });
});
