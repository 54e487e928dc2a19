import { chmod, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { newBridgePassword } from "../core/bridge/login/login-throttle.js";
import { dataFolder } from "../core/store/data-folder.js";
import { errorCode } from "../core/store/read-json-file.js";
import { writeAtomically } from "../core/system/write-atomically.js";
import { bridgePasswordSchema } from "../shared/profile/bridge-login.js";
import type { ProfileId } from "../shared/profile/profile-schema.js";
import { givenSecret } from "./service-secrets.js";

/** Where the password of a profile's bridge stands: what a message may name, and a journal may keep. */
export type BridgePasswordOrigin =
  | { readonly kind: "environment" }
  /** Readable for its user alone. */
  | { readonly kind: "file"; readonly file: string }
  /** The file could not be written: the password is gone with the process. */
  | { readonly kind: "memory"; readonly file: string };

/** Where a profile's is kept; an id has no character that leads elsewhere. */
export const bridgePasswordFile = (profile: ProfileId, folder = join(dataFolder(), "bridge-passwords")): string =>
  join(folder, profile);

/**
 * The passwords of bridges on the command line, where no vault encrypts: `CULVERT_BRIDGE_PASSWORD` for all of them, else
 * one for each profile, made once and kept over starts in a file of mode 600 below the data folder.
 */
export class BridgePasswords {
  readonly #origins = new Map<ProfileId, BridgePasswordOrigin>();

  constructor(
    private readonly given = (profile: ProfileId): string | undefined => givenSecret("bridge-password", profile),
    private readonly folder?: string,
  ) {}

  async get(profile: ProfileId): Promise<string> {
    const given = this.given(profile);
    if (given !== undefined && given !== "") {
      this.#origins.set(profile, { kind: "environment" });
      return given;
    }
    const file = bridgePasswordFile(profile, this.folder);
    const made = newBridgePassword();
    try {
      const kept = await read(file);
      if (kept === undefined) await write(file, made);
      this.#origins.set(profile, { kind: "file", file });
      return kept ?? made;
    } catch {
      this.#origins.set(profile, { kind: "memory", file });
      return made;
    }
  }

  /** Where the password that was got last stands. */
  originOf(profile: ProfileId): BridgePasswordOrigin | undefined {
    return this.#origins.get(profile);
  }
}

/** @returns nothing where the file is not there, or holds no password */
async function read(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
    await chmod(file, 0o600); // a copy or a restored backup may have come with other rights
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
  const password = bridgePasswordSchema.safeParse(text.trim());
  return password.success ? password.data : undefined;
}

async function write(file: string, password: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeAtomically(file, `${password}\n`);
}
