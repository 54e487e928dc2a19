import { argon2d, argon2i, argon2id } from "hash-wasm";
import type { NoKey } from "./key-result.js";

/** How a PPK 3 file says that a passphrase becomes a key (RFC 9106). */
export interface Argon2Settings {
  readonly flavour: "Argon2id" | "Argon2i" | "Argon2d";
  /** KiB */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
}

/** 1 GiB; PuTTYgen asks for 8 MiB. */
const MAX_MEMORY_KIB = 1024 * 1024;
/** Memory times passes, some seconds of work; PuTTYgen makes it a tenth of a second. */
const MAX_WORK_KIB = 4 * MAX_MEMORY_KIB;
const FLAVOURS = { Argon2id: argon2id, Argon2i: argon2i, Argon2d: argon2d } as const;

/** So many bytes from a passphrase; a file that would take the machine's memory, or minutes, is refused unread. */
export async function deriveByArgon2(
  passphrase: string,
  settings: Argon2Settings,
  length: number,
): Promise<Buffer | NoKey> {
  const { flavour, memory, passes, parallelism, salt } = settings;
  // What Argon2 itself asks for (RFC 9106 section 3.1)
  if (passes < 1 || parallelism < 1 || memory < 8 * parallelism || salt.length < 8) return { kind: "damaged" };
  const tooMuch: NoKey = { kind: "unsupported", what: `Argon2, ${memory} KiB, ${passes} passes` };
  if (memory > MAX_MEMORY_KIB || memory * passes > MAX_WORK_KIB) return tooMuch;
  const options = {
    password: Buffer.from(passphrase),
    salt,
    parallelism,
    iterations: passes,
    memorySize: memory,
    hashLength: length,
    outputType: "binary" as const,
  };
  try {
    return Buffer.from(await FLAVOURS[flavour](options));
  } catch {
    return tooMuch; // the arguments are right, so it is the memory that this machine does not give
  }
}
