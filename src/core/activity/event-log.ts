import { Subscribers } from "../../shared/subscribers.js";
import type { ActivityEvent, LogEntry } from "../../shared/status/activity-event.js";

/** So many entries are kept in memory; the file has more. */
const MAX_ENTRIES = 500;

/** What happened since the app started, for the window's log: the oldest entry goes when there are too many. */
export class EventLog {
  readonly #listeners = new Subscribers();
  #entries: readonly LogEntry[] = [];
  #count = 0;

  /** @param at milliseconds since 1970 */
  add(event: ActivityEvent, at: number): void {
    this.#entries = [...this.#entries.slice(1 - MAX_ENTRIES), { number: ++this.#count, at, happening: event }];
    this.#listeners.notify();
  }

  /** The oldest first. */
  entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** @returns ends the listening */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }
}
