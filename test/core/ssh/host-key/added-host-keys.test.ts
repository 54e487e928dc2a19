import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { readAddedHostKeys, addedComment, removeAddedKey } from "../../../../src/core/ssh/host-key/added-host-keys.js";
import { hostKeyFacts } from "../../../../src/core/ssh/host-key/fingerprint.js";
import { KnownHostsFile } from "../../../../src/core/ssh/host-key/known-hosts-file.js";
import { formatLine, judgeHostKey } from "../../../../src/core/ssh/host-key/known-hosts.js";
import { wireString } from "../../../../src/core/ssh/wire-format.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";

const key = (byte: number): Buffer => Buffer.concat([wireString("ssh-ed25519"), wireString(Buffer.alloc(32, byte))]);
const comment = addedComment(Date.UTC(2026, 10, 22));
const ours = (host: string, port: number, byte: number, hashed = false): string =>
  formatLine(host, port, key(byte), { hashed, comment });
const TEXT = `# mine\n${ours("www.spinach.com", 22, 1)}bluto.example ssh-ed25519 ${key(2).toString("base64")} culvert\n${ours("stage.example", 2222, 3, true)}`;
const stage = { host: "stage.example", port: 2222 };

describe("the host keys that Culvert has added", () => {
  it("are those that end in its mark, with the day; a hashed name is told where a profile has it", () => {
    expect(readAddedHostKeys(TEXT, [stage])).toEqual([
      { line: 2, host: "www.spinach.com", date: "2026-11-22", ...hostKeyFacts(key(1)) },
      { line: 4, host: "[stage.example]:2222", date: "2026-11-22", ...hostKeyFacts(key(3)) },
    ]);
    expect(readAddedHostKeys(TEXT, [])[1]).not.toHaveProperty("host");
  });

  it("are known as any other", () => {
    expect(judgeHostKey(TEXT, "file", "www.spinach.com", 22, key(1))).toEqual({ kind: "known" });
  });

  it("are taken out one by one, and nothing else with them", () => {
    const { fingerprint } = hostKeyFacts(key(1));
    const left = removeAddedKey(TEXT, { line: 2, fingerprint });
    expect(left?.split("\n")).toEqual(TEXT.split("\n").toSpliced(1, 1));
    expect(judgeHostKey(left ?? "", "file", "www.spinach.com", 22, key(1))).toEqual({ kind: "unknown" });
  });

  it.each([
    { said: "the line is another's", line: 3, byte: 2 },
    { said: "another key has come to stand there", line: 2, byte: 3 },
    { said: "there is no such line", line: 99, byte: 1 },
  ])("stay where $said", ({ line, byte }) => {
    expect(removeAddedKey(TEXT, { line, fingerprint: hostKeyFacts(key(byte)).fingerprint })).toBeUndefined();
  });

  describe("in a file", () => {
    const folder = tempFolder();
    afterAll(() => folder.remove());

    it("are taken out with the file's rights kept, and a link still a link", async () => {
      const [file, link] = [folder.file("known_hosts"), folder.file("link")];
      writeFileSync(file, TEXT);
      chmodSync(file, 0o640);
      symlinkSync(file, link);
      expect(
        await new KnownHostsFile(link).rewrite((text) =>
          removeAddedKey(text, { line: 2, fingerprint: hostKeyFacts(key(1)).fingerprint }),
        ),
      ).toBe(true);
      expect(readFileSync(file, "utf8")).not.toContain("www.spinach.com");
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(statSync(file).mode & 0o777).toBe(0o640);
    });

    const removeFirst = (text: string) =>
      removeAddedKey(text, { line: 2, fingerprint: hostKeyFacts(key(1)).fingerprint });

    it("are taken out with every other byte as it was, in whatever encoding", async () => {
      const file = folder.file("latin1");
      const others = Buffer.from("# caf\xe9 \xff\xfe\0\r\n\n no line end", "latin1");
      writeFileSync(file, Buffer.concat([Buffer.from(TEXT), others]));
      expect(await new KnownHostsFile(file).rewrite(removeFirst)).toBe(true);
      expect(readFileSync(file)).toEqual(
        Buffer.concat([Buffer.from(TEXT.split("\n").toSpliced(1, 1).join("\n")), others]),
      );
      expect(readdirSync(folder.path).filter((name) => name.startsWith("latin1"))).toEqual(["latin1"]);
    });

    it("are taken out while another program appends, without the loss of one of its lines", async () => {
      const file = folder.file("busy");
      writeFileSync(file, TEXT);
      const lines = Array.from({ length: 400 }, (_, index) => `host${index} ssh-ed25519 AAAA`);
      // a process of its own, as `ssh` is one: it opens the file for each line, and now and then writes a while later
      const script = lines.map((line, index) =>
        index % 40 === 0 ? `{ sleep 0.03; echo "${line}"; } >>"$0"` : `echo "${line}" >>"$0"`,
      );
      const other = spawn("sh", ["-c", script.join("\n"), file]);
      const ended = new Promise((resolve) => other.once("close", resolve));
      for (let round = 0; other.exitCode === null && round < 2_000; round++) {
        await new KnownHostsFile(file).rewrite(removeFirst);
        await new KnownHostsFile(file).rewrite(
          (text) => `# mine\n${ours("www.spinach.com", 22, 1)}${text.slice("# mine\n".length)}`,
        );
      }
      await ended;
      const kept = readFileSync(file, "utf8").split("\n");
      expect(lines.filter((line) => !kept.includes(line))).toEqual([]);
    });

    it("are looked for again where another program has changed the file meanwhile", async () => {
      const file = folder.file("changed");
      writeFileSync(file, TEXT);
      let isChanged = false;
      const moved = `# more\n${TEXT}`;
      expect(
        await new KnownHostsFile(file).rewrite((text) => {
          const left = removeFirst(text);
          if (left !== undefined && isChanged) writeFileSync(file, moved);
          isChanged = true;
          return left;
        }),
      ).toBe(false);
      expect(readFileSync(file, "utf8")).toBe(moved);
    });

    it("are taken out with what another program has appended right then kept", async () => {
      const file = folder.file("appended");
      writeFileSync(file, TEXT);
      await new KnownHostsFile(file).rewrite((text) => {
        appendFileSync(file, "late ssh-ed25519 AAAA\n");
        return removeFirst(text);
      });
      expect(readFileSync(file, "utf8").match(/^late /gm)).toHaveLength(2);
      expect(readFileSync(file, "utf8")).not.toContain("www.spinach.com");
    });
  });
});
