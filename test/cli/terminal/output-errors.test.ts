import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endWithUs } from "../../support/child.js";
import { CULVERT } from "../../support/culvert-process.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../../support/gateways/gateway.js";

describe.skipIf(process.platform === "win32")("output that nobody takes", () => {
  let folder: TempFolder;
  let gateway: Gateway;
  let words: readonly string[];
  beforeAll(async () => {
    folder = tempFolder();
    gateway = await startGateway();
    const { host, port, username } = gateway;
    const forwards = [
      { kind: "local", name: "plain", listen: { port: await freePort() }, target: { host: "popeye", port: 21 } },
    ];
    writeFileSync(
      folder.file("profiles.json"),
      JSON.stringify({
        version: 1,
        profiles: [
          { id: "popeye", name: "Popeye", gateway: { host, port, username, auth: [{ method: "password" }] }, forwards },
        ],
      }),
    );
    writeFileSync(folder.file("known_hosts"), `${gateway.hostKeyLine}\n`);
    words = ["--profiles", folder.file("profiles.json")];
  });
  afterAll(async () => {
    await gateway.close();
    folder.remove();
  });
  const shell = (rest: string, command: readonly string[]) =>
    spawnSync("sh", ["-c", `"$@" ${rest}`, "sh", process.execPath, CULVERT, ...command], {
      encoding: "utf8",
      timeout: 90_000,
    });

  it("ends nothing badly where its reader has gone", () => {
    for (const command of [
      ["list", ...words],
      ["export", "popeye", "--as", "openssh", ...words],
      ["completion", "bash"],
    ]) {
      expect(shell("| true", command).stderr).toBe("");
    }
  });

  it.runIf(process.platform === "linux")("is told of and counts where a disk is full", () => {
    for (const command of [
      ["list", ...words],
      ["export", "popeye", "--as", "openssh", ...words],
    ]) {
      expect(shell("> /dev/full", command)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("Standard output cannot be written (the disk is full).") as string,
      });
    }
  });

  it("closes a tunnel whose reader has gone, as SIGTERM does", async () => {
    const child = endWithUs(
      spawn(
        process.execPath,
        [CULVERT, "up", "popeye", "--json", ...words, "--known-hosts", folder.file("known_hosts")],
        { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, CULVERT_PASSWORD: gateway.password } },
      ),
    );
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => {
      stderr += text.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve)); // dialling: what follows finds nobody
    child.stdout.destroy();
    expect([await ended, stderr]).toEqual([0, ""]);
    await expect.poll(() => gateway.connections()).toBe(0);
  });
});
