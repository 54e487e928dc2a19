import { StatusNotifier } from "./status-notifier.js";
import { hasXEmbedTray } from "./xembed-tray.js";

/**
 * Who shows tray icons: on Windows and macOS the system, always; on Linux whatever the desktop has, which may be nothing
 * (GNOME without an extension) and may come and go while the app runs. So it is asked anew each time that it matters.
 */
export class TrayHost {
  readonly #notifier: StatusNotifier | undefined;

  constructor(
    platform: NodeJS.Platform,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.#notifier = platform === "linux" ? new StatusNotifier(env) : undefined;
  }

  /** Whether an icon in the tray can be seen now. Where nobody answers within seconds, it cannot. */
  async isPresent(): Promise<boolean> {
    return this.#notifier === undefined || (await this.#notifier.isHostRegistered()) || (await hasXEmbedTray(this.env));
  }

  /** Told when a StatusNotifier host comes where there was none: an icon that was made before does not reach it. */
  onAppeared(listener: () => void): void {
    this.#notifier?.onAppeared(listener);
  }

  close(): void {
    this.#notifier?.close();
  }
}
