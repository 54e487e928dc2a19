import type { SpoolStatus } from "../../shared/status/spool-status.js";
import type { Failure } from "../../shared/status/failure.js";
import { errorCode, errorMessage } from "../store/read-json-file.js";
import { hiddenPath } from "./send-entry.js";
import { systemDisk, type SpoolDisk } from "./spool-disk.js";
import type { SpoolEntry, SpoolFacts } from "./spool-entry.js";
import { SpoolFolder, type SpoolTarget, type SpoolWriter } from "./spool-folder.js";
import { lockSpool } from "./spool-lock.js";
import { SpoolSender, type SpoolSenderOptions } from "./spool-sender.js";

/** What an entry takes of the limit beside its bytes: a file of no bytes costs the disk a block, too. */
const ENTRY_BYTES = 4_096;
const MAX_ENTRIES = 20_000;
/** How long until files that were moved back are looked for. Milliseconds. */
const LOOK_AGAIN_MS = 60_000;

/** The spool takes no more: its own limit is reached, or the disk is full or broken. */
export class SpoolRefusal extends Error {
  constructor(readonly reason: "full" | "disk") {
    super(`The spool takes nothing: ${reason}.`);
    this.name = "SpoolRefusal";
  }
}

/** What a spool needs of the bridge that it belongs to. */
export interface SpoolOptions extends SpoolSenderOptions {
  /** Of one profile alone. */
  readonly folder: string;
  readonly maxBytes: number;
  readonly disk?: SpoolDisk;
  readonly onChange: () => void;
}

/** The files of a bridge that wait on this disk, and the one that sends them on, in order. See `spool-entry.ts`. */
export class Spool {
  readonly #folder: SpoolFolder;
  #entries: SpoolEntry[] = [];
  #keptBytes = 0;
  /** Bytes of files that are being stored, and of those that were put aside. */
  #storingBytes = 0;
  #aside = { count: 0, bytes: 0 };
  #trouble: Failure | undefined;
  #release: (() => Promise<void>) | undefined;
  #opening: Promise<void> | undefined;
  #isStopped = true;
  readonly #sender: SpoolSender;
  #cancelScan: () => void = () => undefined;

  constructor(private readonly options: SpoolOptions) {
    this.#folder = new SpoolFolder(options.folder, options.disk ?? systemDisk);
    this.#sender = new SpoolSender(options, this.#folder, {
      next: () => (this.#isStopped ? undefined : this.#entries[0]),
      update: (entry, latest) => {
        this.#entries = this.#entries.map((other) => (other === entry ? latest : other));
      },
      remove: (entry) => this.#forget(entry),
      setAside: (entry, detail) => this.#setAside(entry, detail),
      onIdle: () => this.#scheduleScan(),
    });
  }

  /** Have the folder, read what is there, and send on what can be. Safe to call again; a folder that cannot be had is told by `status`. */
  async open(): Promise<void> {
    this.#isStopped = false;
    await (this.#opening ??= this.#take());
    if (this.#release === undefined) this.#opening = undefined;
    this.start();
  }

  /** Whether it has its folder, so that it can keep files. */
  get isOpen(): boolean {
    return this.#release !== undefined && !this.#isStopped;
  }

  /** Whether an entry waits, or is being sent: what is stored now comes behind it. */
  get isWaiting(): boolean {
    return this.#entries.length > 0;
  }

  /** Send what waits, if the link is up. */
  start(): void {
    this.#sender.wake();
    if (this.isOpen) this.#sender.start();
  }

  /** Send nothing more, and give the folder back; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelScan();
    const stopped = this.#sender.stop();
    await this.#opening;
    await stopped;
    const release = this.#release;
    this.#release = this.#opening = undefined;
    await release?.();
  }

  /** Begin to keep a file. @throws SpoolRefusal */
  async store(target: SpoolTarget): Promise<SpoolWriter> {
    this.#admit(ENTRY_BYTES);
    let bytes = ENTRY_BYTES;
    this.#storingBytes += bytes;
    const writer = await this.#onDisk(() => this.#folder.create(target)).catch((thrown: unknown) => {
      this.#storingBytes -= bytes;
      throw thrown;
    });
    const settle = () => {
      this.#storingBytes -= bytes;
      bytes = 0;
    };
    return {
      write: async (chunk) => {
        this.#admit(chunk.length);
        this.#storingBytes += chunk.length;
        bytes += chunk.length;
        await this.#onDisk(() => writer.write(chunk));
      },
      commit: async () => {
        const entry = await this.#onDisk(() => writer.commit());
        settle();
        this.#add(entry);
        return entry;
      },
      discard: async () => {
        settle();
        await writer.discard().catch(() => undefined); // what is half written is removed at the next start
      },
    };
  }

  /** Keep that a folder is to be made. @throws SpoolRefusal */
  async addFolder(target: Omit<SpoolTarget, "existing">): Promise<void> {
    this.#admit(ENTRY_BYTES);
    this.#add(await this.#onDisk(() => this.#folder.addFolder(target)));
  }

  /** The latest entry that waits under a path. */
  find(user: string | undefined, path: string): SpoolFacts | undefined {
    return this.#entries.findLast(({ facts }) => facts.user === user && facts.path === path)?.facts;
  }

  /** Give a file that waits another name. @returns whether it was done: one that is being sent keeps its own @throws SpoolRefusal */
  async rename(user: string | undefined, from: string, to: string, existing: SpoolFacts["existing"]): Promise<boolean> {
    const entry = this.#entries.findLast(({ facts }) => facts.user === user && facts.path === from);
    if (entry === undefined || entry.number === this.#sender.sending?.number || entry.facts.kind === "folder")
      return false;
    const facts = { ...entry.facts, underWay: undefined };
    this.#setEntries(this.#entries.filter((other) => other !== entry)); // nobody sends it meanwhile
    try {
      const renamed = await this.#onDisk(() => this.#folder.update(entry, { ...facts, path: to, existing }));
      this.#insert(renamed);
    } catch (thrown) {
      this.#insert(entry);
      throw thrown;
    } finally {
      this.start();
    }
    return true;
  }

  status(): SpoolStatus {
    return {
      waiting: this.#entries.length,
      bytes: this.#keptBytes,
      setAside: this.#aside.count,
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    };
  }

  async #take(): Promise<void> {
    const { folder } = this.options;
    try {
      const disk = this.options.disk ?? systemDisk;
      await disk.makeFolder(folder);
      const taken = await lockSpool(folder);
      if (typeof taken === "number") {
        this.#report({ code: "spool.unusable", folder, detail: "", process: taken });
        return;
      }
      try {
        this.#setEntries(await this.#folder.open());
        this.#aside = await this.#folder.setAsideCount();
        this.#release = taken;
        this.#report(this.#aside.count === 0 ? undefined : this.#asideFailure());
      } catch (thrown) {
        await taken();
        throw thrown;
      }
    } catch (thrown) {
      this.#report({ code: "spool.unusable", folder, detail: errorMessage(thrown) });
    }
  }

  #asideFailure(): Failure {
    return { code: "spool.set-aside", path: "", file: `${this.options.folder}/aside`, detail: "" };
  }

  /** @throws SpoolRefusal where so many bytes are too many */
  #admit(bytes: number): void {
    if (!this.isOpen) throw new SpoolRefusal("disk");
    const { maxBytes } = this.options;
    if (
      this.#keptBytes + ENTRY_BYTES * this.#entries.length + this.#storingBytes + this.#aside.bytes + bytes >
        maxBytes ||
      this.#entries.length >= MAX_ENTRIES
    )
      throw new SpoolRefusal("full");
  }

  async #onDisk<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (thrown) {
      if (errorCode(thrown) === "ENOSPC" || errorCode(thrown) === "EDQUOT") throw new SpoolRefusal("full");
      this.#report({ code: "spool.unusable", folder: this.options.folder, detail: errorMessage(thrown) });
      throw new SpoolRefusal("disk");
    }
  }

  #add(entry: SpoolEntry): void {
    this.#insert(entry);
    this.start();
  }

  #insert(entry: SpoolEntry): void {
    this.#setEntries([...this.#entries, entry].sort((one, other) => one.number - other.number));
  }

  #setEntries(entries: readonly SpoolEntry[]): void {
    this.#entries = [...entries];
    this.#keptBytes = entries.reduce((sum, { facts }) => sum + facts.size, 0);
    this.options.onChange();
  }

  #report(trouble: Failure | undefined): void {
    this.#trouble = trouble;
    this.options.onChange();
  }

  #forget({ number }: SpoolEntry): void {
    this.#setEntries(this.#entries.filter((entry) => entry.number !== number));
  }

  /** @returns whether it was done; the disk may not let it */
  async #setAside({ number }: SpoolEntry, detail: string): Promise<boolean> {
    const entry = this.#entries.find((other) => other.number === number);
    if (entry === undefined) return true;
    const { path, user, size } = entry.facts;
    try {
      const file = await this.#folder.setAside(entry);
      this.#aside = { count: this.#aside.count + 1, bytes: this.#aside.bytes + size };
      this.#trouble = { code: "spool.set-aside", path, file, detail, ...(user === undefined ? {} : { user }) };
      this.#forget(entry);
      const files = await this.options.openFiles(entry.facts);
      await files.remove(hiddenPath(entry.facts)).catch(() => undefined);
      files.close();
      return true;
    } catch (thrown) {
      this.#report({ code: "spool.unusable", folder: this.options.folder, detail: errorMessage(thrown) });
      return false;
    }
  }

  /** Somebody may have mended what a file was refused for, and moved it back. */
  #scheduleScan(): void {
    this.#cancelScan();
    if (this.#aside.count === 0 || !this.isOpen) return;
    this.#cancelScan = this.options.clock.setTimeout(LOOK_AGAIN_MS, () => void this.#scanFolder());
  }

  async #scanFolder(): Promise<void> {
    if (!this.isOpen) return;
    try {
      const news = await this.#folder.findNew(new Set(this.#entries.map(({ number }) => number)));
      this.#aside = await this.#folder.setAsideCount();
      if (this.#aside.count === 0 && this.#trouble?.code === "spool.set-aside") this.#trouble = undefined;
      for (const entry of news) this.#insert(entry);
    } catch {
      // a folder that cannot be read now is looked at again
    }
    this.options.onChange();
    if (this.#entries.length > 0) this.start();
    else this.#scheduleScan();
  }
}
