import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { _electron, errors, type ElectronApplication } from "playwright-core";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { PATIENCE_MS, waitFor } from "../support/wait-for.js";
import { hookTray, type TrayHook } from "./hook-tray.js";
import type { Host, HostedApp } from "./host.js";

/** How long a start may take Playwright until it is tried anew; one takes a few seconds. */
const ATTACH_LIMIT_MS = 60_000;

/** Runs the built app in real Electron. @param hasKeyring without one Electron is kept from starting one, which would ask for a password that nobody types */
export function openElectronHost(program: string, appPath: string, hasKeyring: boolean): Host {
  const folder = tempFolder();
  const hook = folder.file("hook-tray.cjs");
  writeFileSync(hook, `const __name = (f) => f;\n(${hookTray.toString()})(require("electron"));\n`);
  const asRoot = process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return {
    name: `Electron (${program})`,
    close: () => {
      folder.remove();
      return Promise.resolve();
    },
    // without `null` Playwright would have every page prefer light, whatever the app says
    start: async (env) =>
      runningApp(
        await launch({
          executablePath: program,
          args: ["-r", hook, ...asRoot, appPath],
          env: definedOnly(hasKeyring ? env : { ...env, XDG_CURRENT_DESKTOP: "none" }),
          colorScheme: null,
        }),
      ),
    startAgain: async (env) => {
      const [code] = (await once(spawn(program, [...asRoot, appPath], { env, stdio: "ignore" }), "exit")) as [
        number | null,
      ];
      return code ?? -1;
    },
  };
}

/** Playwright at times never attaches to a program that has started well: then it is started once more. */
async function launch(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  try {
    return await _electron.launch({ ...options, timeout: ATTACH_LIMIT_MS });
  } catch (thrown) {
    if (!(thrown instanceof errors.TimeoutError)) throw thrown;
    return await _electron.launch(options);
  }
}

function runningApp(app: ElectronApplication): HostedApp {
  const process = app.process();
  let output = "";
  for (const stream of [process.stdout, process.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
  const exited = once(process, "exit").then(([code]) => (typeof code === "number" ? code : -1));
  const isShown = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible()));
  return {
    tray: () => app.evaluate(() => (globalThis as unknown as TrayHook).trayFacts),
    choose: ({ id }) => app.evaluate((_, chosen) => (globalThis as unknown as TrayHook).chooseTrayEntry(chosen), id),
    window: async () => ((await isShown()) ? app.windows()[0] : undefined),
    askToClose: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.close())),
    hasWindow: async () => {
      if (app.windows().length > 0) return true;
      try {
        return await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length > 0);
      } catch (thrown) {
        const isGone = exited.then(() => true); // without a tray the app ends with its last window
        if (await Promise.race([isGone, sleep(PATIENCE_MS, false, { ref: false })])) return false;
        throw thrown;
      }
    },
    minimize: async (isAway) => {
      await app.evaluate(
        ({ BrowserWindow }, away) =>
          BrowserWindow.getAllWindows().forEach((window) => (away ? window.minimize() : window.restore())),
        isAway,
      );
      const areAway = () =>
        app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isMinimized()));
      // the window manager does it, in its time
      await waitFor("the window manager", async () => ((await areAway()).includes(!isAway) ? undefined : true));
    },
    notifications: () => app.evaluate(() => (globalThis as unknown as TrayHook).notifications),
    clickNotification: (number) =>
      app.evaluate((_, clicked) => (globalThis as unknown as TrayHook).clickNotification(clicked), number),
    messageBoxes: () => app.evaluate(() => (globalThis as unknown as TrayHook).messageBoxes),
    pressInMessageBoxes: (button) =>
      app.evaluate((_, pressed) => void ((globalThis as unknown as TrayHook).pressedButton = pressed), button),
    chooseFiles: (paths) =>
      app.evaluate(({ dialog }, filePaths) => {
        const [filePath = ""] = filePaths;
        Object.assign(dialog, {
          showOpenDialog: () => Promise.resolve({ canceled: false, filePaths }),
          showSaveDialog: () => Promise.resolve({ canceled: false, filePath }),
        });
      }, paths),
    power: (event) =>
      app.evaluate(
        ({ powerMonitor }, name) => void powerMonitor.emit(name as "resume", { preventDefault: () => undefined }),
        event,
      ),
    terminate: () => {
      process.kill("SIGTERM");
      return Promise.resolve();
    },
    exited,
    output: () => output,
  };
}

const definedOnly = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
