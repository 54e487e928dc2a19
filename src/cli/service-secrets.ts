import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { words } from "../shared/words/words.js";
import { UsageError } from "./usage-error.js";

/** The secrets that a service may be given, and what each is called in the environment. */
const VARIABLES = {
  password: "CULVERT_PASSWORD",
  passphrase: "CULVERT_PASSPHRASE",
  "proxy-password": "CULVERT_PROXY_PASSWORD",
  "bridge-password": "CULVERT_BRIDGE_PASSWORD",
} as const;
export type SecretKind = keyof typeof VARIABLES;

/** None of them is longer; a file that is was meant for something else. Bytes. */
const MAX_SECRET_BYTES = 64 << 10;

/**
 * A secret that was given beforehand: in the environment; in the file that `<variable>_FILE` names, which others may not
 * read; or as a credential of systemd's (systemd.exec(5), "CREDENTIALS"), `scans.password` for one profile and `password`
 * for all. The first of these counts. A line end behind it is no part of it.
 *
 * @returns nothing where none was given @throws UsageError where a file was named that cannot be taken
 */
export function givenSecret(
  kind: SecretKind,
  profile: string,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const variable = VARIABLES[kind];
  const set = env[variable];
  if (set !== undefined) return set;
  const file = env[`${variable}_FILE`];
  if (file !== undefined && file !== "") return readSecretFile(file);
  const credentials = env["CREDENTIALS_DIRECTORY"];
  if (credentials === undefined || credentials === "") return undefined;
  return readCredential(join(credentials, `${profile}.${kind}`)) ?? readCredential(join(credentials, kind));
}

/** Look at every secret that was given, so that a file which cannot be taken is told at the start. @throws UsageError */
export function checkGivenSecrets(): void {
  for (const kind of Object.keys(VARIABLES) as SecretKind[]) givenSecret(kind, "");
}

/** One that its group or others may read is refused, as OpenSSH refuses a key. */
function readSecretFile(file: string): string {
  try {
    const { mode, size } = statSync(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) throw new Error(words.terminal.secretFileOpen);
    if (size > MAX_SECRET_BYTES) throw new Error(words.terminal.secretFileLong);
    return withoutLineEnd(readFileSync(file, "utf8"));
  } catch (thrown) {
    throw new UsageError(
      words.terminal.secretFileRefused(file, thrown instanceof Error ? thrown.message : String(thrown)),
    );
  }
}

/** systemd alone writes there, and only the service's user reads it. */
function readCredential(file: string): string | undefined {
  try {
    return withoutLineEnd(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, "");
