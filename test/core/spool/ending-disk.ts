import { systemDisk, type SpoolDisk, type SpoolFile } from "../../../src/core/spool/spool-disk.js";

/** How a process ends amid a step: before it, behind it, with half of the bytes written, or with so many of them. */
export type EndsAt = { readonly step: number; readonly how: "before" | "after" | "half" | number };

export class ProcessEnded extends Error {}

/** The system's disk, for a process that is killed at one of its steps: that step may have done its work or not, and none comes behind it. */
export class EndingDisk implements SpoolDisk {
  steps = 0;
  hasEnded = false;

  constructor(private readonly endsAt: EndsAt) {}

  async #step<T>(act: () => Promise<T>, half: () => Promise<unknown> = () => Promise.resolve()): Promise<T> {
    if (this.hasEnded) throw new ProcessEnded();
    const ends = ++this.steps === this.endsAt.step;
    if (!ends) return act();
    this.hasEnded = true;
    if (this.endsAt.how === "after") await act();
    if (this.endsAt.how === "half" || typeof this.endsAt.how === "number") await half();
    throw new ProcessEnded();
  }

  #bytesWritten(length: number): number {
    return typeof this.endsAt.how === "number" ? this.endsAt.how : length / 2;
  }

  makeFolder(folder: string): Promise<void> {
    return this.#step(() => systemDisk.makeFolder(folder));
  }
  names(folder: string): Promise<readonly string[]> {
    return this.#step(() => systemDisk.names(folder));
  }
  readText(file: string): Promise<string> {
    return this.#step(() => systemDisk.readText(file));
  }
  async *read(file: string): AsyncIterable<Buffer> {
    for await (const bytes of systemDisk.read(file)) {
      await this.#step(() => Promise.resolve());
      yield bytes;
    }
  }
  async create(file: string): Promise<SpoolFile> {
    let opened: SpoolFile | undefined;
    const made = await this.#step(async () => (opened = await systemDisk.create(file))).catch(
      async (thrown: unknown) => {
        await opened?.close();
        throw thrown;
      },
    );
    return {
      append: (bytes) =>
        this.#step(
          () => made.append(bytes),
          () => made.append(bytes.subarray(0, this.#bytesWritten(bytes.length))),
        ),
      flush: () => this.#step(() => made.flush()),
      close: () => made.close(), // as the system does for a process that ends
    };
  }
  rename(from: string, to: string): Promise<void> {
    return this.#step(() => systemDisk.rename(from, to));
  }
  remove(file: string): Promise<void> {
    return this.#step(() => systemDisk.remove(file));
  }
  flushFolder(folder: string): Promise<void> {
    return this.#step(() => systemDisk.flushFolder(folder));
  }
}
