import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { ftpLoginSchema, type Finding } from "../../shared/check/finding.js";
import { profileIdSchema } from "../../shared/profile/profile-schema.js";

/*
 * How a running Culvert is asked for its tunnels by another process of the same user: the client writes one line of JSON,
 * `{"ask":"status"}`, and reads one line, a `StatusAnswer`; then both hang up. Nothing is said before the question: a named
 * pipe of Windows may be opened for reading by everybody, and for writing by its owner alone ("Named Pipe Security and
 * Access Rights", Microsoft Learn).
 *
 * Or it writes a `CheckRequest` and reads `CheckLine`s for as long as the check takes; it stays connected meanwhile, since
 * hanging up stops the check. Whoever does not know the question, or has no session for it, hangs up without a line.
 */

/** The line that asks for the tunnels. */
export const STATUS_REQUEST = JSON.stringify({ ask: "status" });
/** Asks for the check of a profile over the session of its open tunnel. */
export const checkRequestSchema = z.strictObject({
  ask: z.literal("check"),
  profile: profileIdSchema,
  /** `checkDigest` of what the client would check: anything else is not checked. */
  digest: z.string().length(64),
  /** Used for this check alone. */
  ftpLogin: ftpLoginSchema.optional(),
});
export type CheckRequest = z.output<typeof checkRequestSchema>;

/** A line of the answer to a `CheckRequest`: `begun` is the first, `ended` the last. */
export type CheckLine = { readonly kind: "begun" | "ended" } | { readonly kind: "finding"; readonly finding: Finding };

/** A question is short: a check's has an FTP login of at most 1280 characters, each escaped by six at most. */
export const MAX_REQUEST_BYTES = 8_192;
/** The longest answer that is read: a thousand tunnels with their history stay below it. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** How long either side waits for the other. Milliseconds. */
export const SOCKET_TIMEOUT_MS = 5_000;

/** Where one process listens. */
export interface StatusSocket {
  readonly pid: number;
  /** The file in the folder `run`: the socket itself, or on Windows a mark beside a pipe that has no folder. */
  readonly file: string;
  /** What is listened on. */
  readonly path: string;
}

/** The folder of the sockets of all that run. */
export const runFolder = (dataFolder: string): string => join(dataFolder, "run");

/** `run/1234.sock` in the data folder; on Windows `\\.\pipe\culvert-HASH-1234` and `run/1234.pipe`, the hash that of the data folder. */
export function statusSocket(
  dataFolder: string,
  pid: number,
  platform: NodeJS.Platform = process.platform,
): StatusSocket {
  const folder = runFolder(dataFolder);
  if (platform !== "win32") {
    const file = join(folder, `${pid}.sock`);
    return { pid, file, path: file };
  }
  const hash = createHash("sha256").update(dataFolder.toLowerCase()).digest("hex").slice(0, 16);
  return { pid, file: join(folder, `${pid}.pipe`), path: `\\\\.\\pipe\\culvert-${hash}-${pid}` };
}

/** The process whose socket a file of the folder is; nothing for any other file. */
export function pidOf(fileName: string, platform: NodeJS.Platform = process.platform): number | undefined {
  const [, pid] = /^(\d{1,10})\.(?:sock|pipe)$/.exec(fileName) ?? [];
  if (pid === undefined || !fileName.endsWith(platform === "win32" ? ".pipe" : ".sock")) return undefined;
  return Number(pid);
}
