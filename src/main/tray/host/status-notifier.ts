import type { BusMessage, SessionBus } from "./dbus-session-bus.js";

const WATCHER = "org.kde.StatusNotifierWatcher";
const WATCHER_PATH = "/StatusNotifierWatcher";
const SIGNALS = [
  `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`,
  `type='signal',interface='${WATCHER}',member='StatusNotifierHostRegistered'`,
  `type='signal',interface='${WATCHER}',member='StatusNotifierHostUnregistered'`,
];

/** Asks the session bus whether a tray as KDE's StatusNotifierItem specification has it is there; it may come and go. */
export class StatusNotifier {
  #bus: Promise<SessionBus | undefined> | undefined;
  #wasRegistered = false;
  #notifyAppeared: () => void = () => undefined;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** Whether a host shows items now: a watcher alone draws nothing. */
  async isHostRegistered(): Promise<boolean> {
    const bus = await (this.#bus ??= this.#connect());
    const answer = await bus?.call({
      destination: WATCHER,
      path: WATCHER_PATH,
      interface: "org.freedesktop.DBus.Properties",
      member: "Get",
      signature: "ss",
      body: [WATCHER, "IsStatusNotifierHostRegistered"],
    });
    this.#wasRegistered = variantOf(answer) === true;
    return this.#wasRegistered;
  }

  /** Told each time that a host comes where there was none. */
  onAppeared(listener: () => void): void {
    this.#notifyAppeared = listener;
  }

  close(): void {
    void this.#bus?.then((bus) => bus?.close());
  }

  async #connect(): Promise<SessionBus | undefined> {
    const { busSocket, SessionBus } = await import("./dbus-session-bus.js"); // for Linux alone, and the library is large
    const socket = busSocket(this.env);
    if (socket === undefined) return undefined;
    const bus = new SessionBus(
      socket,
      (signal) => {
        if (isOfTray(signal)) void this.#checkForHost();
      },
      () => (this.#bus = undefined),
    );
    for (const signal of SIGNALS) void bus.callBus("AddMatch", signal);
    return bus;
  }

  async #checkForHost(): Promise<void> {
    const before = this.#wasRegistered;
    if ((await this.isHostRegistered()) && !before) this.#notifyAppeared();
  }
}

const isOfTray = ({ interface: of, member, body }: BusMessage): boolean =>
  of === WATCHER || (member === "NameOwnerChanged" && body?.[0] === WATCHER);

/** The value in a variant that has one. */
function variantOf(variant: unknown): unknown {
  return Array.isArray(variant) && Array.isArray(variant[1]) ? variant[1][0] : undefined;
}
