import { chmodSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeFailure } from "../../src/shared/words/words.js";
import { describeWith } from "../support/describe-with.js";
import { run } from "../support/fixtures/made-keys.js";
import { puttyKey, puttyPublicLine } from "../support/fixtures/putty-key.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { secretly, sessionTo } from "../support/gateways/session-to.js";
import { startSshd, takesDsa, type Sshd } from "../support/gateways/sshd.js";

const PASSPHRASE = "popeye's spinäch";
const isTaken = ([type]: readonly [string, string]): boolean => type !== "dsa" || takesDsa;
const TYPES = (
  [
    ["rsa", "2048"],
    ["dsa", "1024"],
    ["ecdsa", "256"],
    ["ecdsa", "384"],
    ["ecdsa", "521"],
    ["ed25519", "255"],
  ] as const
).filter(isTaken);
const PEM_TYPES = (
  [
    ["rsa", "PEM"],
    ["ecdsa", "PEM"],
    ["dsa", "PEM"],
    ["rsa", "PKCS8"],
    ["ecdsa", "PKCS8"],
    ["dsa", "PKCS8"],
  ] as const
).filter(isTaken);

describeWith(["sshd", "ssh-keygen", "puttygen"], "every kind of key file", () => {
  const folder = tempFolder();
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd({
      config: [...(takesDsa ? ["PubkeyAcceptedAlgorithms +ssh-dss"] : []), "RequiredRSASize 1024"],
    }); // modern servers take DSA only when told to
  });
  afterAll(async () => {
    await sshd.close();
    folder.remove();
  });

  async function letsIn(file: string, publicLine: string): Promise<void> {
    sshd.authorize(publicLine);
    const gateway = {
      host: sshd.host,
      port: sshd.port,
      username: sshd.username,
      auth: [{ method: "key" as const, file }],
    };
    expect(
      (await sessionTo(gateway, { knownHosts: sshd.knownHostsLines, answer: secretly(PASSPHRASE) })).failure,
    ).toBeUndefined();
  }

  describe.each(TYPES)("made by puttygen, %s %s,", (type, bits) => {
    it.each([
      { param: "version=2", locked: false },
      { param: "version=3", locked: false },
      { param: "version=2", locked: true },
      { param: "version=3,kdf=argon2id,passes=2", locked: true },
      { param: "version=3,kdf=argon2i,passes=2", locked: true },
      { param: "version=3,kdf=argon2d,passes=2", locked: true },
    ])("logs in to OpenSSH as PPK $param, locked: $locked", async ({ param, locked }) => {
      const file = puttyKey(
        folder,
        `${type}${bits}-${param}-${String(locked)}`,
        ["-t", type, "-b", bits],
        param,
        locked ? PASSPHRASE : "",
      );
      await letsIn(file, puttyPublicLine(file));
    });
  });

  it.each([
    "3des-cbc",
    "aes128-cbc",
    "aes192-cbc",
    "aes256-cbc",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
  ])("made by ssh-keygen and locked by %s logs in", async (cipher) => {
    const file = folder.file(cipher);
    run("ssh-keygen", "-q", "-t", "ed25519", "-Z", cipher, "-a", "2", "-N", PASSPHRASE, "-f", file);
    await letsIn(file, readFileSync(`${file}.pub`, "utf8"));
  });

  it.each(PEM_TYPES)("made by ssh-keygen, %s in %s, logs in plain and locked", async (type, format) => {
    for (const passphrase of ["", PASSPHRASE]) {
      const file = folder.file(`${type}-${format}-${passphrase.length}`);
      run("ssh-keygen", "-q", "-t", type, "-m", format, "-N", passphrase, "-f", file);
      await letsIn(file, readFileSync(`${file}.pub`, "utf8"));
    }
  });

  it("of Ed448 is refused by its name, in the sentence that people read", async () => {
    const file = puttyKey(folder, "ed448", ["-t", "ed448"], "version=3", "");
    const gateway = {
      host: sshd.host,
      port: sshd.port,
      username: sshd.username,
      auth: [{ method: "key" as const, file }],
    };
    const { failure } = await sessionTo(gateway, { knownHosts: sshd.knownHostsLines });
    expect(failure === undefined ? "" : describeFailure(failure).says).toContain(
      "a kind of key that Culvert cannot read: Ed448",
    );
  });

  it("that others may read too logs in, with a warning; one's own without", async () => {
    const gateway = {
      host: sshd.host,
      port: sshd.port,
      username: sshd.username,
      auth: [{ method: "key" as const, file: sshd.keyFile }],
    };
    expect((await sessionTo(gateway, { knownHosts: sshd.knownHostsLines })).warnings).toEqual([]);
    chmodSync(sshd.keyFile, 0o644);
    try {
      const attempt = await sessionTo(gateway, { knownHosts: sshd.knownHostsLines });
      expect(attempt).toMatchObject({
        failure: undefined,
        warnings: [{ code: "key.permissions-wide", file: sshd.keyFile, mode: "0644" }],
      });
    } finally {
      chmodSync(sshd.keyFile, 0o600);
    }
  });
});
