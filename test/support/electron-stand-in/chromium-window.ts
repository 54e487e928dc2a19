import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, CDPSession, Frame, Page, Request, Route } from "playwright-core";
import { appAddress, shownAddress } from "./addresses.js";
import { openBridge, preloadRequire, refuseWindows } from "./in-page.js";
import type { Fetched, FromApp, HostQuestion } from "./wire.js";

const WORLD = "Electron Isolated Context";
const BINDING = "standInReachHost";

/** The web's names, and Electron's. */
const PERMISSIONS = [
  ["notifications", "notifications"],
  ["geolocation", "geolocation"],
  ["camera", "media"],
  ["microphone", "media"],
  ["clipboard-read", "clipboard-read"],
] as const;

/** How a window asks the app's process. */
export type AskApp = (asks: HostQuestion) => Promise<unknown>;

type WindowMade = Extract<FromApp, { kind: "window-made" }>;

/** One window of the app as a page in Chromium. */
export class ChromiumWindow {
  visible = false;
  readonly number: number;
  #loading = false;
  #preloadWorld: number | undefined;
  readonly #unheard: object[] = [];

  private constructor(
    private readonly made: WindowMade,
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly devtools: CDPSession,
    private readonly ask: AskApp,
  ) {
    this.number = made.window;
  }

  static async make(browser: Browser, made: WindowMade, ask: AskApp): Promise<ChromiumWindow> {
    const context = await browser.newContext({
      viewport: { width: made.width, height: made.height },
      colorScheme: null,
    });
    const page = await context.newPage();
    const window = new ChromiumWindow(made, page, context, await context.newCDPSession(page), ask);
    await context.route("**/*", (route) => window.#answer(route).catch(() => undefined)); // the app or the window is gone
    context.on("page", (popup) => void window.#opened(popup));
    await window.#prepareWorlds(made.preload);
    return window;
  }

  /** @throws Error with Chromium's reason */
  async load(address: string, mayOpenWindows: boolean): Promise<void> {
    if (!mayOpenWindows)
      await this.devtools.send("Page.addScriptToEvaluateOnNewDocument", { source: `(${refuseWindows.toString()})()` });
    await this.#setPermissions();
    this.#loading = true;
    try {
      await this.page.goto(shownAddress(address), { waitUntil: "load" });
    } finally {
      this.#loading = false;
    }
  }

  /** News for the preload's listeners; what comes before the preload runs is kept until then. */
  send(channel: string, args: readonly unknown[]): void {
    this.#hear({ channel, args });
  }

  /** All twice as large is half the room, to the page. */
  async zoom(factor: number): Promise<void> {
    await this.page.setViewportSize({
      width: Math.round(this.made.width / factor),
      height: Math.round(this.made.height / factor),
    });
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** Chromium is told beforehand what the app's handler would answer; an app without one grants everything, as in Electron. */
  async #setPermissions(): Promise<void> {
    const granted: string[] = [];
    for (const [name, permission] of PERMISSIONS)
      if ((await this.ask({ kind: "permission", window: this.number, permission })) === true) granted.push(name);
    await this.context.grantPermissions(granted); // and all others are refused
  }

  async #prepareWorlds(preload: string | undefined): Promise<void> {
    await this.devtools.send("Page.enable");
    await this.devtools.send("Runtime.enable");
    const door = randomUUID();
    const names = "const __name = (f) => f;"; // some bundlers wrap functions in it
    const inPage = `${names} (${openBridge.toString()})("page", "${door}");`;
    await this.devtools.send("Page.addScriptToEvaluateOnNewDocument", { source: `if (window === top) { ${inPage} }` });
    if (preload === undefined) return;
    this.devtools.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
      if (name === BINDING) void this.#invoked(payload, executionContextId);
    });
    this.devtools.on("Runtime.executionContextCreated", ({ context }) => {
      if (context.name === WORLD) this.#enter(context.id);
    });
    await this.devtools.send("Runtime.addBinding", { name: BINDING, executionContextName: WORLD });
    const require = `(${preloadRequire.toString()})((${openBridge.toString()})("preload", "${door}"), "${BINDING}")`;
    const source = `if (window === top) { ${names} ((require, module, exports) => { ${readFileSync(preload, "utf8")}\n })(${require}, { exports: {} }, {}); }`;
    await this.devtools.send("Page.addScriptToEvaluateOnNewDocument", { source, worldName: WORLD });
  }

  /** A link with `target` opens a window without `window.open`. */
  async #opened(popup: Page): Promise<void> {
    if ((await this.ask({ kind: "open-window", window: this.number, url: popup.url() })) === "deny")
      await popup.close();
    await this.page.bringToFront();
  }

  #enter(world: number): void {
    this.#preloadWorld = world;
    for (const message of this.#unheard.splice(0)) this.#hear(message);
  }

  async #invoked(payload: string, world: number): Promise<void> {
    const { call, channel, args } = JSON.parse(payload, (_key, value: unknown) =>
      isUndefined(value) ? undefined : value,
    ) as { call: number; channel: string; args: unknown[] };
    const frame = { url: appAddress(this.page.url()) ?? this.page.url(), isTop: true };
    try {
      const value = await this.ask({ kind: "invoke", window: this.number, frame, channel, args: Array.from(args) });
      this.#hear({ call, ok: true, value }, world);
    } catch (thrown) {
      this.#hear(
        {
          call,
          ok: false,
          value: `Error invoking remote method '${channel}': ${thrown instanceof Error ? thrown.message : String(thrown)}`,
        },
        world,
      );
    }
  }

  #hear(message: object, world = this.#preloadWorld): void {
    if (world === undefined) {
      this.#unheard.push(message);
      return;
    }
    this.devtools
      .send("Runtime.evaluate", { contextId: world, expression: `standInHear?.(${JSON.stringify(message)})` })
      .catch(() => undefined); // the window is gone
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request();
    const frame = frameOf(request);
    if (frame === undefined) return route.abort("aborted"); // of a window that is being refused
    const isTop = frame === this.page.mainFrame();
    if (request.isNavigationRequest() && !(this.#loading && isTop)) {
      const may = await this.ask({
        kind: "navigate",
        window: this.number,
        url: appAddress(request.url()) ?? request.url(),
        isTop,
      });
      if (may !== true) return route.abort("aborted");
    }
    const url = appAddress(request.url());
    if (url === undefined) return route.abort("internetdisconnected"); // nothing outside the app is ever reached
    const { status, headers, body } = (await this.ask({ kind: "fetch", url, method: request.method() })) as Fetched;
    return route.fulfill({ status, headers, body: Buffer.from(body) });
  }
}

/** A new window asks for its page before it has a frame. */
function frameOf(request: Request): Frame | undefined {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
}

const isUndefined = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "$" in value && value.$ === "undefined";
