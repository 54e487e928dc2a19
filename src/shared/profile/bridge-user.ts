import { z } from "zod";
import { hasNoControlCharacters, problem, requiredText } from "./field-schemas.js";

/** What a user of a bridge may do: fetch; store, make folders, rename; delete, and replace by renaming; see what is there. */
export const RIGHTS = ["read", "write", "delete", "list"] as const;
export type Right = (typeof RIGHTS)[number];

/** New files are taken, and nothing that is there is shown, changed or replaced: a drop box. */
export const UPLOAD_ONLY = "upload-only";

/** A password as it is kept: scrypt's cost, block size and parallelization (RFC 7914), with salt and key in base64url. */
export interface PasswordHash {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
  readonly salt: string;
  readonly key: string;
}

/** What one look at a password may take. Bytes; scrypt takes 128 times cost times block size. */
const MAX_SCRYPT_BYTES = 64 << 20;

/** Read `scrypt$32768$8$3$salt$key`; nothing where it is written otherwise, or would cost too little or too much. */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, n, r, p, salt = "", key = ""] =
    /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22,86})\$([\w-]{43})$/.exec(text) ?? [];
  const [cost, blockSize, parallelization] = [Number(n), Number(r), Number(p)];
  const isPowerOfTwo = Number.isInteger(Math.log2(cost));
  const isBounded = blockSize >= 8 && parallelization >= 1 && parallelization <= 8;
  if (!isPowerOfTwo || !isBounded || cost < 1 << 14 || 128 * cost * blockSize > MAX_SCRYPT_BYTES) return undefined;
  return { cost, blockSize, parallelization, salt, key };
}

const rightsSchema = z.union(
  [
    z.literal(UPLOAD_ONLY),
    z
      .array(z.enum(RIGHTS), problem("field-wrong-type"))
      .min(1, problem("rights-malformed"))
      .refine((rights) => new Set(rights).size === rights.length, problem("rights-malformed")),
  ],
  problem("rights-malformed"),
);

const bridgeUserSchema = z.strictObject({
  name: requiredText("username-missing")
    .max(64, problem("username-malformed"))
    .refine((name) => hasNoControlCharacters(name) && name.trim() === name, problem("username-malformed")),
  /** Made by `culvert password-hash`. */
  password: requiredText("password-hash-malformed").refine(
    (text) => parsePasswordHash(text) !== undefined,
    problem("password-hash-malformed"),
  ),
  /** Where the user is kept, at the gateway: absolute, or from the login folder on. */
  folder: requiredText("file-missing").refine(hasNoControlCharacters, problem("field-wrong-type")).default("."),
  /** All where none is named. */
  rights: rightsSchema.optional(),
  /** How many control connections it may have at once. */
  connections: z
    .number(problem("field-wrong-type"))
    .int(problem("field-wrong-type"))
    .min(1, problem("field-wrong-type"))
    .max(1000, problem("field-wrong-type"))
    .optional(),
});
export type BridgeUser = z.output<typeof bridgeUserSchema>;

/** The users of a bridge, in place of the one login that is made for its profile. */
export const bridgeUsersSchema = z
  .array(bridgeUserSchema, problem("field-wrong-type"))
  .min(1, problem("users-empty"))
  .superRefine((users, context) => {
    users.forEach(({ name }, index) => {
      if (users.findIndex((other) => other.name === name) < index)
        context.addIssue({ code: "custom", message: problem("user-taken-twice"), path: [index, "name"], input: name });
    });
  });
