import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { electronProgram } from "../../scripts/electron-program.js";
import { runWell } from "../support/child.js";
import type { Desktop } from "../support/desktop.js";
import { freePort } from "../support/fixtures/free-port.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";
import { describeDesktop, iconInTray, keepScreen, waitOnScreen } from "./desktop-steps.js";
import type { Home, RunningApp } from "./host.js";
import { chooseInTray, isListening, shownWindow, trayThatSays } from "./steps.js";

/** What a login finds: the settings of a user who keeps them elsewhere, and a program for ftp:// addresses. */
describeDesktop(
  "Between the app and the desktop's own files",
  (stage) => {
    let desktop: Desktop;
    let sshd: Sshd;
    let home: Home;
    let settingsFolder: string;
    let env: NodeJS.ProcessEnv;
    let control: number;
    let app: RunningApp;

    beforeAll(async () => {
      [desktop, sshd, control] = await Promise.all([stage.desktop(), startSshd(), freePort("127.0.0.1")]);
      home = stage.home();
      settingsFolder = join(home.path, "my settings & 100%");
      mkdirSync(join(settingsFolder, "Culvert"), { recursive: true });
      writeFileSync(
        join(settingsFolder, "Culvert", "profiles.json"),
        JSON.stringify({
          version: 1,
          profiles: [
            {
              id: "popeye",
              name: "Popeye",
              openAtStart: true,
              gateway: {
                host: sshd.host,
                port: sshd.port,
                username: sshd.username,
                auth: [{ method: "key", file: sshd.keyFile }],
              },
              ftp: { mode: "relay", target: { host: "127.0.0.2", port: 21 }, listen: { port: control } },
            },
          ],
        }),
      );
      mkdirSync(join(home.path, ".ssh"));
      writeFileSync(join(home.path, ".ssh", "known_hosts"), sshd.knownHostsLines);
      writeHandler();
      env = {
        ...desktop.env,
        XDG_CONFIG_HOME: settingsFolder,
        XDG_DATA_HOME: join(home.path, "data"),
        APPIMAGE: program(),
      };
    }, 120_000);
    afterAll(() => sshd.close());

    /** A program that the user has for ftp:// addresses; it writes down what it is opened with. */
    function writeHandler(): void {
      const script = join(home.path, "spinach-ftp");
      writeFileSync(script, `#!/bin/sh\necho "$@" >> "${join(home.path, "opened")}"\n`);
      chmodSync(script, 0o755);
      mkdirSync(join(home.path, "data", "applications"), { recursive: true });
      writeFileSync(
        join(home.path, "data", "applications", "spinach-ftp.desktop"),
        `[Desktop Entry]\nType=Application\nName=Spinach FTP\nExec=${script} %u\nMimeType=x-scheme-handler/ftp;\n`,
      );
      writeFileSync(
        join(settingsFolder, "mimeapps.list"),
        "[Default Applications]\nx-scheme-handler/ftp=spinach-ftp.desktop\n",
      );
    }

    /** What an AppImage is to the app: the program to be started at login. Root needs one more word for Electron than a user does. */
    function program(): string {
      const script = join(home.path, "My Culvert.AppImage");
      const electron = electronProgram(join(import.meta.dirname, "..", ".."), process.env, process.platform) ?? "";
      writeFileSync(script, `#!/bin/sh\necho $$ > "${join(home.path, "pid")}"\nexec "${electron}" --no-sandbox "$@"\n`);
      chmodSync(script, 0o755);
      return script;
    }

    it("offers the tunnel to the program for ftp:// addresses by its name, which is opened with where the tunnel listens", async () => {
      app = await home.start(env);
      await trayThatSays(app, "Popeye: Open");
      await chooseInTray(app, "Open Culvert");
      const page = await shownWindow(app);
      await page.getByRole("button", { name: "Open in Spinach FTP" }).click();
      await keepScreen(desktop, "desktop-open-in-program");
      const opened = join(home.path, "opened");
      await waitOnScreen("the program", () => (existsSync(opened) ? true : undefined));
      expect(readFileSync(opened, "utf8")).toBe(`ftp://127.0.0.1:${control}/\n`);
    });

    it("writes what the desktop starts at login where the desktop looks for it", async () => {
      const page = await shownWindow(app);
      await page.getByRole("button", { name: "Settings" }).click();
      await page.getByText("Start Culvert when I log in").click();
      const entry = join(settingsFolder, "autostart", "culvert.desktop");
      await waitOnScreen("the desktop entry", () => (existsSync(entry) ? true : undefined));
      expect(existsSync(join(home.path, ".config", "autostart"))).toBe(false);
      await runWell(programPathOrThrow("desktop-file-validate"), [entry]);
      await app.terminate();
      expect(await app.exited).toBe(0);
      expect(await isListening(control)).toBe(false);
    });

    it("starts from it as the desktop does: in the tray, without a window, its tunnels open", async () => {
      const launched = spawn(
        programPathOrThrow("gio"),
        ["launch", join(settingsFolder, "autostart", "culvert.desktop")],
        { env: { ...process.env, ...env, HOME: home.path, APPIMAGE: undefined }, stdio: "ignore" },
      ); // the user's session knows nothing of it
      expect(await once(launched, "exit")).toEqual([0, null]);
      const pid = await waitOnScreen("the app's process", () =>
        existsSync(join(home.path, "pid")) ? Number(readFileSync(join(home.path, "pid"), "utf8")) : undefined,
      );
      try {
        await iconInTray(desktop);
        await waitOnScreen("its tunnel", async () => ((await isListening(control)) ? true : undefined));
        await keepScreen(desktop, "desktop-started-at-login");
        expect((await desktop.managed()).filter(({ name }) => name === "Culvert")).toEqual([]);
      } finally {
        process.kill(pid, "SIGTERM");
      }
      await waitOnScreen("its end", async () =>
        existsSync(`/proc/${pid}`) || (await isListening(control)) ? undefined : true,
      );
    });
  },
  { stepByStep: true },
);
