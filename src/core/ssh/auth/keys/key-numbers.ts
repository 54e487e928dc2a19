import { mpint, uint32, wireString } from "../../wire-format.js";

/** The numbers of a private key, public ones with it, as bytes, highest first; an Ed25519 key's are plain bytes (RFC 8032). */
export type KeyNumbers =
  | (Readonly<Record<"n" | "e" | "d" | "p" | "q" | "iqmp", Buffer>> & { readonly type: "ssh-rsa" })
  | (Readonly<Record<"p" | "q" | "g" | "y" | "x", Buffer>> & { readonly type: "ssh-dss" })
  | (Readonly<Record<"point" | "d", Buffer>> & { readonly type: EcdsaType })
  | (Readonly<Record<"public" | "seed", Buffer>> & { readonly type: "ssh-ed25519" });

export type EcdsaType = "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384" | "ecdsa-sha2-nistp521";

/** Every type of key that Culvert can log in with from a file. */
const KEY_TYPES = [
  "ssh-rsa",
  "ssh-dss",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-ed25519",
] as const satisfies readonly KeyNumbers["type"][];
export const isKeyType = (type: string): type is KeyNumbers["type"] => (KEY_TYPES as readonly string[]).includes(type);

/** `nistp256` of `ecdsa-sha2-nistp256` (RFC 5656 section 6.1). */
const curveOf = (type: EcdsaType): string => type.slice("ecdsa-sha2-".length);

/** The public key as the wire carries it (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4). */
function publicBlobOf(parts: KeyNumbers): Buffer {
  switch (parts.type) {
    case "ssh-rsa":
      return Buffer.concat([wireString(parts.type), mpint(parts.e), mpint(parts.n)]);
    case "ssh-dss":
      return Buffer.concat([wireString(parts.type), mpint(parts.p), mpint(parts.q), mpint(parts.g), mpint(parts.y)]);
    case "ssh-ed25519":
      return Buffer.concat([wireString(parts.type), wireString(parts.public)]);
    default:
      return Buffer.concat([wireString(parts.type), wireString(curveOf(parts.type)), wireString(parts.point)]);
  }
}

/** A key without a passphrase, in the one form that ssh2 reads for every type: OpenSSH's own. */
export function toOpenSsh(parts: KeyNumbers): string {
  const check = uint32(0x63756c76); // twice the same number is all that is asked of it
  const secret = Buffer.concat([check, check, wireString(parts.type), privateFieldsOf(parts), wireString("")]);
  return openSshContainer(publicBlobOf(parts), Buffer.concat([secret, padding(secret.length)]));
}

function privateFieldsOf(parts: KeyNumbers): Buffer {
  switch (parts.type) {
    case "ssh-rsa":
      return Buffer.concat([parts.n, parts.e, parts.d, parts.iqmp, parts.p, parts.q].map(mpint));
    case "ssh-dss":
      return Buffer.concat([parts.p, parts.q, parts.g, parts.y, parts.x].map(mpint));
    case "ssh-ed25519":
      return Buffer.concat([wireString(parts.public), wireString(Buffer.concat([parts.seed, parts.public]))]);
    default:
      return Buffer.concat([wireString(curveOf(parts.type)), wireString(parts.point), mpint(parts.d)]);
  }
}

/** 1, 2, 3 ... to a multiple of eight bytes. */
const padding = (length: number): Buffer =>
  Buffer.from(Array.from({ length: (8 - (length % 8)) % 8 }, (_, index) => index + 1));

export const OPENSSH_MAGIC = Buffer.from("openssh-key-v1\0");

/**
 * The file around a private section that is not encrypted (OpenSSH's PROTOCOL.key):
 * magic, cipher `none`, KDF `none`, no KDF options, one key, its public blob, the private section.
 */
export function openSshContainer(publicBlob: Buffer, privateSection: Buffer): string {
  const blob = Buffer.concat([
    OPENSSH_MAGIC,
    wireString("none"),
    wireString("none"),
    wireString(""),
    uint32(1),
    wireString(publicBlob),
    wireString(privateSection),
  ]);
  const lines = blob.toString("base64").replace(/.{70}/g, "$&\n").trimEnd();
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`;
}
