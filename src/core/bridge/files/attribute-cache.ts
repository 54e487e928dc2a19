import { fileKind } from "../../sftp/directory-entry.js";
import type { Attributes } from "../../sftp/packets/request-packets.js";
import type { FileChanges } from "./file-changes.js";

/** What was asked for longer ago may have been changed by others. Milliseconds. */
export const FRESH_MS = 1_000;
/** A client looks at few names in a second. */
const MAX_ENTRIES = 256;

interface Known<T> {
  readonly value: T;
  readonly askedAt: number;
  readonly isUnchanged: () => boolean;
}

/**
 * What the gateway has told of paths within the last second, for one client: SIZE, MDTM, CWD and the look before a file is
 * opened need not ask again then. Nothing is known while this bridge changes anything, nor of the time before.
 */
export class AttributeCache {
  readonly #attributes = new Map<string, Known<Attributes>>();
  readonly #regularFiles = new Map<string, Known<true>>();

  /** @param now milliseconds that no clock's setting changes @param isAllowed otherwise nothing is ever known */
  constructor(
    private readonly changes: FileChanges,
    private readonly now: () => number,
    private readonly isAllowed: boolean,
  ) {}

  get(path: string): Attributes | undefined {
    return this.#fresh(this.#attributes, path);
  }

  /** Whether a path leads to a regular file, so that its opening waits for nobody. */
  isRegular(path: string): boolean {
    const attributes = this.get(path);
    return attributes === undefined
      ? this.#fresh(this.#regularFiles, path) === true
      : attributes.mode !== undefined && fileKind(attributes) === "file";
  }

  /** A request goes out now. @returns takes what it is answered */
  ask(): (path: string, attributes: Attributes) => void {
    const asked = { askedAt: this.now(), isUnchanged: this.changes.mark() };
    return (path, attributes) => {
      if (asked.isUnchanged()) this.#add(this.#attributes, path, { ...asked, value: attributes });
    };
  }

  /** A file is opened now. @returns to be called once it has turned out to be a regular one, written or not */
  askKind(): (path: string) => void {
    const asked = { askedAt: this.now(), isUnchanged: this.changes.markNames() };
    return (path) => {
      if (asked.isUnchanged()) this.#add(this.#regularFiles, path, { ...asked, value: true });
    };
  }

  clear(): void {
    this.#attributes.clear();
    this.#regularFiles.clear();
  }

  #fresh<T>(known: Map<string, Known<T>>, path: string): T | undefined {
    const entry = known.get(path);
    if (entry === undefined) return undefined;
    if (this.now() - entry.askedAt < FRESH_MS && entry.isUnchanged()) return entry.value;
    if (this.now() - entry.askedAt >= FRESH_MS) known.delete(path);
    return undefined;
  }

  #add<T>(known: Map<string, Known<T>>, path: string, entry: Known<T>): void {
    if (!this.isAllowed) return;
    if (known.size >= MAX_ENTRIES) this.#forgetOld(known);
    known.delete(path);
    if (known.size < MAX_ENTRIES) known.set(path, entry);
  }

  #forgetOld<T>(known: Map<string, Known<T>>): void {
    for (const path of known.keys()) this.#fresh(known, path);
  }
}
