import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "basic-ftp";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { isListening } from "../e2e/steps.js";
import { endWithUs, run, stopChild } from "../support/child.js";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { packRealApp, type PackedApp } from "../support/fixtures/packed-app.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { processesFrom, realElectron, startRealApp, type RealApp, type RealAppOptions } from "../support/real-app.js";
import { startFtpServer, type FtpServer } from "../support/servers/ftp-server.js";
import { waitFor } from "../support/wait-for.js";

/** A program of this size starts slowly beside others. */
const PATIENCE_MS = 60_000;

describe.skipIf(realElectron === undefined)(
  `The packed app on a real Electron${realElectron === undefined ? " (not here: Electron's program, or a screen)" : ""}`,
  { timeout: 3 * PATIENCE_MS },
  () => {
    let folder: TempFolder;
    let packed: PackedApp;
    let gateway: Gateway;
    let ftp: FtpServer;
    const key = freshKey();

    beforeAll(async () => {
      folder = tempFolder();
      packed = await packRealApp(realElectron ?? "", folder.path);
      writeFileSync(folder.file("key"), key.private, { mode: 0o600 });
      writeFileSync(folder.file("mark.cjs"), `require("node:fs").writeFileSync(process.env.MARK, "");`);
      gateway = await startGateway({ methods: ["publickey"], publicKeys: [key.public] });
      ftp = await startFtpServer();
      writeFileSync(join(ftp.root, "spinach.txt"), "strong to the finish\n");
    }, 180_000);
    afterAll(async () => {
      await ftp.close();
      await gateway.close();
      folder.remove();
    });

    const marked = (): boolean => existsSync(folder.file("mark"));
    const profileOn = (port: number) =>
      relayProfile({
        id: "popeye",
        gateway: { ...gateway, keyFile: folder.file("key") },
        target: { host: "popeye", port: ftp.port },
        listen: { host: "127.0.0.1", port },
      });
    const bare = () => ({ PATH: process.env["PATH"], DISPLAY: process.env["DISPLAY"], HOME: folder.file("home") });

    /** The app, with a tunnel that it opens at its start; it is gone when the test is over. */
    async function started(options: Partial<RealAppOptions> = {}): Promise<RealApp & { readonly port: number }> {
      const port = await freePort();
      const app = startRealApp(packed.program, {
        profiles: [{ ...profileOn(port), openAtStart: true }],
        knownHosts: `${gateway.hostKeyLine}\n`,
        ...options,
        env: { MARK: folder.file("mark"), ...options.env },
      });
      onTestFinished(() => app.close());
      await waitFor(
        `a tunnel of the app on port ${port}; it wrote ${app.output()}`,
        async () => ((await isListening(port)) ? true : undefined),
        PATIENCE_MS,
        100,
      );
      return { ...app, port };
    }

    async function fetched(port: number): Promise<string> {
      const client = new Client();
      try {
        // who connects before the link is up is refused immediately
        await waitFor(
          "a login through the tunnel",
          () =>
            client
              .access({ host: "127.0.0.1", port, user: ftp.username, password: ftp.password })
              .catch(() => undefined),
          PATIENCE_MS,
          200,
        );
        await client.downloadTo(folder.file("fetched"), "spinach.txt");
        return readFileSync(folder.file("fetched"), "utf8");
      } finally {
        client.close();
      }
    }

    it("starts from its archive alone, shows its window, and leaves no process behind when it is quit", async () => {
      const app = await started({ settings: { startHidden: false } });
      await waitFor(
        "its window",
        async () =>
          (await run("xwininfo", ["-root", "-tree"])).stdout.includes('"Culvert": ("culvert') ? true : undefined,
        PATIENCE_MS,
        200,
      );
      expect(processesFrom(packed.folder).length).toBeGreaterThan(2);
      expect(await fetched(app.port)).toBe("strong to the finish\n");
      expect(await app.quit()).toBe(0);
      await waitFor("the end of all its processes", () =>
        processesFrom(packed.folder).length === 0 ? true : undefined,
      );
      expect(await isListening(app.port)).toBe(false);
    });

    it("is no node: ELECTRON_RUN_AS_NODE, which Electron itself obeys, starts the app", async () => {
      const env = { ELECTRON_RUN_AS_NODE: "1", MARK: folder.file("mark") };
      await run(realElectron ?? "", [folder.file("mark.cjs")], { env: { ...process.env, ...env } });
      expect(marked()).toBe(true);
      rmSync(folder.file("mark"));
      await started({ env, words: [folder.file("mark.cjs")] });
      expect(marked()).toBe(false);
    });

    it("takes no NODE_OPTIONS", async () => {
      await started({ env: { NODE_OPTIONS: `--require ${folder.file("mark.cjs")}` } });
      expect(marked()).toBe(false);
    });

    it("opens no inspector, neither by --inspect nor by SIGUSR1", async () => {
      const [inspector, other] = [await freePort(), await freePort()];
      const app = await started({ words: [`--inspect=${inspector}`, `--inspect-brk=${other}`] });
      expect([await isListening(inspector), await isListening(other)]).toEqual([false, false]);
      process.kill(app.pid, "SIGUSR1"); // without an inspector it may end the app
      await app.quit();
      expect(app.output()).not.toContain("Debugger listening");
    });

    it("takes no other app: neither a loose one beside its archive, with the archive or without, nor one that is named", async () => {
      const loose = join(packed.folder, "resources", "app");
      mkdirSync(loose);
      onTestFinished(() => rmSync(loose, { recursive: true }));
      writeFileSync(join(loose, "package.json"), JSON.stringify({ name: "other", version: "6.6.6", main: "mark.cjs" }));
      writeFileSync(join(loose, "mark.cjs"), readFileSync(folder.file("mark.cjs")));
      const app = await started({ words: [loose] });
      expect([marked(), app.log()]).toEqual([false, expect.stringMatching(/Culvert 0\.\d+\.\d+ starts/)]);
      await app.quit();

      const away = `${packed.archive}.away`;
      renameSync(packed.archive, away);
      onTestFinished(() => renameSync(away, packed.archive));
      const alone = await run(packed.program, ["--no-sandbox", "--ozone-platform=headless"], {
        timeout: 15_000,
        env: { ...process.env, HOME: folder.path, MARK: folder.file("mark") },
      });
      expect([marked(), alone.code === 0]).toEqual([false, false]);
    });

    it("is the command line too: culvert --version, culvert up", async () => {
      const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
      expect(await run(packed.launcher, ["--version"], { timeout: PATIENCE_MS, env: bare() })).toMatchObject({
        code: 0,
        stdout: `${version}\n`,
      });

      const port = await freePort();
      writeFileSync(folder.file("profiles.json"), JSON.stringify({ version: 1, profiles: [profileOn(port)] }));
      writeFileSync(folder.file("known_hosts"), `${gateway.hostKeyLine}\n`);
      const up = endWithUs(
        spawn(
          packed.launcher,
          [
            "up",
            "popeye",
            "--json",
            "--profiles",
            folder.file("profiles.json"),
            "--known-hosts",
            folder.file("known_hosts"),
          ],
          { stdio: ["ignore", "pipe", "ignore"], env: bare() },
        ),
      );
      onTestFinished(() => stopChild(up));
      let notified = "";
      up.stdout.on("data", (text: Buffer) => (notified += text.toString()));
      const ended = new Promise((resolve) => up.once("close", resolve));
      await waitFor("an open tunnel", () => (notified.includes(`"kind":"open"`) ? true : undefined), PATIENCE_MS);
      expect(await fetched(port)).toBe("strong to the finish\n");
      up.kill("SIGINT");
      expect(await ended).toBe(0);
      await waitFor("the end of all its processes", () =>
        processesFrom(packed.folder).length === 0 ? true : undefined,
      );
      expect(await isListening(port)).toBe(false);
    });
  },
);
