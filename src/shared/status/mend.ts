import { z } from "zod";
import { profileIdSchema, type Ftp, type ProfileId } from "../profile/profile-schema.js";
import { FTP_MODES } from "../profile/with-ftp-mode.js";

/**
 * One way to mend a failure, as plain data: the window makes a button of it, the command line the command to type, and the
 * core does it by one call. Never a secret.
 */
export type Mend =
  /** Listen on another local port, one that was free when it was looked up. */
  | { readonly kind: "use-port"; readonly port: number }
  /** Close another tunnel of this Culvert, which has the port. */
  | { readonly kind: "close-tunnel"; readonly profile: ProfileId; readonly name: string }
  | { readonly kind: "switch-mode"; readonly mode: Ftp["mode"] }
  | { readonly kind: "choose-key" }
  | { readonly kind: "answer-question" }
  /** Close and open again, with the profile as it is saved. */
  | { readonly kind: "reconnect" }
  | { readonly kind: "open-known-hosts"; readonly file: string; /** Counted from 1. */ readonly line: number }
  /** The lines for the server's own settings file, to paste there. */
  | { readonly kind: "copy-server-lines"; readonly file: string; readonly lines: string }
  /** Open the profile's editor at a field, `["gateway", "host"]`. */
  | { readonly kind: "edit-profile"; readonly path: readonly (string | number)[] }
  | { readonly kind: "retry" };

const portSchema = z.int().min(1).max(65_535);
const textSchema = z.string().max(10_000);

/** What the window may ask for: a mend as the route offers it. */
export const mendSchema: z.ZodType<Mend> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("use-port"), port: portSchema }),
  z.strictObject({ kind: z.literal("close-tunnel"), profile: profileIdSchema, name: textSchema }),
  z.strictObject({ kind: z.literal("switch-mode"), mode: z.enum(FTP_MODES) }),
  z.strictObject({ kind: z.literal("choose-key") }),
  z.strictObject({ kind: z.literal("answer-question") }),
  z.strictObject({ kind: z.literal("reconnect") }),
  z.strictObject({ kind: z.literal("open-known-hosts"), file: textSchema, line: z.int().positive() }),
  z.strictObject({ kind: z.literal("copy-server-lines"), file: textSchema, lines: textSchema }),
  z.strictObject({
    kind: z.literal("edit-profile"),
    path: z.array(z.union([textSchema, z.int().nonnegative()])).max(10),
  }),
  z.strictObject({ kind: z.literal("retry") }),
]);
