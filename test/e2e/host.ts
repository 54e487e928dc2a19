import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, it, onTestFailed } from "vitest";
import { electronProgram } from "../../scripts/electron-program.js";
import { busSocket, SessionBus } from "../../src/main/tray/host/dbus-session-bus.js";
import { TrayHost } from "../../src/main/tray/host/tray-host.js";
import type { MenuEntry, MessageBoxFacts, NotificationFacts, TrayFacts } from "../support/electron-stand-in/wire.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { programPath } from "../support/programs.js";
import { waitFor } from "../support/wait-for.js";
import { openElectronHost } from "./electron-host.js";
import { openStandInHost } from "./stand-in-host.js";

/** The app as it is running, seen and used as a person does; what a host gives. */
export interface HostedApp {
  /** What the tray shows now; `undefined` once the app is gone, or before it shows anything. */
  tray(): Promise<TrayFacts | undefined>;
  /** Choose an entry of the tray's menu. */
  choose(entry: MenuEntry): Promise<void>;
  /** The window, if one is shown. */
  window(): Promise<Page | undefined>;
  /** Ask the window to close, as its frame's button does, and wait for nothing. */
  askToClose(): Promise<void>;
  /** Whether there is a window, shown or not, or one that is still closing. */
  hasWindow(): Promise<boolean>;
  /** Put the window away, or take it up again. */
  minimize(isAway: boolean): Promise<void>;
  /** The system's notifications that were shown, in their order. */
  notifications(): Promise<readonly NotificationFacts[]>;
  clickNotification(number: number): Promise<void>;
  /** The system's message boxes that were shown, in their order. */
  messageBoxes(): Promise<readonly MessageBoxFacts[]>;
  /** The button, counted from 0, that the user presses in each message box from now on; at first it is the first. */
  pressInMessageBoxes(button: number): Promise<void>;
  /** What the user chooses in the system's file dialogs from now on, to open or to save. */
  chooseFiles(paths: readonly string[]): Promise<void>;
  /** What the system tells of its sleep and its end, by Electron's names: `suspend`, `resume`, `shutdown`. */
  power(event: string): Promise<void>;
  /** End the process as the system does. */
  terminate(): Promise<void>;
  /** The exit code, once the process has ended. */
  readonly exited: Promise<number>;
  /** What the process wrote. */
  output(): string;
}

export interface RunningApp extends HostedApp {
  /** Close the window, as its frame's button does, and wait until it is gone. */
  closeWindow(): Promise<void>;
}

/** What the specs run on: real Electron, or the stand-in for it. */
export interface Host {
  readonly name: string;
  start(env: NodeJS.ProcessEnv): Promise<HostedApp>;
  /** Start the app where it is running already, and wait for this second process to end. @returns its exit code */
  startAgain(env: NodeJS.ProcessEnv): Promise<number>;
  close(): Promise<void>;
}

/** The folder with the app's `package.json` and `out`; another build can be tried by naming it. */
export const APP_PATH = process.env["CULVERT_APP_PATH"] ?? join(import.meta.dirname, "..", "..");
/** Where pictures are kept. */
export const ARTIFACTS = join(import.meta.dirname, "..", "..", ".artifacts", "e2e");

const electron = electronProgram(join(import.meta.dirname, "..", ".."), process.env, process.platform);
const hasScreen =
  process.platform !== "linux" || process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
const chromium = programPath("chromium");

const isReal = electron !== undefined && hasScreen;
/** Whether a tray shows the app's icon: the stand-in's own, or that of the desktop here. */
export const hasTray = !isReal || (await deskHasTray());
const hasKeyring = !isReal || process.platform !== "linux" || (await deskHasKeyring());

async function deskHasTray(): Promise<boolean> {
  const tray = new TrayHost(process.platform, process.env);
  return await tray.isPresent().finally(() => tray.close());
}

async function deskHasKeyring(): Promise<boolean> {
  const socket = busSocket(process.env);
  if (socket === undefined) return false;
  const bus = new SessionBus(
    socket,
    () => undefined,
    () => undefined,
  );
  const owned = await Promise.all(
    ["org.freedesktop.secrets", "org.kde.kwalletd5", "org.kde.kwalletd6"].map((name) =>
      bus.callBus("NameHasOwner", name),
    ),
  );
  bus.close();
  return owned.includes(true);
}

/** What a desktop may have or not. */
type DesktopFeature = "a tray" | "no tray" | "a keyring";
const desktopFeatures: Record<DesktopFeature, boolean> = {
  "a tray": hasTray,
  "no tray": !hasTray || (!isReal && process.platform === "linux"),
  "a keyring": hasKeyring,
};
const lacking = (needs: DesktopFeature | undefined): string | undefined =>
  needs === undefined || desktopFeatures[needs]
    ? undefined
    : `this desktop has ${needs === "no tray" ? "a tray" : needs.replace(/^a /, "no ")}`;

/** An `it` for a spec that needs a part of the desktop; where that is missing, its title says so. */
export function itWith(needs: DesktopFeature, title: string, body: () => Promise<void>, limit?: number): void {
  const reason = lacking(needs);
  if (reason === undefined) it(title, body, limit);
  else it.skip(`${title} (not here: ${reason})`, body);
}

/** A home of its own for the app, with whatever profiles it starts with. */
export interface Home {
  readonly path: string;
  /** The data folder in it. */
  readonly data: string;
  start(env?: NodeJS.ProcessEnv): Promise<RunningApp>;
  /** Start the app while it is running. @returns the exit code of the second process, which ends at once */
  startAgain(): Promise<number>;
}

/** What a spec is given; `home` is a fresh one for each call, and removed at the end. */
export interface Stage {
  /** @param profileFile what `profiles.json` holds when the app first starts */
  home(profileFile?: string): Home;
}

/** A `describe` for specs that run the app; where nothing can run it, its title says why. @param stepByStep after a spec that fails the rest is skipped @param needs what the desktop must have @param appPath gives the folder of another build */
export function describeApp(
  title: string,
  body: (stage: Stage) => void,
  {
    stepByStep = false,
    needs,
    appPath = () => Promise.resolve(APP_PATH),
  }: {
    readonly stepByStep?: boolean;
    readonly needs?: DesktopFeature;
    readonly appPath?: () => Promise<string>;
  } = {},
): void {
  const missing =
    isReal || chromium !== undefined ? lacking(needs) : "neither Electron nor Chromium is on this machine";
  if (missing !== undefined) {
    describe.skip(`${title} (not here: ${missing})`, () =>
      body({
        home: () => {
          throw new Error("skipped");
        },
      }));
    return;
  }
  describe(title, stepByStep ? { retry: 0 } : {}, () => {
    let host: Host;
    const homes: TempFolder[] = [];
    const running: RunningApp[] = [];
    beforeAll(async () => {
      const folder = await appPath();
      host =
        electron !== undefined && isReal
          ? openElectronHost(electron, folder, hasKeyring)
          : await openStandInHost(chromium ?? "", folder);
      console.log(
        `End-to-end host of “${title}”: ${host.name}${hasTray ? "" : ", without a tray"}${hasKeyring ? "" : ", without a keyring"}`,
      );
    });
    let isBroken = false;
    beforeEach(({ skip }) => {
      if (stepByStep && isBroken) skip("an earlier step failed");
      onTestFailed(() => {
        isBroken = true;
        console.log(running.map((app) => app.output()).join("\n"));
      });
    });
    afterAll(async () => {
      await Promise.all(
        running.map((app) =>
          endWithin(
            "the app",
            app.terminate().then(() => app.exited),
          ),
        ),
      );
      await endWithin("the host", host.close());
      for (const home of homes) home.remove();
    });

    const home = (profileFile?: string): Home => {
      const folder = tempFolder();
      homes.push(folder);
      const data = folder.file(
        process.platform === "darwin" ? "Library/Application Support/Culvert" : ".config/Culvert",
      );
      mkdirSync(data, { recursive: true });
      if (profileFile !== undefined) writeFileSync(join(data, "profiles.json"), profileFile);
      const env = {
        ...process.env,
        HOME: folder.path,
        USERPROFILE: folder.path,
        XDG_CONFIG_HOME: folder.file(".config"),
        APPDATA: folder.file(".config"),
        SSH_AUTH_SOCK: undefined,
      };
      return {
        path: folder.path,
        data,
        start: async (more = {}) => {
          const hosted = await host.start({ ...env, ...more });
          const closeWindow = async (): Promise<void> => {
            await hosted.askToClose();
            let asked = Date.now();
            const isGone = async (): Promise<true | undefined> => {
              if (!(await hosted.hasWindow())) return true;
              if (Date.now() - asked < 5_000) return undefined;
              asked = Date.now();
              await hosted.askToClose().catch(() => undefined); // it was passed over where an earlier question was still being answered
              return undefined;
            };
            await waitFor("the end of the window", isGone);
          };
          const app = { ...hosted, closeWindow };
          running.push(app);
          return app;
        },
        startAgain: () => host.startAgain(env),
      };
    };
    body({ home });
  });
}

/** Keep what a window shows as `.artifacts/e2e/<name>.png`, to be looked at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), animations: "disabled" });
}

/** What does not end by itself fails no spec behind the last one: how the app ends is a spec's own matter. Milliseconds. */
const END_LIMIT_MS = 30_000;

async function endWithin(what: string, end: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      console.log(`After the specs ${what} did not end within ${END_LIMIT_MS / 1_000} s.`);
      resolve();
    }, END_LIMIT_MS);
  });
  await Promise.race([end, late]).finally(() => clearTimeout(timer));
}
