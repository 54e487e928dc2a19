import type { FileSystem } from "./sftp-file-system.js";

/** What a file system that stands on another one has in common with it: its life, its version and its limits. */
export abstract class WrappedFileSystem {
  constructor(protected readonly files: FileSystem) {}

  get isClosed(): boolean {
    return this.files.isClosed;
  }

  close(): void {
    this.files.close();
  }

  get version(): number {
    return this.files.version;
  }

  get maxSizes() {
    return this.files.maxSizes;
  }

  get canCopy(): boolean {
    return this.files.canCopy;
  }

  get refusesTaken(): boolean {
    return this.files.refusesTaken;
  }
}
