import ssh2 from "ssh2";

/** How a key is to be encrypted, if it is. */
interface Lock {
  readonly passphrase: string;
  readonly cipher: string;
  readonly rounds: number;
}

/** A new Ed25519 key pair in OpenSSH's form. About one in 250 that ssh2 makes cannot be read back, by itself or by anyone: those are passed over. */
export function freshKey(lock?: Lock): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair = lock === undefined ? ssh2.utils.generateKeyPairSync("ed25519") : ssh2.utils.generateKeyPairSync("ed25519", lock);
    if (!(ssh2.utils.parseKey(pair.private, lock?.passphrase) instanceof Error)) return pair;
  }
}
