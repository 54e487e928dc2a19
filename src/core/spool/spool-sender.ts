import type { Clock } from "../environment.js";
import type { FileSystem } from "../sftp/sftp-file-system.js";
import { sendEntry, SpoolProblemError } from "./send-entry.js";
import { RETRY_DELAYS_MS, sendingOutcome } from "./sending-outcome.js";
import type { SpoolEntry, SpoolFacts } from "./spool-entry.js";
import type { SpoolFolder } from "./spool-folder.js";

/** How long the sender waits where the link is up and lets nothing through. Milliseconds. */
const LINK_DELAY_MS = 5_000;
/** How long it waits where the disk does not let a refused file be put aside. Milliseconds. */
const DISK_DELAY_MS = 60_000;

/** What sending needs of the bridge. */
export interface SpoolSenderOptions {
  readonly clock: Clock;
  /** Whether the gateway can be reached now. */
  readonly isUp: () => boolean;
  /** The server's files as the user of an entry sees them, with its rights. @throws where there is no link, or the user may not */
  readonly openFiles: (facts: SpoolFacts) => Promise<FileSystem>;
  /** What the bridge or the server said against a file, for people; nothing where that is no word of the bridge's own. */
  readonly describe: (thrown: unknown) => { readonly says: string; readonly isRefusal: boolean };
}

/** The entries that wait, as their sender sees them. */
export interface SpoolQueue {
  /** The one that comes next, where any may be sent. */
  readonly next: () => SpoolEntry | undefined;
  /** What is known of an entry has changed, on the disk as well. */
  readonly update: (entry: SpoolEntry, latest: SpoolEntry) => void;
  /** It was sent. */
  readonly remove: (entry: SpoolEntry) => void;
  /** The server does not take it. @returns whether it was put aside */
  readonly setAside: (entry: SpoolEntry, detail: string) => Promise<boolean>;
  /** Nothing is being sent any more. */
  readonly onIdle: () => void;
}

/** Sends a spool's entries on, one after the other, as long as the link is up. */
export class SpoolSender {
  #sending: SpoolEntry | undefined;
  #files: FileSystem | undefined;
  #work: Promise<void> | undefined;
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly options: SpoolSenderOptions,
    private readonly folder: SpoolFolder,
    private readonly queue: SpoolQueue,
  ) {}

  /** The entry that is under way. */
  get sending(): SpoolEntry | undefined {
    return this.#sending;
  }

  /** Wait no longer for another try. */
  wake(): void {
    this.#wake();
  }

  start(): void {
    this.#isStopped = false;
    this.#work ??= this.#sendAll().finally(() => {
      this.#work = undefined;
    });
  }

  /** Break off what is under way; resolves when nothing is. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    this.#files?.close();
    await this.#work;
  }

  async #sendAll(): Promise<void> {
    let tries = 0;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#sending = next;
      try {
        if (!(await this.#send(next))) break;
        tries = 0;
        this.queue.remove(next);
      } catch (thrown) {
        if (this.#isStopped) break;
        const { says, isRefusal } = this.options.describe(thrown);
        const outcome = sendingOutcome(thrown, isRefusal, ++tries);
        this.#closeFiles();
        if (outcome === "refused") {
          tries = 0;
          const isAside = await this.queue.setAside(next, thrown instanceof SpoolProblemError ? thrown.problem : says);
          if (!isAside) await this.#sleep(DISK_DELAY_MS);
        } else {
          if (outcome === "link") tries--;
          await this.#sleep(outcome === "link" ? LINK_DELAY_MS : (RETRY_DELAYS_MS[tries - 1] ?? LINK_DELAY_MS));
        }
      } finally {
        this.#sending = undefined;
      }
    }
    this.#closeFiles();
    this.queue.onIdle();
  }

  #next(): SpoolEntry | undefined {
    return this.#isStopped || !this.options.isUp() ? undefined : this.queue.next();
  }

  /** @returns whether it was sent: not where this was stopped meanwhile @throws what stands against it */
  async #send(entry: SpoolEntry): Promise<boolean> {
    const files = (this.#files = await this.options.openFiles(entry.facts));
    if (this.#isStopped) {
      this.#closeFiles();
      return false;
    }
    let latest = entry;
    try {
      await sendEntry(entry.facts, files, {
        data: () => this.folder.data(entry),
        now: () => this.options.clock.elapsed(),
        noteUnderWay: async (underWay) => {
          if (latest.facts.underWay !== underWay)
            latest = await this.folder.update(entry, { ...entry.facts, underWay });
        },
      });
      await this.folder.remove(entry);
      return true;
    } finally {
      this.queue.update(entry, latest);
      this.#closeFiles();
    }
  }

  #closeFiles(): void {
    this.#files?.close();
    this.#files = undefined;
  }

  /** Until the time is over, or `wake` or `stop` is called. */
  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.options.clock.setTimeout(milliseconds, () => this.#wake());
      this.#wake = () => {
        cancel();
        this.#wake = () => undefined;
        resolve();
      };
    });
  }
}
