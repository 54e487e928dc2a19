import { BrowserWindow, screen, type Session, type WebContents } from "electron";
import type { News, NewsName } from "../../shared/ipc/contract.js";
import { NO_NAVIGATION, type NavigationRequest, type NavigationTarget } from "../../shared/ipc/navigation.js";
import { sendNews } from "./printable-for-window.js";
import { APP_PAGE } from "./app-url-scheme.js";
import { centred, fitWithin, type SavedWindowBounds, type WindowBounds } from "./window-bounds.js";

const MIN_WIDTH = 360;
const MIN_HEIGHT = 400;
const FIRST_SIZE = { width: 1000, height: 700 };

/** The app's one window: made when it is shown, gone when it is closed; tunnels do not notice either. */
export class AppWindow {
  #window: BrowserWindow | undefined;
  #navigation: NavigationRequest = NO_NAVIGATION;
  #navigationCount = 0;
  #textSize = 100;
  #onNavigate: () => void = () => undefined;
  #onVisible: () => void = () => undefined;
  #mayClose: (close: () => void) => boolean = () => true;

  constructor(
    private readonly paths: { readonly preload: string; readonly appIcon: string },
    private readonly savedBounds: Pick<SavedWindowBounds, "read" | "follow">,
  ) {}

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
  navigate(to: NavigationTarget): void {
    this.#navigation = { to, time: ++this.#navigationCount };
    this.show();
    this.#onNavigate();
  }

  /** Where it was last led to. */
  get navigation(): NavigationRequest {
    return this.#navigation;
  }

  /** Told each time the window is led somewhere. */
  onNavigate(listener: () => void): void {
    this.#onNavigate = listener;
  }

  /** How large all that it shows is, in per cent; the smallest that the window can be made grows with it. */
  setTextSize(percent: number): void {
    this.#textSize = percent;
    this.#applyTextSize();
  }

  #applyTextSize(): void {
    const factor = this.#textSize / 100;
    this.#window?.setMinimumSize(Math.round(MIN_WIDTH * factor), MIN_HEIGHT);
    this.#window?.webContents.setZoomFactor(factor);
  }

  /** Whether anybody can see it: not while it is hidden or minimized. */
  isVisible(): boolean {
    return this.#window !== undefined && this.#window.isVisible() && !this.#window.isMinimized();
  }

  /** Whether the user has it before them. */
  isFocused(): boolean {
    return this.isVisible() && this.#window?.isFocused() === true;
  }

  /** Told when it can be seen again. */
  onVisible(listener: () => void): void {
    this.#onVisible = listener;
  }

  /** Asked when the window is to close: whether it may at once; if not, it stays until `close` is called. */
  onClose(listener: (close: () => void) => boolean): void {
    this.#mayClose = listener;
  }

  owns(sender: WebContents): boolean {
    return this.#window?.webContents.id === sender.id;
  }

  /** The window itself, for a dialog to belong to. */
  get browserWindow(): BrowserWindow | undefined {
    return this.#window;
  }

  readonly pushNews: PushNews = (name, news) => {
    if (this.#window !== undefined) sendNews(this.#window.webContents, name, news);
  };

  /** Where the window was last, corrected for the screens of today; the first is in the middle. */
  #initialBounds(): WindowBounds {
    const saved = this.savedBounds.read();
    if (saved !== undefined) return fitWithin(saved, screen.getDisplayMatching(saved).workArea);
    const { workArea } = screen.getPrimaryDisplay();
    return { ...fitWithin(centred(FIRST_SIZE, workArea), workArea), isMaximized: false };
  }

  #open(): void {
    const { isMaximized, ...bounds } = this.#initialBounds();
    const window = new BrowserWindow({
      title: "Culvert",
      icon: this.paths.appIcon,
      ...bounds,
      minWidth: MIN_WIDTH,
      minHeight: MIN_HEIGHT,
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload: this.paths.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
      },
    });
    this.#window = window;
    if (process.platform !== "darwin") window.removeMenu(); // Electron's own has Reload and the developer tools in it
    window.once("ready-to-show", () => {
      this.#applyTextSize(); // not before there is a page to follow it
      if (isMaximized) window.maximize();
      window.show();
    });
    this.savedBounds.follow(window, bounds);
    window.on("show", () => this.#onVisible());
    window.on("restore", () => this.#onVisible());
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
      this.#navigation = NO_NAVIGATION; // the next window begins where windows begin
    });
    restrictNavigation(window.webContents);
    void window.loadURL(APP_PAGE).catch(() => undefined); // closed while it loads; what failed to load is in the log by did-fail-load
  }
}

/** The page stays where it is and opens nothing. */
function restrictNavigation(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
  contents.on("will-navigate", (details) => details.preventDefault());
  contents.on("will-frame-navigate", (details) => details.preventDefault());
  contents.on("will-attach-webview", (event) => event.preventDefault());
}

/** The page needs no camera, no notification, no clipboard and no device: every request is refused. */
export function refusePermissions(
  session: Pick<Session, "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler">,
): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** Passes one piece of news to the window; called only while there is one. */
export type PushNews = <N extends NewsName>(name: N, news: News[N]) => void;
