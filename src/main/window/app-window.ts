import { BrowserWindow, screen, type Session, type WebContents } from "electron";
import { newsChannel } from "../../shared/ipc/channels.js";
import type { News, NewsName } from "../../shared/ipc/contract.js";
import { NEVER_LED, type Led, type Where } from "../../shared/ipc/navigation.js";
import { APP_PAGE } from "./app-protocol.js";
import { centred, placeWithin, type KeptWindowPlace, type WindowPlace } from "./window-bounds.js";

const LEAST_WIDTH = 360;
const LEAST_HEIGHT = 400;
const FIRST_SIZE = { width: 1000, height: 700 };

/** The app's one window: made when it is shown, gone when it is closed; tunnels do not notice either. */
export class AppWindow {
  #window: BrowserWindow | undefined;
  #led: Led = NEVER_LED;
  #times = 0;
  #textSize = 100;
  #tellLed: () => void = () => undefined;
  #tellSeen: () => void = () => undefined;
  #mayClose: (close: () => void) => boolean = () => true;

  constructor(private readonly places: { readonly preload: string; readonly appIcon: string }, private readonly place: Pick<KeptWindowPlace, "read" | "follow">) {}

  /** Bring the window before the user, making it if need be. */
  show(): void {
    if (this.#window === undefined) {
      this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Bring the window before the user, and show this in it. */
  lead(to: Where): void {
    this.#led = { to, time: ++this.#times };
    this.show();
    this.#tellLed();
  }

  /** Where it was last led to. */
  get led(): Led {
    return this.#led;
  }

  /** Told each time the window is led somewhere. */
  onLed(listener: () => void): void {
    this.#tellLed = listener;
  }

  /** How large all that it shows is, in per cent; the smallest that the window can be made grows with it. */
  setTextSize(percent: number): void {
    this.#textSize = percent;
    this.#followTextSize();
  }

  #followTextSize(): void {
    const factor = this.#textSize / 100;
    this.#window?.setMinimumSize(Math.round(LEAST_WIDTH * factor), LEAST_HEIGHT);
    this.#window?.webContents.setZoomFactor(factor);
  }

  /** Whether anybody can see it: not while it is hidden or minimized. */
  isSeen(): boolean {
    return this.#window !== undefined && this.#window.isVisible() && !this.#window.isMinimized();
  }

  /** Whether the user has it before them. */
  isWatched(): boolean {
    return this.isSeen() && this.#window?.isFocused() === true;
  }

  /** Told when it can be seen again. */
  onSeen(listener: () => void): void {
    this.#tellSeen = listener;
  }

  /** Asked when the window is to close: whether it may at once; if not, it stays until `close` is called. */
  onClose(listener: (close: () => void) => boolean): void {
    this.#mayClose = listener;
  }

  isOurs(sender: WebContents): boolean {
    return this.#window?.webContents.id === sender.id;
  }

  /** The window itself, for a dialog to belong to. */
  get forDialogs(): BrowserWindow | undefined {
    return this.#window;
  }

  readonly tell: Tell = (name, news) => {
    this.#window?.webContents.send(newsChannel(name), news);
  };

  /** Where the window was last, corrected for the screens of today; the first is in the middle. */
  #placeNow(): WindowPlace {
    const kept = this.place.read();
    if (kept !== undefined) return placeWithin(kept, screen.getDisplayMatching(kept).workArea);
    const { workArea } = screen.getPrimaryDisplay();
    return { ...placeWithin(centred(FIRST_SIZE, workArea), workArea), isMaximized: false };
  }

  #open(): void {
    const { isMaximized, ...bounds } = this.#placeNow();
    const window = new BrowserWindow({
      title: "Culvert", icon: this.places.appIcon, ...bounds, minWidth: LEAST_WIDTH, minHeight: LEAST_HEIGHT, show: false, autoHideMenuBar: true,
      webPreferences: {
        preload: this.places.preload,
        contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, webviewTag: false, spellcheck: false,
      },
    });
    this.#window = window;
    if (process.platform !== "darwin") window.removeMenu(); // Electron's own has Reload and the developer tools in it
    window.once("ready-to-show", () => {
      this.#followTextSize(); // not before there is a page to follow it
      if (isMaximized) window.maximize();
      window.show();
    });
    this.place.follow(window, bounds);
    window.on("show", () => this.#tellSeen());
    window.on("restore", () => this.#tellSeen());
    let isFree = false;
    const free = (): void => {
      isFree = true;
      if (!window.isDestroyed()) window.close();
    };
    window.on("close", (event) => {
      if (isFree || this.#mayClose(free)) return;
      event.preventDefault();
    });
    window.on("closed", () => {
      this.#window = undefined;
      this.#led = NEVER_LED; // the next window begins where windows begin
    });
    shutIn(window.webContents);
    void window.loadURL(APP_PAGE).catch(() => undefined); // closed while it loads; what failed to load is in the log by did-fail-load
  }
}

/** The page stays where it is and opens nothing. */
function shutIn(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  contents.on("will-navigate", (details) => details.preventDefault());
  contents.on("will-frame-navigate", (details) => details.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
}

/** The page needs no camera, no notification, no clipboard and no device: every request is refused. */
export function refusePermissions(session: Pick<Session, "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler">): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Passes one piece of news to the window; called only while there is one. */
export type Tell = <N extends NewsName>(name: N, news: News[N]) => void;
