import { keyTypeOf } from "../../../host-key/fingerprint.js";
import type { Argon2Settings } from "../argon2.js";
import { isKeyType, type KeyNumbers } from "../key-numbers.js";
import type { NoKey } from "../key-result.js";

/** What a PPK file says, not yet decrypted. */
export interface Ppk {
  readonly version: 2 | 3;
  readonly type: KeyNumbers["type"];
  readonly encrypted: boolean;
  readonly comment: Buffer;
  readonly publicBlob: Buffer;
  /** Of an encrypted file of version 3. */
  readonly argon2: Argon2Settings | undefined;
  readonly secret: Buffer;
  readonly mac: Buffer;
}

class DamagedPpk extends Error {}

/**
 * Read the lines of a PPK file, which stand in a fixed order:
 * ```
 * PuTTY-User-Key-File-3: ssh-ed25519
 * Encryption: aes256-cbc
 * Comment: olive@spinach
 * Public-Lines: 2
 * AAAAC3NzaC1lZDI1NTE5AAAAI...
 * Key-Derivation: Argon2id        (to Argon2-Salt: version 3, encrypted)
 * Argon2-Memory: 8192
 * Argon2-Passes: 13
 * Argon2-Parallelism: 1
 * Argon2-Salt: a6ebe562c787d418...
 * Private-Lines: 1
 * YD0QVSQdEXee8/M/...
 * Private-MAC: 79a5f0ce6ccf0f41...
 * ```
 */
export function parsePpk(text: string): Ppk | NoKey {
  try {
    return parse(new PpkLines(text));
  } catch (error) {
    if (error instanceof DamagedPpk) return { kind: "damaged" };
    throw error;
  }
}

function parse(lines: PpkLines): Ppk | NoKey {
  const { version, type } = lines.header();
  if (version !== 2 && version !== 3) return { kind: "unsupported", what: `PPK ${version}` };
  if (!lines.isWhole()) throw new DamagedPpk(); // else half a word would pass for a kind that is not known
  if (type === "ssh-ed448") return { kind: "unsupported", what: "Ed448" };
  if (!isKeyType(type)) return { kind: "unsupported", what: type };

  const encryption = lines.value("Encryption");
  if (encryption !== "none" && encryption !== "aes256-cbc") return { kind: "unsupported", what: encryption };
  const encrypted = encryption !== "none";
  const comment = Buffer.from(lines.value("Comment"), "latin1");
  const publicBlob = lines.base64("Public-Lines");
  if (keyTypeOf(publicBlob) !== type) throw new DamagedPpk();
  const flavour = version === 3 && encrypted ? lines.value("Key-Derivation") : undefined;
  if (flavour !== undefined && flavour !== "Argon2id" && flavour !== "Argon2i" && flavour !== "Argon2d") {
    return { kind: "unsupported", what: flavour };
  }
  const argon2: Argon2Settings | undefined =
    flavour === undefined
      ? undefined
      : {
          flavour,
          memory: lines.number("Argon2-Memory"),
          passes: lines.number("Argon2-Passes"),
          parallelism: lines.number("Argon2-Parallelism"),
          salt: lines.hex("Argon2-Salt"),
        };
  const secret = lines.base64("Private-Lines");
  if (encrypted && secret.length % 16 !== 0) throw new DamagedPpk();
  const mac = lines.hex("Private-MAC");
  if (mac.length !== (version === 2 ? 20 : 32)) throw new DamagedPpk();
  return { version, type, encrypted, comment, publicBlob, argon2, secret, mac };
}

/** Takes one line after the other; whatever is not as it must be is `Damaged`. */
class PpkLines {
  readonly #lines: readonly string[];
  #next = 0;

  constructor(text: string) {
    this.#lines = text.split(/\r\n|\r|\n/);
  }

  header(): { readonly version: number; readonly type: string } {
    const [, version, type] = /^PuTTY-User-Key-File-(\d{1,3}): ([\w@.-]{1,64})$/.exec(this.#nextLine()) ?? [];
    if (version === undefined || type === undefined) throw new DamagedPpk();
    return { version: Number(version), type };
  }

  /** Whether the file reaches its last line. */
  isWhole(): boolean {
    return this.#lines.some((line) => line.startsWith("Private-MAC: "));
  }

  value(name: string): string {
    const line = this.#nextLine();
    if (!line.startsWith(`${name}: `)) throw new DamagedPpk();
    return line.slice(name.length + 2);
  }

  number(name: string): number {
    const value = this.value(name);
    if (!/^\d{1,9}$/.test(value)) throw new DamagedPpk();
    return Number(value);
  }

  hex(name: string): Buffer {
    const value = this.value(name);
    if (!/^(?:[0-9a-f]{2})+$/i.test(value)) throw new DamagedPpk();
    return Buffer.from(value, "hex");
  }

  /** So many lines of base64 as the header says. */
  base64(header: string): Buffer {
    const count = this.number(header);
    if (count > this.#lines.length - this.#next) throw new DamagedPpk();
    const text = Array.from({ length: count }, () => this.#nextLine()).join("");
    const bytes = Buffer.from(text, "base64");
    if (bytes.length === 0 || bytes.toString("base64") !== text) throw new DamagedPpk();
    return bytes;
  }

  #nextLine(): string {
    const line = this.#lines[this.#next++];
    if (line === undefined) throw new DamagedPpk();
    return line;
  }
}
