import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import type { BrowserWindowConstructorOptions, Rectangle, WindowOpenHandlerResponse } from "electron";
import { app, PreventableEvent } from "./app.js";
import { answerHost, fromHost, tellHost } from "./host-link.js";

const windows = new Map<number, BrowserWindow>();
let made = 0;
/** In Electron the page is asked first, so a window is there for a while after it was told to close. Milliseconds. */
const PAGE_ENDS_MS = 50;

export const windowNumbered = (number: number): BrowserWindow | undefined => windows.get(number);

/** The page inside a window. */
class WebContents extends EventEmitter {
  openHandler: ((details: { url: string }) => WindowOpenHandlerResponse) | undefined;

  constructor(readonly id: number) {
    super();
  }

  send(channel: string, ...args: unknown[]): void {
    mustLive(this.id);
    tellHost({ kind: "send", window: this.id, channel, args });
  }

  setZoomFactor(factor: number): void {
    mustLive(this.id);
    if (!(factor > 0)) throw new TypeError("'zoomFactor' must be a double greater than 0.0");
    tellHost({ kind: "zoom", window: this.id, factor });
  }

  setWindowOpenHandler(handler: (details: { url: string }) => WindowOpenHandlerResponse): void {
    this.openHandler = handler;
  }
}

/** A window, shown by the host in Chromium; only the kind that Culvert may make: isolated, sandboxed, without node. */
export class BrowserWindow extends EventEmitter {
  readonly #number = ++made;
  readonly #bounds: Rectangle;
  readonly webContents = new WebContents(this.#number);

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    app.mustBeReady("Cannot create BrowserWindow");
    const { preload, contextIsolation, sandbox, nodeIntegration, webSecurity } = options.webPreferences ?? {};
    if (contextIsolation === false || sandbox === false || nodeIntegration === true || webSecurity === false)
      throw new Error("The stand-in shows only isolated and sandboxed windows");
    if (preload !== undefined && !existsSync(preload)) throw new Error(`Unable to load preload script: ${preload}`);
    this.#bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    windows.set(this.#number, this);
    tellHost({
      kind: "window-made",
      window: this.#number,
      preload,
      width: options.width ?? 800,
      height: options.height ?? 600,
    });
    if (options.show !== false) this.show();
  }

  loadURL(url: string): Promise<void> {
    mustLive(this.#number);
    tellHost({
      kind: "load",
      window: this.#number,
      url,
      mayOpenWindows: this.webContents.openHandler?.({ url: "about:blank" }).action !== "deny",
    });
    return new Promise((resolve, reject) => {
      const loaded = ({ window, error }: { window: number; error?: string }): void => {
        if (window !== this.#number) return;
        fromHost.off("loaded", loaded);
        if (error === undefined) {
          this.emit("ready-to-show");
          resolve();
        } else {
          reject(new Error(error));
        }
      };
      fromHost.on("loaded", loaded);
    });
  }

  #isClosing = false;
  #visible = false;
  #minimized = false;
  #focused = false;

  show = (): void => {
    this.#tell("show");
    this.#focused = true;
    if (this.#visible) return;
    this.#visible = true;
    this.emit("show");
  };

  hide = (): void => {
    this.#tell("hide");
    this.#focused = false;
    if (!this.#visible) return;
    this.#visible = false;
    this.emit("hide");
  };

  focus = (): void => {
    this.#tell("focus");
    this.#focused = true;
  };

  minimize = (): void => {
    mustLive(this.#number);
    this.#minimized = true;
    this.#focused = false;
    this.emit("minimize");
  };

  restore = (): void => {
    mustLive(this.#number);
    if (!this.#minimized) return;
    this.#minimized = false;
    this.emit("restore");
  };

  isVisible = (): boolean => this.#ofLiving(this.#visible);
  isFocused = (): boolean => this.#ofLiving(this.#focused);
  isMinimized = (): boolean => this.#ofLiving(this.#minimized);
  isMaximized = (): boolean => this.#ofLiving(false);
  maximize = (): void => mustLive(this.#number);
  getNormalBounds = (): Rectangle => this.#ofLiving(this.#bounds);
  isDestroyed = (): boolean => !windows.has(this.#number);
  setMinimumSize = (): void => mustLive(this.#number);
  removeMenu = (): void => mustLive(this.#number);

  close(): void {
    mustLive(this.#number);
    if (this.#isClosing) return;
    const event = new PreventableEvent();
    this.emit("close", event);
    if (event.defaultPrevented) {
      app.windowStays();
      return;
    }
    this.#isClosing = true;
    setTimeout(() => {
      if (!this.isDestroyed()) this.destroy();
    }, PAGE_ENDS_MS);
  }

  destroy(): void {
    this.#tell("close");
    windows.delete(this.#number);
    this.emit("closed");
    if (windows.size === 0) app.windowsAllClosed();
  }

  #ofLiving<T>(value: T): T {
    mustLive(this.#number);
    return value;
  }

  #tell(kind: "show" | "hide" | "focus" | "close"): void {
    mustLive(this.#number);
    tellHost({ kind, window: this.#number });
  }
}

function mustLive(number: number): void {
  if (!windows.has(number)) throw new TypeError("Object has been destroyed");
}

app.closeWindows = () => {
  const asked = [...windows.values()];
  for (const window of asked) window.close();
  return asked.length;
};
fromHost.on("minimize-asked", ({ window }: { window: number }) => windows.get(window)?.minimize());
fromHost.on("restore-asked", ({ window }: { window: number }) => windows.get(window)?.restore());
fromHost.on("close-asked", ({ window }: { window: number }) => windows.get(window)?.close());
answerHost(
  "open-window",
  ({ window, url }) => windows.get(window)?.webContents.openHandler?.({ url }).action ?? "allow",
);
answerHost("navigate", ({ window, url, isTop }) => {
  const contents = windows.get(window)?.webContents;
  const details = Object.assign(new PreventableEvent(), { url, isMainFrame: isTop, isSameDocument: false });
  contents?.emit("will-frame-navigate", details);
  if (isTop) contents?.emit("will-navigate", details);
  return !details.defaultPrevented;
});
