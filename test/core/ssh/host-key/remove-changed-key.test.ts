import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { hostKeyFacts } from "../../../../src/core/ssh/host-key/fingerprint.js";
import { KnownHostsFile } from "../../../../src/core/ssh/host-key/known-hosts-file.js";
import { formatLine, judgeHostKey } from "../../../../src/core/ssh/host-key/known-hosts.js";
import { removeChangedKey, type KeyRemoval } from "../../../../src/core/ssh/host-key/remove-changed-key.js";
import { wireString } from "../../../../src/core/ssh/wire-format.js";
import type { Failure } from "../../../../src/shared/status/failure.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";

const HOST = "www.spinach.com";
const key = (byte: number): Buffer => Buffer.concat([wireString("ssh-ed25519"), wireString(Buffer.alloc(32, byte))]);
const line = (host: string, byte: number): string => formatLine(host, 22, key(byte), { hashed: false, comment: "" });
const TEXT = `# mine\n${line("bluto.example", 2)}${line(HOST, 1)}@revoked ${line(HOST, 3)}`;

describe("a known key that a server shows no longer", () => {
  const folder = tempFolder();
  afterAll(() => folder.remove());
  let files = 0;

  /** A file with that text, and what it says of a server that shows another key now. */
  function setup(text = TEXT) {
    const file = folder.file(`known_hosts-${files++}`);
    writeFileSync(file, text);
    const verdict = judgeHostKey(TEXT, file, HOST, 22, key(9));
    if (verdict.kind !== "changed") throw new Error(verdict.kind);
    const { kept } = verdict;
    const failure = { code: "host-key.changed", host: HOST, port: 22, ...hostKeyFacts(key(9)), kept } as const;
    const removal: KeyRemoval = { typedHost: HOST, line: 3, fingerprint: hostKeyFacts(key(1)).fingerprint };
    const remove = (changes: Partial<KeyRemoval> = {}, cause: Failure | undefined = failure): Promise<void> =>
      removeChangedKey(new KnownHostsFile(file), cause, { ...removal, ...changes });
    return { failure, remove, read: () => readFileSync(file, "utf8") };
  }

  it("is taken out with its line alone, and the new one is unknown then", async () => {
    const { remove, read } = setup();
    await remove({ typedHost: " WWW.spinach.com " });
    expect(read().split("\n")).toEqual(TEXT.split("\n").toSpliced(2, 1));
    expect(judgeHostKey(read(), "file", HOST, 22, key(9))).toEqual({ kind: "unknown" });
    expect(judgeHostKey(read(), "file", HOST, 22, key(3)).kind, "a revoked one stays").toBe("revoked");
  });

  it.each([
    { what: "another name was typed", changes: { typedHost: "spinach.com" } },
    { what: "none was typed", changes: { typedHost: "" } },
    { what: "the line is another host's", changes: { line: 2 } },
    { what: "the key is another one", changes: { fingerprint: hostKeyFacts(key(2)).fingerprint } },
    { what: "the line revokes a key", changes: { line: 4, fingerprint: hostKeyFacts(key(3)).fingerprint } },
  ])("stays where $what", async ({ changes }) => {
    const { remove, read, failure } = setup();
    await expect(remove(changes)).rejects.toMatchObject({ failure });
    expect(read()).toBe(TEXT);
  });

  it("stays where it stands in another file than the user's own", async () => {
    const { remove, read, failure } = setup();
    const kept = failure.kept.map((one) => ({ ...one, file: "/etc/ssh/ssh_known_hosts" }));
    const elsewhere: Failure = { ...failure, kept };
    await expect(remove({}, elsewhere)).rejects.toMatchObject({ failure: { code: "host-key.changed" } });
    expect(read()).toBe(TEXT);
  });

  it("stays where no tunnel has met a changed key, or the tunnel fails for something else", async () => {
    const { remove, read } = setup();
    const lost: Failure = { code: "ssh.lost", host: HOST, port: 22, cause: "silent" };
    await expect(remove({}, lost)).rejects.toMatchObject({ failure: { code: "internal" } });
    expect(read()).toBe(TEXT);
  });

  it.each([
    { what: "another line has come to stand there", now: `# one more\n${TEXT}` },
    { what: "it was revoked meanwhile", now: TEXT.replace(line(HOST, 1), `@revoked ${line(HOST, 1)}`) },
  ])("leaves the file alone where $what", async ({ now }) => {
    const { remove, read } = setup(now);
    await remove();
    expect(read()).toBe(now);
  });
});
