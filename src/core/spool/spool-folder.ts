import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { parseSpoolFacts, parseSpoolName, spoolName, type SpoolEntry, type SpoolFacts } from "./spool-entry.js";
import type { SpoolDisk } from "./spool-disk.js";

/** What is known of a store when it begins. */
export type SpoolTarget = Pick<SpoolFacts, "path" | "user" | "existing" | "storedAt">;

/** A file that is being stored. */
export interface SpoolWriter {
  /** The bytes may be changed once this has resolved. @throws what the disk says */
  write(bytes: Uint8Array): Promise<void>;
  /** It is whole. Resolves once it will be there after a kill, and after a loss of power. @throws what the disk says */
  commit(): Promise<SpoolEntry>;
  /** It is not: nothing of it stays. Safe to call twice, and behind `commit`. */
  discard(): Promise<void>;
}

/** Files that were put aside lie in this folder beneath the spool's. */
const ASIDE = "aside";
const HALF = ".part";

/** The entries of one profile's spool on the disk. */
export class SpoolFolder {
  #latest = 0;

  constructor(
    readonly folder: string,
    private readonly disk: SpoolDisk,
  ) {}

  /**
   * Make the folder, remove what was half written, and read what is there; an entry that cannot be read is put aside.
   *
   * @returns in their order @throws what the disk says
   */
  async open(): Promise<readonly SpoolEntry[]> {
    await this.disk.makeFolder(join(this.folder, ASIDE));
    const names = await this.disk.names(this.folder);
    for (const name of names) if (name.endsWith(HALF)) await this.disk.remove(join(this.folder, name));
    return this.#read(names, true);
  }

  /** What has come to the folder since, by somebody's hand. @param known the numbers of those that are known */
  async findNew(known: ReadonlySet<number>): Promise<readonly SpoolEntry[]> {
    const names = await this.disk.names(this.folder);
    const news = names.filter((name) => !known.has(parseSpoolName(name)?.number ?? -1));
    return this.#read(news, false);
  }

  /** How many files were put aside, and the bytes of those whose size is known. */
  async setAsideCount(): Promise<{ readonly count: number; readonly bytes: number }> {
    const names = (await this.disk.names(join(this.folder, ASIDE))).filter((name) => name.endsWith(".json"));
    let bytes = 0;
    for (const name of names)
      bytes += parseSpoolFacts(await this.disk.readText(join(this.folder, ASIDE, name)))?.size ?? 0;
    return { count: names.length, bytes };
  }

  /** Begin a file. @throws what the disk says */
  async create(target: SpoolTarget): Promise<SpoolWriter> {
    const id = randomBytes(8).toString("hex");
    const half = join(this.folder, `${id}.data${HALF}`);
    const file = await this.disk.create(half);
    const hash = createHash("sha256");
    let size = 0;
    let isOpen = true;
    let isKept = false;
    const close = async () => {
      if (isOpen) {
        isOpen = false;
        await file.close();
      }
    };
    return {
      write: async (bytes) => {
        await file.append(bytes);
        hash.update(bytes);
        size += bytes.length;
      },
      commit: async () => {
        await file.flush();
        await close();
        const number = ++this.#latest;
        const facts: SpoolFacts = { version: 1, kind: "file", id, ...target, size, sha256: hash.digest("hex") };
        await this.disk.rename(half, this.dataFile(number));
        isKept = true;
        try {
          await this.#write(number, facts);
        } catch (thrown) {
          await this.disk.remove(this.factsFile(number));
          await this.disk.remove(this.dataFile(number));
          throw thrown;
        }
        return { number, facts };
      },
      discard: async () => {
        await close();
        if (!isKept) await this.disk.remove(half);
      },
    };
  }

  /** Note a folder that is to be made. @throws what the disk says */
  async addFolder(target: Omit<SpoolTarget, "existing">): Promise<SpoolEntry> {
    const id = randomBytes(8).toString("hex");
    const facts: SpoolFacts = { version: 1, kind: "folder", id, ...target, existing: "replace", size: 0, sha256: "" };
    const number = ++this.#latest;
    await this.#write(number, facts);
    return { number, facts };
  }

  /** Write an entry's facts anew, whole or not at all. @throws what the disk says */
  async update({ number }: SpoolEntry, facts: SpoolFacts): Promise<SpoolEntry> {
    await this.#write(number, facts);
    return { number, facts };
  }

  /** It has been sent. The `.json` goes first: what has none is no entry. @throws what the disk says */
  async remove({ number }: SpoolEntry): Promise<void> {
    await this.disk.remove(this.factsFile(number));
    await this.disk.flushFolder(this.folder);
    await this.disk.remove(this.dataFile(number));
  }

  /** Put it aside, the bytes first: a `.json` without them is put aside at the next start. @returns where its bytes lie @throws what the disk says */
  async setAside({ number, facts }: SpoolEntry): Promise<string> {
    const aside = (file: "json" | "data") => join(this.folder, ASIDE, `${spoolName(number)}.${file}`);
    const anew = { ...facts, underWay: undefined }; // whoever moves it back has looked at the server
    await this.#write(number, anew);
    if (facts.kind === "file") await this.disk.rename(this.dataFile(number), aside("data"));
    await this.disk.rename(this.factsFile(number), aside("json"));
    await this.disk.flushFolder(this.folder);
    return facts.kind === "file" ? aside("data") : aside("json");
  }

  /** The bytes of an entry. */
  data({ number }: SpoolEntry): AsyncIterable<Buffer> {
    return this.disk.read(this.dataFile(number));
  }

  private dataFile(number: number): string {
    return join(this.folder, `${spoolName(number)}.data`);
  }

  private factsFile(number: number): string {
    return join(this.folder, `${spoolName(number)}.json`);
  }

  async #read(names: readonly string[], isAtStart: boolean): Promise<readonly SpoolEntry[]> {
    const files = names.flatMap((name) => parseSpoolName(name) ?? []);
    const numbersWith = (end: string) => new Set(files.filter((file) => file.end === end).map(({ number }) => number));
    const [withFacts, withData] = [numbersWith("json"), numbersWith("data")];
    const aside = await this.disk.names(join(this.folder, ASIDE));
    this.#latest = Math.max(this.#latest, ...withFacts, ...withData, ...aside.map((name) => parseInt(name, 10) || 0));
    if (isAtStart)
      for (const number of withData) if (!withFacts.has(number)) await this.disk.remove(this.dataFile(number));
    const entries: SpoolEntry[] = [];
    for (const number of [...withFacts].sort((one, other) => one - other)) {
      const facts = parseSpoolFacts(await this.disk.readText(this.factsFile(number)));
      if (facts !== undefined && (facts.kind === "folder" || withData.has(number))) entries.push({ number, facts });
      else if (isAtStart) await this.#setDamagedAside(number, withData.has(number));
    }
    return entries;
  }

  /** Its `.json` is no entry, or its bytes are not there. */
  async #setDamagedAside(number: number, hasData: boolean): Promise<void> {
    const aside = (end: string) => join(this.folder, ASIDE, `${spoolName(number)}.${end}`);
    if (hasData) await this.disk.rename(this.dataFile(number), aside("data"));
    await this.disk.rename(this.factsFile(number), aside("json"));
  }

  async #write(number: number, facts: SpoolFacts): Promise<void> {
    const half = join(this.folder, `${spoolName(number)}-${randomBytes(4).toString("hex")}.json${HALF}`);
    const file = await this.disk.create(half);
    try {
      await file.append(Buffer.from(JSON.stringify(facts)));
      await file.flush();
    } finally {
      await file.close();
    }
    await this.disk.rename(half, this.factsFile(number));
    await this.disk.flushFolder(this.folder);
  }
}
