import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run, stopChild } from "../support/child.js";
import { curl } from "../support/clients/ftp-clients.js";
import { programPath } from "../support/programs.js";
import { waitFor } from "../support/wait-for.js";

const DEMO = ["--import", "tsx", join(import.meta.dirname, "demo.ts"), "--other-ports"];

describe("the demo", () => {
  it("fetches and stores a file through the tunnel, shows every port, and ends with 0", async () => {
    const { code, stdout, stderr } = await run(process.execPath, DEMO);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/fetched .*the same on both sides/);
    expect(stdout).toMatch(/stored .*the same on both sides/);
    expect(stdout.match(/passive \d+ .* Listening/g)).toHaveLength(3);
    expect(code).toBe(0);
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
