import { Notification } from "electron";
import type { Where } from "../../shared/ipc/navigation.js";
import { Failed } from "../../shared/status/failure.js";
import { sayBoth, sayFailure } from "../../shared/words/words.js";
import type { Notice } from "./notification-for-event.js";

/** Shows notices by the system's own notifications, and leads to where a click on one belongs. */
export class Notices {
  /** Kept, or a click would come after the collector has been. */
  readonly #shown = new Set<Notification>();

  constructor(private readonly lead: (to: Where | undefined) => void) {}

  /** Do what nobody waits for an answer to; why it failed is told, and a click leads to where it can be mended. */
  tellIfFailed(to: Where, act: () => void): void {
    try {
      act();
    } catch (thrown) {
      if (!(thrown instanceof Failed)) throw thrown;
      this.show({ title: "Culvert", body: sayBoth(sayFailure(thrown.failure)), to });
    }
  }

  show({ title, body, to }: Notice): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body: process.platform === "linux" ? withoutMarkup(body) : body });
    this.#shown.add(notification);
    notification.on("click", () => {
      this.#shown.delete(notification);
      this.lead(to);
    });
    notification.on("close", () => this.#shown.delete(notification));
    notification.show();
  }
}

/** The body as Linux's desktops show it letter by letter: to them `<i>` is markup (Desktop Notifications Specification, "Markup"), and some of it a server may have written. */
const withoutMarkup = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
