import { EventEmitter } from "node:events";
import { app } from "./app.js";
import { fromHost, tellHost } from "./host-link.js";

const shown = new Map<number, Notification>();

/** A notification of the system's, which the host shows to the test. */
export class Notification extends EventEmitter {
  readonly #number: number;
  static #made = 0;
  static isSupported = (): boolean => true;

  constructor(private readonly options: { readonly title?: string; readonly body?: string }) {
    super();
    app.mustBeReady("Cannot create Notification");
    this.#number = ++Notification.#made;
  }

  show(): void {
    shown.set(this.#number, this);
    tellHost({
      kind: "notification",
      notification: { number: this.#number, title: this.options.title ?? "", body: this.options.body ?? "" },
    });
  }
}

fromHost.on("notification-clicked", ({ number }: { number: number }) => shown.get(number)?.emit("click"));
