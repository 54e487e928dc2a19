import { connect, type Socket } from "node:net";
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askForCheck, askRunningCulverts } from "../../../src/core/status-service/ask-running-culverts.js";
import { StatusListener, type StatusAnswers } from "../../../src/core/status-service/status-listener.js";
import { pidOf, runFolder, STATUS_REQUEST, statusSocket } from "../../../src/core/status-service/status-socket.js";
import type { Finding } from "../../../src/shared/check/finding.js";
import type { TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { waitFor } from "../../support/wait-for.js";

const popeye: TunnelStatus = { profile: "popeye", name: "Popeye", state: { kind: "open", since: 1 }, forwards: [] };

let folder: TempFolder;
let listener: StatusListener | undefined;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(async () => {
  await listener?.close();
  listener = undefined;
  folder.remove();
});
const open = async (statuses: () => readonly TunnelStatus[] = () => [popeye]): Promise<void> => {
  listener = await StatusListener.open(folder.path, "app", { statuses, check: () => Promise.resolve(undefined) });
};
/** Send a piece every tenth of a second, for as long as it is taken. */
function drip(client: Socket, piece: string): void {
  const timer = setInterval(() => client.write(piece), 100);
  client.once("close", () => clearInterval(timer));
}
const dial = (): Socket => connect(statusSocket(folder.path, process.pid).path).on("error", () => undefined);

describe("where a process listens", () => {
  it("is a socket in the data folder, and on Windows a named pipe of that folder's own with a mark beside it", () => {
    expect(statusSocket("/home/olive/.config/Culvert", 12, "linux")).toEqual({
      pid: 12,
      file: "/home/olive/.config/Culvert/run/12.sock",
      path: "/home/olive/.config/Culvert/run/12.sock",
    });
    const one = statusSocket("C:\\Users\\Olive\\Culvert", 12, "win32");
    expect(one.path).toMatch(/^\\\\\.\\pipe\\culvert-[0-9a-f]{16}-12$/);
    expect(one.file).toMatch(/12\.pipe$/);
    expect(statusSocket("c:\\users\\olive\\culvert", 12, "win32").path).toBe(one.path);
    expect(statusSocket("C:\\Users\\Brutus\\Culvert", 12, "win32").path).not.toBe(one.path);
  });

  it.each([
    ["12.sock", "linux", 12],
    ["12.pipe", "win32", 12],
    ["12.pipe", "linux", undefined],
    ["12.sock", "win32", undefined],
    ["x12.sock", "linux", undefined],
    ["12.sock~", "linux", undefined],
    ["../12.sock", "linux", undefined],
    ["123456789012.sock", "linux", undefined],
  ] as const)("is read from %s on %s as %s", (name, platform, pid) => {
    expect(pidOf(name, platform)).toBe(pid);
  });
});

describe.runIf(process.platform !== "win32")("a running Culvert that is asked for its tunnels", () => {
  it("tells them as they are at that moment", async () => {
    let name = "Popeye";
    await open(() => [{ ...popeye, name }]);
    expect(await askRunningCulverts(folder.path)).toEqual([{ program: "app", pid: process.pid, tunnels: [popeye] }]);
    name = "Olive";
    expect(await askRunningCulverts(folder.path)).toMatchObject([{ tunnels: [{ name: "Olive" }] }]);
  });

  it("lets the same user in alone", async () => {
    mkdirSync(runFolder(folder.path), { mode: 0o777 });
    chmodSync(runFolder(folder.path), 0o777);
    await open();
    expect(statSync(runFolder(folder.path)).mode & 0o777).toBe(0o700);
    expect(statSync(statusSocket(folder.path, process.pid).file).mode & 0o777).toBe(0o600);
  });

  it("says nothing unasked, and nothing to another question", async () => {
    await open();
    let heard = "";
    const client = dial();
    client.setEncoding("utf8").on("data", (text: string) => (heard += text));
    await new Promise((resolve) => client.once("connect", resolve));
    client.write("{}\n");
    await new Promise((resolve) => client.once("close", resolve));
    expect(heard).toBe("");
  });

  it("hears a question in pieces, and no more than the first", async () => {
    await open();
    let heard = "";
    const client = dial();
    client.setEncoding("utf8").on("data", (text: string) => (heard += text));
    for (const piece of [STATUS_REQUEST.slice(0, 5), `${STATUS_REQUEST.slice(5)}\n${STATUS_REQUEST}\n`])
      client.write(piece);
    await new Promise((resolve) => client.once("close", resolve));
    expect(heard.split("\n")).toHaveLength(2);
  });

  it("turns away whoever comes while sixteen are there, and takes the next once they have gone", async () => {
    await open();
    const clients = Array.from({ length: 16 }, dial);
    await Promise.all(clients.map((client) => new Promise((resolve) => client.once("connect", resolve))));
    const one = dial();
    await new Promise((resolve) => one.once("close", resolve));
    expect(clients.filter((client) => client.readableEnded)).toEqual([]); // those before it are silent for longer
    for (const client of clients) client.destroy();
    await waitFor("room for another", async () =>
      (await askRunningCulverts(folder.path)).length === 1 ? true : undefined,
    );
  });

  it.each([
    ["sends a byte now and then", (client: Socket) => drip(client, "x")],
    ["asks, and sends on", (client: Socket) => drip(client, `${STATUS_REQUEST}\n`)],
    ["asks, and does not read", (client: Socket) => client.pause().write(`${STATUS_REQUEST}\n`)],
    ["ends its half, and stays", (client: Socket) => client.end("x")],
    ["says nothing", () => undefined],
  ])("keeps nobody out for longer than five seconds who %s", async (_, behave) => {
    const long = Array.from({ length: 20_000 }, () => popeye); // more than a socket takes unread
    await open(() => long);
    const clients = Array.from({ length: 16 }, () =>
      connect({ path: statusSocket(folder.path, process.pid).path, allowHalfOpen: true }).on("error", () => undefined),
    );
    await Promise.all(clients.map((client) => new Promise((resolve) => client.once("connect", resolve))));
    for (const client of clients) behave(client);
    const began = performance.now();
    await waitFor("room for another", async () =>
      (await askRunningCulverts(folder.path)).length === 1 ? true : undefined,
    );
    expect(performance.now() - began).toBeLessThan(60_000);
    for (const client of clients) client.destroy();
  });

  it.each([
    ["a line that never ends", "x".repeat(65_536)],
    ["a check of something that is no profile", `{"ask":"check","profile":"../x","digest":"${"0".repeat(64)}"}\n`],
    ["a check without its digest", `{"ask":"check","profile":"popeye"}\n`],
    ["a check for which no tunnel is open", `{"ask":"check","profile":"popeye","digest":"${"0".repeat(64)}"}\n`],
    ["a web browser's request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a hello of TLS", "\x16\x03\x01\x02\0\x01\0\n"],
    ["NULs", "\0".repeat(100_000)],
    ["the question behind something else", `x${STATUS_REQUEST}\n`],
    ["the question with CR behind it", `${STATUS_REQUEST}\r\n`],
  ])("says nothing to %s", async (_, sent) => {
    await open();
    let heard = "";
    const client = dial();
    client.on("data", (text) => (heard += text.toString()));
    await new Promise((resolve) => client.once("connect", resolve));
    client.write(sent, "latin1");
    await new Promise((resolve) => client.once("close", resolve));
    expect(heard).toBe("");
    expect(await askRunningCulverts(folder.path)).toHaveLength(1);
  });

  it("takes a socket's place that an earlier process with its number has left", async () => {
    mkdirSync(runFolder(folder.path), { recursive: true });
    writeFileSync(statusSocket(folder.path, process.pid).file, "");
    await open();
    expect(await askRunningCulverts(folder.path)).toHaveLength(1);
  });

  it("is gone once it is closed, twice if need be, with whoever was there", async () => {
    await open();
    const client = dial();
    await new Promise((resolve) => client.once("connect", resolve));
    const left = new Promise((resolve) => client.once("close", resolve));
    await Promise.all([listener?.close(), left]);
    await listener?.close();
    expect(existsSync(statusSocket(folder.path, process.pid).file)).toBe(false);
    expect(await askRunningCulverts(folder.path)).toEqual([]);
  });
});

describe.runIf(process.platform !== "win32")("a running Culvert that is asked for a check", () => {
  const request = { ask: "check", profile: "popeye", digest: "0".repeat(64) } as const;
  const first: Finding = { probe: "name", outcome: "ok", found: { code: "name.address", host: "192.0.2.1" } };
  const second: Finding = { probe: "tls", outcome: "failed", found: { code: "timed-out" } };
  const openWith = async (check: StatusAnswers["check"]): Promise<void> => {
    listener = await StatusListener.open(folder.path, "up", { statuses: () => [], check });
  };
  const ask = () => askForCheck(folder.path, process.pid, request);

  it("is given the question as it was asked, tells each finding as it comes, and that it was the last", async () => {
    const asked: unknown[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await openWith(async (question) => {
      asked.push(question);
      return (async function* () {
        yield first;
        await held;
        yield second;
      })();
    });
    const ftpLogin = { username: "olive", password: "\u0001".repeat(1024) }; // as long as a question can be
    const check = await askForCheck(folder.path, process.pid, { ...request, ftpLogin });
    expect(asked).toEqual([{ ...request, ftpLogin }]);
    const findings: Finding[] = [];
    for await (const finding of check?.findings ?? []) {
      findings.push(finding);
      expect(check?.isComplete()).toBe(false);
      release();
    }
    expect(findings).toEqual([first, second]);
    expect(check?.isComplete()).toBe(true);
  });

  it("is not taken for whole where the process ends amid it, or meets a bug", async () => {
    await openWith(async () =>
      (async function* () {
        yield first;
        await listener?.close();
        yield second;
      })(),
    );
    const cut = await ask();
    const heard: Finding[] = [];
    for await (const finding of cut?.findings ?? []) heard.push(finding);
    expect([heard, cut?.isComplete()]).toEqual([[first], false]);

    await openWith(async () =>
      (async function* () {
        yield first;
        throw new Error("a bug");
      })(),
    );
    const broken = await ask();
    for await (const finding of broken?.findings ?? []) expect(finding).toEqual(first);
    expect(broken?.isComplete()).toBe(false);
  });

  it("stops it once nobody listens any more", async () => {
    let stopped = false;
    await openWith(async (_, signal) => {
      signal.addEventListener("abort", () => (stopped = true));
      return (async function* () {
        yield first;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      })();
    });
    const check = await ask();
    for await (const finding of check?.findings ?? []) {
      expect(finding).toEqual(first);
      break;
    }
    await waitFor("the check to be stopped", () => stopped || undefined);
  });

  it("makes none where it cannot, and none is made where nobody listens", async () => {
    await openWith(() => Promise.resolve(undefined));
    expect(await ask()).toBeUndefined();
    await listener?.close();
    expect(await ask()).toBeUndefined();
  });
});

it("nobody is there where there is no folder", async () => {
  expect(await askRunningCulverts(folder.file("nowhere"))).toEqual([]);
});
