import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Browser } from "playwright-core";
import { ChromiumWindow } from "./chromium-window.js";
import type { FromApp, HostQuestion, MessageBoxFacts, NotificationFacts, Outcome, ToApp, TrayFacts } from "./wire.js";

/** The app's process, and what a person would see of it. */
export class StandInApp {
  tray: TrayFacts | undefined;
  /** Every notification that was shown. */
  readonly notifications: NotificationFacts[] = [];
  /** What the next file dialog gives. */
  chosenFiles: readonly string[] = [];
  /** Every message box that was shown, and the button that is pressed in each, at once. */
  readonly messageBoxes: MessageBoxFacts[] = [];
  pressedButton = 0;
  /** Everything the process wrote; shown when a test fails. */
  output = "";
  readonly exited: Promise<number>;
  readonly #child: ChildProcess;
  readonly #windows = new Map<number, ChromiumWindow>();
  readonly #asked = new Map<number, (outcome: Outcome) => void>();
  #colorScheme: "light" | "dark" | null = null;
  #questions = 0;
  #work = Promise.resolve();

  /** @param program the path that `bundleStandIn` gives @param appPath the folder with the app's `package.json` and its `out` */
  constructor(
    private readonly browser: Browser,
    program: string,
    appPath: string,
    env: NodeJS.ProcessEnv,
  ) {
    this.#child = fork(program, {
      execArgv: [],
      env: { ...env, STAND_IN_APP_PATH: appPath },
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString("utf8")));
    this.#child.on("message", (message: FromApp) => this.#notify(message));
    this.exited = once(this.#child, "exit").then(async ([code]) => {
      for (const answer of this.#asked.values()) answer({ ok: false, message: "The app is gone" });
      await this.#work.catch(() => undefined);
      await Promise.all([...this.#windows.values()].map((window) => window.close()));
      this.#windows.clear();
      this.tray = undefined;
      return typeof code === "number" ? code : -1;
    });
  }

  /** The windows that are shown now. */
  shownWindows(): ChromiumWindow[] {
    return [...this.#windows.values()].filter(({ visible }) => visible);
  }

  /** Whether there is any window, shown or not. */
  get hasWindow(): boolean {
    return this.#windows.size > 0;
  }

  click(id: number): void {
    this.#tell({ kind: "menu-click", id });
  }

  /** What the system tells of its sleep and its end: `resume`, `shutdown` ... */
  power(event: string): void {
    this.#tell({ kind: "power", event });
  }

  clickNotification(number: number): void {
    this.#tell({ kind: "notification-clicked", number });
  }

  putAway(number: number, isAway: boolean): void {
    this.#tell({ kind: isAway ? "minimize-asked" : "restore-asked", window: number });
  }

  closeWindow(number: number): void {
    this.#tell({ kind: "close-asked", window: number });
  }

  /** As the system does when it wants the process to end. */
  terminate(): void {
    this.#child.kill("SIGTERM");
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #tell(message: ToApp): void {
    if (this.#child.connected) this.#child.send(message);
  }

  readonly #ask = async (asks: HostQuestion): Promise<unknown> => {
    const question = ++this.#questions;
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#asked.set(question, resolve);
      this.#tell({ kind: "ask", question, asks });
    });
    this.#asked.delete(question);
    if (outcome.ok) return outcome.value;
    throw new Error(outcome.message);
  };

  #notify(message: FromApp): void {
    if (message.kind === "answer") this.#asked.get(message.question)?.(message.outcome);
    else if (message.kind === "tray") this.tray = message.tray;
    else if (message.kind === "notification") this.notifications.push(message.notification);
    else if (message.kind === "theme") this.#theme(message.source);
    else if (message.kind === "open-dialog")
      this.#tell({ kind: "dialog-answered", dialog: message.dialog, filePaths: this.chosenFiles, button: 0 });
    else if (message.kind === "message-box") {
      this.messageBoxes.push(message.box);
      this.#tell({ kind: "dialog-answered", dialog: message.dialog, filePaths: [], button: this.pressedButton });
    } else if (message.kind === "load") void this.#load(message);
    else this.#work = this.#work.then(() => this.#windowWork(message)); // in the order told
  }

  /** For the windows that there are, and for those to come. */
  #theme(source: "system" | "light" | "dark"): void {
    this.#colorScheme = source === "system" ? null : source;
    this.#work = this.#work.then(async () => {
      for (const { page } of this.#windows.values()) await page.emulateMedia({ colorScheme: this.#colorScheme });
    });
  }

  async #load({ window, url, mayOpenWindows }: Extract<FromApp, { kind: "load" }>): Promise<void> {
    await this.#work;
    try {
      await this.#windows.get(window)?.load(url, mayOpenWindows);
      this.#tell({ kind: "loaded", window });
    } catch (thrown) {
      this.#tell({ kind: "loaded", window, error: String(thrown) });
    }
  }

  async #windowWork(message: Extract<FromApp, { window: number }>): Promise<void> {
    if (message.kind === "window-made") {
      const made = await ChromiumWindow.make(this.browser, message, this.#ask);
      await made.page.emulateMedia({ colorScheme: this.#colorScheme });
      this.#windows.set(message.window, made);
      return;
    }
    const window = this.#windows.get(message.window);
    if (window === undefined) return;
    switch (message.kind) {
      case "show":
      case "hide":
        window.visible = message.kind === "show";
        break;
      case "focus":
        await window.page.bringToFront();
        break;
      case "zoom":
        await window.zoom(message.factor);
        break;
      case "send":
        window.send(message.channel, message.args);
        break;
      case "close":
        await window.close();
        this.#windows.delete(message.window);
        break;
      case "load":
    }
  }
}
