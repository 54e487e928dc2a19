import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { checkHostKey } from "../../../../src/core/ssh/host-key/check-host-key.js";
import { hostKeyOffer } from "../../../../src/core/ssh/host-key/host-key-algorithms.js";
import { KnownHostsFile } from "../../../../src/core/ssh/host-key/known-hosts-file.js";
import { otherKnownHostsFiles } from "../../../../src/core/ssh/host-key/known-hosts-paths.js";
import { wireString } from "../../../../src/core/ssh/wire-format.js";
import { FailureError, type Failure } from "../../../../src/shared/status/failure.js";
import type { Answer, QuestionBody } from "../../../../src/shared/status/questions.js";
import type { Warning } from "../../../../src/shared/status/warning.js";
import { describeWarning } from "../../../../src/shared/words/words.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";
import { ManualClock, MemoryKnownHosts } from "../../../support/fixtures/test-environment.js";

const gateway = { host: "www.spinach.com", port: 22 };
const key = (fill: number): Buffer => Buffer.concat([wireString("ssh-ed25519"), wireString(Buffer.alloc(32, fill))]);
const line = (fill: number, { names = "www.spinach.com", marker = "" } = {}): string =>
  `${marker}${names} ssh-ed25519 ${key(fill).toString("base64")}\n`;
const SYSTEM = "/etc/ssh/ssh_known_hosts";

/** What becomes of key 1 of the gateway, and what was asked and warned of. */
async function judge(knownHosts: MemoryKnownHosts | KnownHostsFile, answer: Answer = { kind: "cancel" }) {
  const asked: QuestionBody[] = [];
  const warnings: Warning[] = [];
  let failure: Failure | undefined;
  await checkHostKey(
    gateway,
    key(1),
    { knownHosts, clock: new ManualClock() },
    (question) => {
      asked.push(question);
      return Promise.resolve(answer);
    },
    (warning) => warnings.push(warning),
  ).catch((thrown: unknown) => {
    if (!(thrown instanceof FailureError)) throw thrown;
    failure = thrown.failure;
  });
  return { failure, asked: asked.length, warnings };
}
const judgeWith = (user: string, system: string, answer?: Answer) =>
  judge(new MemoryKnownHosts(user, [{ file: SYSTEM, text: system }]), answer);

describe("the system's known_hosts behind the user's", () => {
  it.each<[string, string, string, unknown]>([
    ["makes a key known", "", line(1), { failure: undefined, asked: 0 }],
    ["makes it known beside another one of the user's", line(2), line(1), { failure: undefined, asked: 0 }],
    ["does not stand against the user's", line(1), line(2), { failure: undefined, asked: 0 }],
    [
      "revokes a key that the user knows",
      line(1),
      line(1, { marker: "@revoked ", names: "*" }),
      { failure: { code: "host-key.revoked", kept: { file: SYSTEM, line: 1 } }, asked: 0 },
    ],
    [
      "cannot make a key known that the user has revoked",
      line(1, { marker: "@revoked " }),
      line(1),
      { failure: { code: "host-key.revoked", kept: { file: "/memory/known_hosts" } }, asked: 0 },
    ],
    [
      "tells a changed key, and where the other one stands",
      "",
      `# kept here\n${line(2)}`,
      { failure: { code: "host-key.changed", kept: [{ file: SYSTEM, line: 2 }] }, asked: 0 },
    ],
    [
      "leaves a host that it does not name to the question",
      "",
      line(1, { names: "other" }),
      { failure: { code: "ssh.question-cancelled" }, asked: 1 },
    ],
  ])("%s", async (_, user, system, expected) => {
    expect(await judgeWith(user, system)).toMatchObject(expected as object);
  });

  it("has the server asked for the type of key that is known there", async () => {
    const knownHosts = new MemoryKnownHosts("", [{ file: SYSTEM, text: line(1) }]);
    const { plain } = await hostKeyOffer(["rsa-sha2-512", "ssh-ed25519"], gateway, knownHosts);
    expect(plain[0]).toBe("ssh-ed25519");
  });

  it("is never written: a trusted key goes into the user's", async () => {
    const knownHosts = new MemoryKnownHosts("", [{ file: SYSTEM, text: "|1|hashed\n" }]);
    expect((await judge(knownHosts, { kind: "trust", remember: true })).failure).toBeUndefined();
    expect(knownHosts.text).toMatch(/^www\.spinach\.com ssh-ed25519 /);
  });

  it.each([
    ["linux", "/home/olive/.ssh/known_hosts", ["/home/olive/.ssh/known_hosts2", SYSTEM, `${SYSTEM}2`]],
    ["linux", "/srv/known_hosts", [SYSTEM, `${SYSTEM}2`]],
    ["darwin", "/srv/known_hosts", [SYSTEM, `${SYSTEM}2`]],
    ["win32", "D:\\known_hosts", ["C:\\ProgramData\\ssh\\ssh_known_hosts", "C:\\ProgramData\\ssh\\ssh_known_hosts2"]],
  ] as const)("stands where OpenSSH has it: %s %s", (platform, file, others) => {
    expect(otherKnownHostsFiles(file, { platform, home: "/home/olive", programData: undefined })).toEqual(others);
  });
});

describe("known_hosts files on the disk", () => {
  const folder = tempFolder();
  afterEach(() => folder.remove());

  it("are read whichever are there; one that cannot be written is warned of, and the key is trusted for once", async () => {
    mkdirSync(folder.file("a-folder"));
    writeFileSync(folder.file("system"), line(2, { names: "other" }));
    const others = [folder.file("none"), folder.file("a-folder"), folder.file("system")];
    expect(await new KnownHostsFile(folder.file("none"), others).readOthers()).toEqual([
      { file: folder.file("system"), text: line(2, { names: "other" }) },
    ]);
    symlinkSync(folder.file("nowhere/known_hosts"), folder.file("link"));
    const unwritable = new KnownHostsFile(folder.file("link"), others);
    const { failure, warnings } = await judge(unwritable, { kind: "trust", remember: true });
    expect(failure).toBeUndefined();
    expect(warnings).toMatchObject([{ code: "host-key.not-saved", file: folder.file("link") }]);
    expect(warnings.map((warning) => describeWarning(warning).says).join()).toContain(folder.file("link"));
  });
});
