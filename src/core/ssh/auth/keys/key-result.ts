import type { ParsedKey } from "ssh2";

/** What became of reading a private key file for a login. */
export type KeyResult =
  { readonly kind: "key"; readonly key: ParsedKey; readonly keyType: string; readonly publicBlob: Buffer } | NoKey;

export type NoKey =
  /** Encrypted, and no passphrase was given. */
  | { readonly kind: "needs-passphrase" }
  | { readonly kind: "wrong-passphrase" }
  /** The public half, given by mistake. */
  | { readonly kind: "public-key" }
  /** It begins as a private key and does not hold one: cut, changed, or put together wrongly. */
  | { readonly kind: "damaged" }
  /** `what` names the kind, cipher or cost, in the words of its format: `Ed448`. */
  | { readonly kind: "unsupported"; readonly what: string }
  /** Of a FIDO token, which an agent alone can use. */
  | { readonly kind: "on-token" }
  /** No sign of a key in it. */
  | { readonly kind: "not-a-key" };

/** What the reader of one format found: the key without its passphrase, in OpenSSH's form, or why there is none. */
export type UnlockResult = { readonly kind: "unlocked"; readonly openSsh: string } | NoKey;
