import { readFile, writeFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { SpoolStatus } from "../../shared/status/spool-status.js";
import { FailureError } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import type { FileSystem, SftpFileSystem } from "../sftp/sftp-file-system.js";
import { SftpError } from "../sftp/status-codes.js";
import { Spool } from "../spool/spool.js";
import type { SpoolFacts } from "../spool/spool-entry.js";
import { SpoolProblemError } from "../spool/send-entry.js";
import { utf8Of } from "./encoding/byte-text.js";
import type { BridgeUsers } from "./login/bridge-users.js";
import type { FileChanges } from "./files/file-changes.js";
import { JailedFileSystem } from "./files/jailed-file-system.js";
import { AttributeCache } from "./files/attribute-cache.js";
import { CachingFileSystem } from "./files/caching-file-system.js";
import { refusal, RefusalError } from "./bridge-reply.js";
import { Rights } from "./login/rights.js";
import { rootOf } from "./files/user-root.js";
import { sftpStatusReply } from "./sftp-status-reply.js";

/** Where a bridge's files are kept while the link is down, as its profile says. */
export interface BridgeSpoolOptions {
  /** Of this profile alone, on this computer. */
  readonly folder: string;
  readonly maxBytes: number;
  /** Whether a store is told as done once it is whole here. */
  readonly accepts: boolean;
  /** `olive@www.spinach.com:22`: what the login folder that is remembered belongs to. */
  readonly gateway: string;
  readonly users: BridgeUsers | undefined;
  /** Told of what is sent on, so that no client is answered by what was there before. */
  readonly changes: FileChanges;
  readonly clock: Clock;
  readonly isLinkDown: () => boolean;
  readonly openFiles: () => Promise<SftpFileSystem>;
  readonly onChange: () => void;
}

/** The spool of one bridge: whose rights and folder each file has, and when files are kept instead of sent. */
export class BridgeSpool {
  readonly #spool: Spool;
  /** The login folder as the gateway told it last, which a client without a user begins in. */
  #home: string | undefined;

  constructor(private readonly options: BridgeSpoolOptions) {
    this.#spool = new Spool({
      folder: options.folder,
      maxBytes: options.maxBytes,
      clock: options.clock,
      isUp: () => !options.isLinkDown(),
      openFiles: (facts) => this.#openFiles(facts),
      describe: describeRefused,
      onChange: options.onChange,
    });
  }

  async open(): Promise<void> {
    await this.#spool.open();
    this.#home ??= await this.#readHome();
  }

  stop(): Promise<void> {
    return this.#spool.stop();
  }

  /** Whether clients may log in and store while the gateway cannot be reached. */
  get servesWhileDown(): boolean {
    return this.options.accepts && this.#spool.isOpen;
  }

  get isLinkDown(): boolean {
    return this.options.isLinkDown();
  }

  /** Whether what is stored now goes here: nothing else can be had, or it would overtake what waits. */
  get takesStores(): boolean {
    return this.servesWhileDown && (this.isLinkDown || this.#spool.isWaiting);
  }

  /** The files that wait, for the verbs of a client. */
  get files(): Pick<Spool, "store" | "addFolder" | "find" | "rename"> {
    return this.#spool;
  }

  get home(): string | undefined {
    return this.#home;
  }

  /** What a client without a user begins in, for the next time that nobody can be asked. A disk that refuses this costs logins while the link is down alone. */
  async rememberHome(home: string): Promise<void> {
    if (!this.options.accepts || home === this.#home) return;
    this.#home = home;
    const file = join(this.options.folder, "home");
    try {
      await writeFile(`${file}.part`, JSON.stringify([this.options.gateway, home]), { mode: 0o600 });
      await rename(`${file}.part`, file);
    } catch {
      // told by the spool's own trouble, if it is one
    }
  }

  status(): SpoolStatus {
    return this.#spool.status();
  }

  async #readHome(): Promise<string | undefined> {
    try {
      const [gateway, home] = JSON.parse(await readFile(join(this.options.folder, "home"), "utf8")) as unknown[];
      return gateway === this.options.gateway && typeof home === "string" ? home : undefined;
    } catch {
      return undefined;
    }
  }

  /** As the user would see them who stored it, by the profile as it is now. */
  async #openFiles({ user: name }: SpoolFacts): Promise<FileSystem> {
    const { users } = this.options;
    const user = name === undefined ? undefined : users?.get(name);
    if ((name === undefined) !== (users === undefined) || (name !== undefined && user === undefined))
      throw refusal(530, "The bridge has no such user any more.");
    const rights = new Rights(user?.rights);
    if (!rights.isUploadOnly && !rights.has("write")) throw refusal(550, "This user may not write any more.");
    const files = await this.options.openFiles();
    if (user === undefined) return this.#changing(files);
    try {
      return this.#changing(new JailedFileSystem(files, await rootOf(user, files)));
    } catch (thrown) {
      files.close();
      throw thrown;
    }
  }

  /** Each change is told, and nothing remembered: what is sent must be seen as it is. */
  #changing(files: FileSystem): FileSystem {
    const { changes, clock } = this.options;
    return new CachingFileSystem(files, {
      known: new AttributeCache(changes, () => clock.elapsed(), false),
      changes,
      onChange: () => undefined,
      onListing: () => () => undefined,
    });
  }
}

/** What stands in a reply behind its code. */
const textIn = ({ raw }: { readonly raw: string }): string => {
  const text = raw.slice(4).trim();
  return utf8Of(text) ?? text;
};

function describeRefused(thrown: unknown): { readonly says: string; readonly isRefusal: boolean } {
  if (thrown instanceof RefusalError) return { says: textIn(thrown.reply), isRefusal: true };
  if (thrown instanceof SftpError) return { says: textIn(sftpStatusReply(thrown, "asked")), isRefusal: false };
  if (thrown instanceof SpoolProblemError) return { says: thrown.problem, isRefusal: false };
  return {
    says: thrown instanceof FailureError ? thrown.failure.code : thrown instanceof Error ? thrown.message : "",
    isRefusal: false,
  };
}
