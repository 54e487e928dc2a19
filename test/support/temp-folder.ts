import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder for one test. `open`: other users may read and write it too, as the user that an FTP daemon runs as must.
 * `inMemory`: no disk has a part in what is measured there; Linux alone has that.
 */
export interface TempFolder {
  readonly path: string;
  /** The path of something inside. */
  file(name: string): string;
  remove(): void;
}

export function tempFolder({ open = false, inMemory = false } = {}): TempFolder {
  const path = mkdtempSync(join(inMemory ? "/dev/shm" : tmpdir(), "culvert-test-"));
  if (open) chmodSync(path, 0o777);
  return {
    path,
    file: (name) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
