import { describe, expect, it } from "vitest";
import { isPassword } from "../../../src/core/bridge/login/password-hash.js";
import { run } from "../../support/child.js";
import { CULVERT } from "../../support/culvert-process.js";

const hash = (input: string) =>
  run(process.execPath, [CULVERT, "password-hash"], { input, env: { ...process.env, LC_ALL: "C" } });

describe("culvert password-hash", () => {
  it("prints the hash of the first line that it reads, and never the password", async () => {
    const { code, stdout, stderr } = await hash("Swee' Pea ü\r\nmore\n");
    expect([code, stderr]).toEqual([0, ""]);
    expect(await isPassword("Swee' Pea ü", stdout.trim())).toBe(true);
    expect(stdout).not.toContain("Pea");
  });

  it.each(["", "\n", `${"x".repeat(257)}\n`])("takes no password that FTP cannot carry", async (input) => {
    const { code, stdout, stderr } = await hash(input);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("1 to 256");
  });
});
