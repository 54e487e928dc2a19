import { EventEmitter } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { takeInstanceLock } from "./instance-lock.js";

/** An event whose default the app may prevent. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** The part of Electron's `app` that Culvert uses, with Electron's order of events at the end. */
export class App extends EventEmitter {
  readonly #paths = new Map<string, string>();
  readonly #appPath = process.env["STAND_IN_APP_PATH"] ?? process.cwd();
  readonly #package = JSON.parse(readFileSync(join(this.#appPath, "package.json"), "utf8")) as {
    name: string;
    productName?: string;
    version: string;
  };
  #name = this.#package.productName ?? this.#package.name;
  #ready = false;
  #quitting = false;
  readonly #whenReady = new Promise<void>((resolve) => this.once("ready", () => resolve()));
  /** Set by the windows' module: asks each to close, and says how many there were. */
  closeWindows: () => number = () => 0;

  readonly isPackaged = false;
  /** Switches are Chromium's; there is none of the app's own here. */
  readonly commandLine = { appendSwitch: (): void => undefined };
  disableHardwareAcceleration = (): void => undefined;
  /** Does nothing on Linux, as in Electron. */
  setLoginItemSettings = (): void => undefined;
  isReady = (): boolean => this.#ready;
  whenReady = (): Promise<void> => this.#whenReady;
  /** As Electron on Linux takes it from the environment. */
  getLocale = (): string =>
    (process.env["LC_ALL"] ?? process.env["LANG"] ?? "en-US")
      .replace(/\..*/, "")
      .replace("_", "-")
      .replace(/^(?:C|POSIX)?$/, "en-US");
  getVersion = (): string => this.#package.version;
  /** As on a system that knows no program for it. */
  getApplicationNameForProtocol = (): string => "";
  getAppPath = (): string => this.#appPath;
  getName = (): string => this.#name;
  setName = (name: string): void => {
    this.#name = name;
  };

  getPath(name: string): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    const appData = process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config");
    const paths: Record<string, string> = {
      home: homedir(),
      temp: tmpdir(),
      appData,
      userData: join(appData, this.#name),
    };
    const path = paths[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path} is not there`);
    this.#paths.set(name, path);
  }

  requestSingleInstanceLock(): boolean {
    mkdirSync(this.getPath("userData"), { recursive: true });
    return takeInstanceLock(this.getPath("userData"), (argv, cwd) =>
      this.emit("second-instance", new PreventableEvent(), argv, cwd, undefined),
    );
  }

  /** Called once the main module has run: in Electron, too, a module's static imports come before `ready`. */
  becomeReady(): void {
    if (this.#quitting) return;
    this.#ready = true;
    this.emit("ready", new PreventableEvent(), {});
  }

  quit(): void {
    const before = new PreventableEvent();
    this.emit("before-quit", before);
    if (before.defaultPrevented) return;
    this.#quitting = true;
    if (this.closeWindows() === 0) this.#end(); // with windows it goes on once the last is gone
  }

  /** A window stays, and with it the app. */
  windowStays(): void {
    this.#quitting = false;
  }

  #end(): void {
    setImmediate(() => {
      const will = new PreventableEvent();
      this.emit("will-quit", will);
      if (!will.defaultPrevented) this.exit(0);
    });
  }

  exit(code = 0): void {
    this.emit("quit", new PreventableEvent(), code);
    process.exit(code);
  }

  /** The last window is gone; an app that does not listen is quit. */
  windowsAllClosed(): void {
    if (this.#quitting) this.#end();
    else if (this.listenerCount("window-all-closed") === 0) this.quit();
    else this.emit("window-all-closed");
  }

  /** Electron's own text for what is used too early. */
  mustBeReady(what: string): void {
    if (!this.#ready) throw new Error(`${what} before app is ready`);
  }
}

export const app = new App();
process.on("SIGTERM", () => app.quit());
process.on("SIGINT", () => app.quit());
