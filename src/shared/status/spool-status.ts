import type { Failure } from "./failure.js";

/** What a bridge keeps on this disk until it can be sent on. */
export interface SpoolStatus {
  /** Files, and folders that are to be made. */
  readonly waiting: number;
  readonly bytes: number;
  /** Files that the server refused: they are kept, and wait for a person. */
  readonly setAside: number;
  /** Why files were put aside last, or nothing can be kept. */
  readonly trouble?: Failure;
}
