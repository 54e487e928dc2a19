import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import type { CallName, News, NewsName, Outcome } from "../../../src/shared/ipc/contract.js";
import { PATIENCE_MS } from "../../support/wait-for.js";

export const CHROMIUM = "/usr/bin/chromium";
export const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--process-per-site", // a process for each window costs more than what is tried in it
];

/** Why the window cannot be shown here; `undefined` where it can. */
export const whyNoChromium = existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is not installed`;

/** The built window and a Chromium to show it in, for any number of processes; `window-server.ts` starts it. */
export interface WindowServer {
  /** Where the window's page is served. */
  readonly url: string;
  /** Where Playwright connects to the browser. */
  readonly browser: string;
}

/** One thing that the window asked of its double of the main process. */
export interface Asking {
  readonly name: CallName;
  readonly asked: unknown;
}

/** What stands behind `window.culvert` in the page. */
interface Double {
  news: News;
  readonly asks: Asking[];
  readonly outcomes: Partial<Record<CallName, Outcome<unknown>>>;
  readonly listeners: { readonly name: string; readonly listener: (news: unknown) => void }[];
}
declare global {
  interface Window {
    double: Double;
  }
}

export interface ShownWindow {
  readonly page: Page;
  /** Everything that the console called an error, violations of the content security policy among them. */
  readonly errors: readonly string[];
  readonly tell: <N extends NewsName>(name: N, news: News[N]) => Promise<void>;
  /** How a call ends from now on; all end well unless told so. Where saving fails, so does saving an edited profile. */
  readonly answer: (name: CallName, outcome: Outcome<unknown>) => Promise<void>;
  /** What was asked for by a call; for `profiles.save` every profile that was to be saved, an edited one with them. */
  readonly asks: (name: CallName) => Promise<unknown[]>;
  /** Give the page another size, and its text, and wait until it is laid out anew. */
  readonly resize: (size: Pick<Showing, "width" | "height" | "textSize">) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Showing {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  /** How much larger than usual the user has text: 2 is 200 %. */
  readonly textSize?: number;
  /** The first question, for all there is to know, is never answered: the window has what it is told. */
  readonly isUnanswered?: true;
}

/** The built window in a real Chromium, with a scripted main process behind it. */
export class WindowHost {
  /** The window that was closed last stays until another is, so that their process does. */
  #closedLast: Page | undefined;

  private constructor(
    private readonly browser: Browser,
    /** One for all windows, which compiles their scripts once; what they keep in it is cleared for each. */
    private readonly context: BrowserContext,
    private readonly url: string,
  ) {}

  /** @throws where the window cannot be shown; see `whyNoChromium` */
  static async start(server: WindowServer | undefined): Promise<WindowHost> {
    if (server === undefined) throw new Error("no window is served");
    return WindowHost.#in(await chromium.connect(server.browser), server.url);
  }

  /** In a browser of its own, for one clipboard is all that a browser has. */
  static async startAlone(server: WindowServer | undefined): Promise<WindowHost> {
    if (server === undefined) throw new Error("no window is served");
    return WindowHost.#in(await chromium.launch({ executablePath: CHROMIUM, args: QUIET }), server.url);
  }

  static async #in(browser: Browser, url: string): Promise<WindowHost> {
    const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", reducedMotion: "reduce" });
    return new WindowHost(browser, context, url);
  }

  async show(
    news: News,
    { width = 1000, height = 700, colorScheme = "light", textSize = 1, isUnanswered }: Showing = {},
  ): Promise<ShownWindow> {
    const page = await this.context.newPage();
    const session = await this.context.newCDPSession(page);
    const setTextSize = async (size: number): Promise<void> => {
      await session.send("Page.setFontSizes", { fontSizes: { standard: 16 * size, fixed: 13 * size } });
    };
    const { origin } = new URL(this.url);
    await Promise.all([
      page.setViewportSize({ width, height }),
      page.emulateMedia({ colorScheme }),
      session.send("Storage.clearDataForOrigin", { origin, storageTypes: "local_storage" }),
      ...(textSize === 1 ? [] : [setTextSize(textSize)]),
    ]);
    page.setDefaultTimeout(PATIENCE_MS);
    const errors: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(error.message));
    await page.addInitScript(putDouble, { news, isUnanswered });
    await page.goto(this.url);
    if (isUnanswered !== true) await page.getByRole("main").waitFor();
    return {
      page,
      errors,
      tell: (name, notified) =>
        page.evaluate(
          ([to, state]) => {
            window.double.news = { ...window.double.news, [to]: state };
            for (const { name: heard, listener } of window.double.listeners)
              if (heard === to) listener(structuredClone(state));
          },
          [name, notified] as const,
        ),
      answer: (name, outcome) =>
        page.evaluate(
          ([to, end]) => {
            window.double.outcomes[to] = end;
          },
          [name, outcome] as const,
        ),
      asks: (name) =>
        page.evaluate(
          (to) =>
            window.double.asks.flatMap(({ name: asking, asked }) =>
              asking === to
                ? [asked]
                : to === "profiles.save" && asking === "profiles.saveEdited"
                  ? [(asked as { profile: unknown }).profile]
                  : [],
            ),
          name,
        ),
      resize: async (size) => {
        await setTextSize(size.textSize ?? 1);
        await page.setViewportSize({ width: size.width ?? width, height: size.height ?? height });
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
      },
      close: async () => {
        const before = this.#closedLast;
        this.#closedLast = page;
        await before?.close();
      },
    };
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

/** Runs in the page before the window's own scripts, so it may use nothing from outside itself. */
function putDouble({ news, isUnanswered }: { readonly news: News; readonly isUnanswered: true | undefined }): void {
  const double: Double = { news, asks: [], outcomes: {}, listeners: [] };
  const values: Partial<Record<CallName, unknown>> = {
    "destinations.configured": { username: "bluto", hosts: [] },
    "profiles.saveEdited": { saved: true },
    "programs.withSites": ["filezilla", "winscp"],
    "about.read": {
      versions: [["Culvert", "0.1.0"]],
      licence: "MIT",
      dataFolder: "/home/olive/.config/Culvert",
      diagnostics: "Culvert 0.1.0",
    },
  };
  const culvert: Window["culvert"] = {
    ask(name, asked) {
      double.asks.push({ name, asked: structuredClone(asked) });
      if (name === "news.now" && isUnanswered === true) return new Promise(() => undefined);
      const saving = name === "profiles.saveEdited" ? double.outcomes["profiles.save"] : undefined;
      const outcome = double.outcomes[name] ??
        (saving?.ok === false ? saving : undefined) ?? {
          ok: true,
          value: values[name] ?? (name === "news.now" ? structuredClone(double.news) : undefined),
        };
      return Promise.resolve(outcome as never);
    },
    hear(name, listener) {
      const entry = { name, listener: listener as (news: unknown) => void };
      double.listeners.push(entry);
      return () => {
        double.listeners.splice(double.listeners.indexOf(entry), 1);
      };
    },
  };
  Object.assign(window, { double, culvert });
}
