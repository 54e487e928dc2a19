import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { FtpSession, read } from "../support/clients/ftp-session.js";
import { describeWith } from "../support/describe-with.js";
import { openBridge, type Bridge } from "../support/fixtures/open-bridge.js";
import { MB } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";
import { startDelayingProxy } from "../support/servers/delaying-proxy.js";
import { waitFor } from "../support/wait-for.js";

describeWith(["sshd", "ssh-keygen", "python3"], "the bridge, with clients of odd manners", () => {
  const folder = tempFolder();
  const bytes = Buffer.alloc(12 * MB, "olive oyl and popeye\n");
  const children: ChildProcess[] = [];
  let sshd: Sshd;
  let bridge: Bridge;
  beforeAll(async () => {
    sshd = await startSshd();
    bridge = await openBridge(sshd);
    writeFileSync(folder.file("big"), bytes);
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill();
  });
  afterAll(async () => {
    await bridge.close();
    await sshd.close();
    folder.remove();
  });

  const isWhole = (name: string) =>
    waitFor(
      `all of ${name}`,
      () => {
        try {
          return statSync(folder.file(name)).size === bytes.length ? true : undefined;
        } catch {
          return undefined;
        }
      },
      30_000,
    ).then(() => readFileSync(folder.file(name)).equals(bytes));

  it.each([
    { moment: "behind the last byte", before: bytes.length },
    { moment: "in the middle of the bytes", before: 3 * MB },
    { moment: "before the first byte", before: 0 },
  ])("stores all of a file whose client resets the control connection $moment", async ({ before }) => {
    const ftp = await FtpSession.logIn(bridge);
    const data = await ftp.data();
    const name = `reset-${before}`;
    expect((await ftp.say(`STOR ${folder.file(name)}`)).code).toBe(150);
    await new Promise<void>((resolve) => void data.write(bytes.subarray(0, before), () => resolve()));
    ftp.socket.resetAndDestroy();
    data.end(bytes.subarray(before));
    expect(await isWhole(name)).toBe(true);
    data.destroy();
  });

  it("does what stood in one write with a reset behind it: a store, and a rename behind the store", async () => {
    const ftp = await FtpSession.logIn(bridge);
    const data = await ftp.data();
    data.end(bytes);
    ftp.socket.write(
      `STOR ${folder.file("part")}\r\nRNFR ${folder.file("part")}\r\nRNTO ${folder.file("final")}\r\nQUIT\r\n`,
    );
    expect((await ftp.hear()).code).toBe(150);
    ftp.socket.resetAndDestroy();
    expect(await isWhole("final")).toBe(true);
    data.destroy();
  });

  it("sends all of a file whose client has reset the control connection", async () => {
    const ftp = await FtpSession.logIn(bridge);
    const data = await ftp.data();
    data.pause();
    expect((await ftp.say(`RETR ${folder.file("big")}`)).code).toBe(150);
    ftp.socket.resetAndDestroy();
    await ftp.closed;
    const came = await read(data.resume());
    expect([came.broken, came.bytes.equals(bytes)]).toEqual([false, true]);
    await waitFor("no transfer", () =>
      bridge.status().forwards.every(({ transfers }) => (transfers ?? []).length === 0) ? true : undefined,
    );
  });

  it("says no 226 while bytes wait for a client that pauses, and sends it everything", async () => {
    const ftp = await FtpSession.logIn(bridge);
    const data = await ftp.data();
    data.pause();
    expect((await ftp.say(`RETR ${folder.file("big")}`)).code).toBe(150);
    const last = ftp.hear();
    const isHeard = await Promise.race([
      last.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, 2_000, false)),
    ]);
    expect(isHeard).toBe(false);
    const came = await read(data.resume());
    expect(came.bytes.equals(bytes)).toBe(true);
    expect((await last).code).toBe(226);
    ftp.close();
  });

  it("ends a fetch by a reset, never by a clean end, where the link is cut while its client pauses", async () => {
    const proxy = await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: 1 });
    const cut = await openBridge({
      host: proxy.host,
      port: proxy.port,
      username: sshd.username,
      keyFile: sshd.keyFile,
    });
    try {
      const script = `
import re, socket, sys
s = socket.create_connection(("127.0.0.1", ${cut.port}), 20); f = s.makefile("rb")
def reply():
    first = l = f.readline()
    while first[3:4] == b"-" and not l.startswith(first[:3] + b" "): l = f.readline()
    return l.decode()
def say(l): s.sendall(l.encode() + b"\\r\\n"); return reply()
reply(); say("USER ${cut.username}"); say("PASS ${cut.password}"); say("TYPE I")
d = socket.create_connection(("127.0.0.1", int(re.search(r"\\|(\\d+)\\|", say("EPSV")).group(1))), 20)
print(say("RETR ${folder.file("big")}")[:3], flush=True)
sys.stdin.readline()
try:
    while d.recv(65536): pass
    print("clean end")
except ConnectionResetError: print("reset")`;
      const child = spawn(programPathOrThrow("python3"), ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });
      children.push(child);
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await waitFor("150", () => (said.includes("150") ? true : undefined));
      proxy.cut();
      await waitFor("no transfer", () =>
        cut.status().forwards.every(({ transfers }) => (transfers ?? []).length === 0) ? true : undefined,
      );
      child.stdin.end("\n");
      await once(child, "close");
      expect(said).toBe("150\nreset\n");
    } finally {
      await cut.close();
      await proxy.close();
    }
  });

  it.each(["STAT", "NOOP", "PWD", "STAT /", "ABOR", "QUIT"])(
    "hears %s whose line feed is lost as urgent data",
    async (command) => {
      const script = `
import socket, sys
def line(s):
    b = b""
    while not b.endswith(b"\\n"):
        x = s.recv(1)
        if not x: return b
        b += x
    return b
def reply(s):
    first = l = line(s)
    while first[3:4] == b"-" and not l.startswith(first[:3] + b" "): l = line(s)
    return first[:3].decode()
s = socket.create_connection(("127.0.0.1", ${bridge.port}), 10); reply(s)
for l in (b"USER ${bridge.username}", b"PASS ${bridge.password}"): s.sendall(l + b"\\r\\n"); reply(s)
s.sendall(b"SYST\\r\\n"); heard = [reply(s)]
s.send(sys.argv[1].encode() + b"\\r\\n", socket.MSG_OOB); heard.append(reply(s))
if sys.argv[1] != "QUIT": s.sendall(b"SYST\\r\\n"); heard.append(reply(s))
print(*heard)`;
      const child = spawn(programPathOrThrow("python3"), ["-c", script, command], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      children.push(child);
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      await once(child, "close");
      const codes: Record<string, string> = {
        STAT: "211",
        "STAT /": "213",
        NOOP: "200",
        PWD: "257",
        ABOR: "226",
        QUIT: "221",
      };
      expect(said.trim()).toBe(["215", codes[command], ...(command === "QUIT" ? [] : ["215"])].join(" "));
    },
  );
});
