import type { Clock } from "../../environment.js";
import { fileKind } from "../../sftp/directory-entry.js";
import type { FileSystem } from "../../sftp/sftp-file-system.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import type { FileChanges } from "./file-changes.js";
import { FRESH_MS, type AttributeCache } from "./attribute-cache.js";
import { predictNextPaths, type ListedNames } from "./predict-next-paths.js";
import { refusal } from "../bridge-reply.js";

/** So many of the files behind the next one are looked at, so that each is known by the time that it is opened ahead. */
const LOOKED_AT_AHEAD = 3;
/** A listing of more files than this is followed so far. */
const MAX_LISTED = 500;
/** What is fetched behind a longer file comes later than what was opened is used. Bytes. */
const MAX_BYTES = 1 << 20;

/** A file that is open, or being opened, for a RETR that has not come yet. */
interface OpenedAhead {
  readonly path: string;
  readonly file: Promise<SftpFile>;
  readonly isFresh: () => boolean;
}

/** What the gateway is asked of, and what is known of that already. */
export interface FilePrefetchTask {
  readonly clock: Clock;
  readonly changes: FileChanges;
  readonly known: AttributeCache;
  readonly isAllowed: boolean;
}

/**
 * The file that a client will fetch next, opened while the one before it is on its way: a client that fetches files one after
 * the other, in an order that two of them have shown, waits for one round trip each then instead of three.
 *
 * At most one file is open ahead, for a second at most, and none behind a change by this bridge: it is the file that had the
 * name within the second before it was asked for. It is opened by the client's own way, with all that this refuses.
 */
export class FilePrefetch {
  #previous: string | undefined;
  #previousStored: string | undefined;
  #listing: ListedNames | undefined;
  #opened: OpenedAhead | undefined;
  #cancelExpiry: () => void = () => undefined;

  constructor(private readonly task: FilePrefetchTask) {}

  /** A folder begins to be listed. @returns takes the names of the files in it, in their order */
  readonly onListing = (folder: string): ((names: readonly string[]) => void) => {
    const asListed: string[] = [];
    return (names) => {
      asListed.push(...names.slice(0, MAX_LISTED - asListed.length));
      this.#listing = { folder, asListed, sorted: asListed.toSorted() };
    };
  };

  /** RETR has come. @returns the file, where it was opened ahead and may still be used; it is the caller's then */
  async take(path: string): Promise<SftpFile | undefined> {
    const opened = this.#opened;
    if (opened === undefined) return undefined;
    if (opened.path !== path || !opened.isFresh()) {
      this.drop();
      return undefined;
    }
    this.#forget();
    return opened.file.catch(() => undefined); // by the usual way it may go better, or its refusal is the client's to hear
  }

  /** A file is being fetched: what comes next is looked at and opened. Its own requests must be on their way. */
  prepare(path: string, files: FileSystem): void {
    const previous = this.#previous;
    this.#previous = path;
    if (!this.task.isAllowed || (this.task.known.get(path)?.size ?? 0) > MAX_BYTES) return;
    const [next, ...later] = predictNextPaths(previous, path, this.#listing, 1 + LOOKED_AT_AHEAD);
    if (next === undefined) return;
    this.#open(next, files);
    for (const other of later) files.stat(other).catch(() => undefined);
  }

  /** A file that was there is being stored: what is stored over next is looked at, so that its opening need not wait for that. */
  prepareStore(path: string, files: FileSystem): void {
    const { known, isAllowed } = this.task;
    const next = isAllowed ? predictNextPaths(this.#previousStored, path, this.#listing, LOOKED_AT_AHEAD) : [];
    this.#previousStored = path;
    for (const other of next) {
      if (known.isRegular(other)) continue;
      const learnRegular = known.askKind();
      files.stat(other).then(
        ({ mode }) => {
          if (mode !== undefined && fileKind({ mode }) === "file") learnRegular(other);
        },
        () => undefined,
      );
    }
  }

  /** Close what is open. */
  drop(): void {
    this.#opened?.file.then((file) => file.release()).catch(() => undefined);
    this.#forget();
  }

  /** Another user may come. */
  clear(): void {
    this.drop();
    this.#previous = this.#previousStored = this.#listing = undefined;
  }

  #open(path: string, files: FileSystem): void {
    this.drop();
    const { clock, changes, known } = this.task;
    const isUnchanged = changes.mark();
    let openedAt: number | undefined;
    const open = () => {
      openedAt = clock.elapsed();
      return files.open(path, "read");
    };
    const file = known.isRegular(path) ? open() : isRegularFile(path, files).then(open);
    file.catch(() => undefined); // told to whoever takes it
    this.#opened = {
      path,
      file,
      isFresh: () => isUnchanged() && (openedAt === undefined || clock.elapsed() - openedAt < FRESH_MS),
    };
    this.#cancelExpiry = clock.setTimeout(FRESH_MS, () => this.drop());
  }

  #forget(): void {
    this.#opened = undefined;
    this.#cancelExpiry();
  }
}

/** @throws where it is none, or not there: such a file is not opened ahead */
async function isRegularFile(path: string, files: FileSystem): Promise<void> {
  if (fileKind(await files.stat(path)) !== "file") throw refusal(550, `${path} is no regular file.`);
}
