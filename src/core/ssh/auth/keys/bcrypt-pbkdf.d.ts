/** The port of OpenBSD's bcrypt_pbkdf that ssh2 uses too; it comes without types. */
declare module "bcrypt-pbkdf" {
  /** Fills `key`. @returns 0, or -1 where an argument cannot be */
  export function pbkdf(
    passphrase: Uint8Array,
    passphraseLength: number,
    salt: Uint8Array,
    saltLength: number,
    key: Uint8Array,
    keyLength: number,
    rounds: number,
  ): number;
}
