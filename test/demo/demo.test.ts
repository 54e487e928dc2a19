import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run, stopChild } from "../support/child.js";
import { curl } from "../support/clients/ftp-clients.js";
import { programPath } from "../support/programs.js";
import { waitFor } from "../support/wait-for.js";

const DEMO = ["--import", "tsx", join(import.meta.dirname, "demo.ts"), "--other-ports"];

describe("the demo", () => {
  it("fetches and stores a file by the relay, then by the range, shows every port, and ends with 0", async () => {
    const { code, stdout, stderr } = await run(process.execPath, DEMO);
    expect(stderr).toBe("");
    expect(stdout.match(/fetched .*the same on both sides/g)).toHaveLength(2);
    expect(stdout.match(/stored .*the same on both sides/g)).toHaveLength(2);
    expect(stdout.indexOf("The relay:")).toBeLessThan(stdout.indexOf("The range:"));
    expect(stdout.match(/control +127\.0\.0\.1:\d+ .* Listening/g)).toHaveLength(2);
    expect(stdout.match(/passive \d+ .* Listening/g)).toHaveLength(3);
    expect(code).toBe(0);
  });

  it("fetches and stores a file by the bridge alone when that mode is asked for", async () => {
    const { code, stdout, stderr } = await run(process.execPath, [...DEMO, "--mode", "bridge"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^The bridge:/);
    expect(stdout.match(/the same on both sides/g)).toHaveLength(2);
    expect(code).toBe(0);
  });

  it.each([
    ["--mode=fast", "--mode fast is not a mode"],
    ["--moed=range", "Unknown option '--moed'"],
    ["range", "Unexpected argument 'range'"],
  ])("starts nothing for %s, names it and shows the usage", async (argument, says) => {
    const { code, stdout, stderr } = await run(process.execPath, [...DEMO, argument]);
    expect(stderr).toContain(says);
    expect(stderr).toContain("usage: npm run demo -- [--mode relay|range|bridge]");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.skipIf(programPath("curl") === undefined)(
    "stays open with --stay, says what to type, and ends with 0 when interrupted",
    async () => {
      const child = spawn(process.execPath, [...DEMO, "--stay"], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
      try {
        const typed = await waitFor(
          "what to type",
          () => /host {2}(\S+) +port {2}(\d+) +user {2}(\S+) +password {2}(\S+)/.exec(said) ?? undefined,
        );
        const [, host = "", port = "", username = "", password = ""] = typed;
        expect(await curl.list({ host, port: Number(port), username, password }, "")).toEqual([
          "olive.bin",
          "spinach.bin",
        ]);
      } finally {
        await stopChild(child, "SIGINT", 8_000);
      }
      expect(child.exitCode).toBe(0);
    },
  );
});
