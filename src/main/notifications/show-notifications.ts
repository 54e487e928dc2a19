import { Notification } from "electron";
import type { NavigationTarget } from "../../shared/ipc/navigation.js";
import { FailureError } from "../../shared/status/failure.js";
import { printableLine, printableText } from "../../shared/words/printable.js";
import { joinMessage, describeFailure } from "../../shared/words/words.js";
import type { NotificationContent } from "./notification-content.js";

/** Shows notices by the system's own notifications, and leads to where a click on one belongs. */
export class SystemNotifications {
  /** Kept, or a click would come after the collector has been. */
  readonly #visible = new Set<Notification>();

  constructor(private readonly navigate: (to: NavigationTarget | undefined) => void) {}

  /** Do what nobody waits for an answer to; why it failed is told, and a click leads to where it can be mended. */
  async showIfFailed(to: NavigationTarget, callback: () => void | Promise<void>): Promise<void> {
    try {
      await callback();
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown;
      this.show({ title: "Culvert", body: joinMessage(describeFailure(thrown.failure)), target: to });
    }
  }

  show({ title, body, target }: NotificationContent): void {
    if (!Notification.isSupported()) return;
    const text = printableText(body);
    const notification = new Notification({
      title: printableLine(title),
      body: process.platform === "linux" ? withoutMarkup(text) : text,
    });
    this.#visible.add(notification);
    notification.on("click", () => {
      this.#visible.delete(notification);
      this.navigate(target);
    });
    notification.on("close", () => this.#visible.delete(notification));
    notification.show();
  }
}

/** The body as Linux's desktops show it letter by letter: to them `<i>` is markup (Desktop SystemNotifications Specification, "Markup"), and some of it a server may have written. */
const withoutMarkup = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
