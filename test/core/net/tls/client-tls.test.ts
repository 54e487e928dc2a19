import { readFileSync, writeFileSync, existsSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { TLSSocket, type ConnectionOptions } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ControlMemoryBudget } from "../../../../src/core/net/ftp/control-memory-budget.js";
import type { ClientTlsFields } from "../../../../src/shared/profile/client-tls.js";
import type { ForwardStatus } from "../../../../src/shared/status/tunnel-state.js";
import { connectData, dataFrom, RawFtp, secured } from "../../../support/clients/raw-ftp.js";
import { openBridge } from "../../../support/fixtures/open-bridge.js";
import { freePort } from "../../../support/fixtures/free-port.js";
import { startRelaySetup, type RelaySetup } from "../../../support/fixtures/relay-setup.js";
import { tempFolder, type TempFolder } from "../../../support/fixtures/temp-folder.js";
import { startSftpGateway, type SftpGateway } from "../../../support/gateways/sftp-gateway.js";
import { waitFor } from "../../../support/wait-for.js";

const TEXT = "ahoy ".repeat(60_000);
const MB = 1024 * 1024;
const LONG_FILE = "0123456789abcdef".repeat(2 * MB);

/** A relay or a bridge, as one who comes to it sees it. */
interface Scene {
  readonly port: number;
  readonly row: () => ForwardStatus;
  /** Lines that log in, and the path of a file that is there, or is to be. */
  readonly login: readonly string[];
  readonly path: (name: string) => string;
  /** What was stored whole under a name. */
  readonly stored: (name: string) => string | undefined;
  /** What reached the FTP server beyond. */
  readonly heard: () => readonly string[];
}

let setup: RelaySetup;
let gateway: SftpGateway;
let folder: TempFolder;
const cleanUps: (() => unknown)[] = [];

beforeAll(async () => {
  [setup, gateway] = await Promise.all([startRelaySetup(), startSftpGateway()]);
  folder = tempFolder();
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(async () => {
  folder.remove();
  await Promise.all([setup.close(), gateway.close()]);
});

async function relayScene(tls: ClientTlsFields): Promise<Scene> {
  const { server, running } = await setup.scene({ files: { "a.txt": TEXT, long: LONG_FILE } }, "127.0.0.1", tls);
  cleanUps.push(() => setup.cleanUp());
  return {
    port: running.port,
    row: running.row,
    login: ["USER olive", "PASS oyl"],
    path: (name) => name,
    stored: (name) => server.stored.get(name),
    heard: () => server.heard,
  };
}

async function bridgeScene(tls: ClientTlsFields): Promise<Scene> {
  const bridge = await openBridge(gateway, { ftp: tls });
  cleanUps.push(() => bridge.close());
  writeFileSync(folder.file("a.txt"), TEXT);
  writeFileSync(folder.file("long"), LONG_FILE);
  return {
    port: bridge.port,
    row: () => {
      const [row] = bridge.status().forwards;
      if (row === undefined) throw new Error("no row");
      return row;
    },
    login: [`USER ${bridge.username}`, `PASS ${bridge.password}`, "TYPE I"],
    path: (name) => folder.file(name),
    stored: (name) => (existsSync(folder.file(name)) ? readFileSync(folder.file(name), "latin1") : undefined),
    heard: () => [],
  };
}

async function plainClient(scene: Scene): Promise<RawFtp> {
  const ftp = await RawFtp.connect(scene.port);
  cleanUps.push(() => ftp.close());
  return ftp;
}

async function logIn(scene: Scene, ftp: RawFtp): Promise<RawFtp> {
  for (const line of scene.login) expect(await ftp.say(line)).toMatch(/^[23]/);
  return ftp;
}

/** A transfer's last word: where TLS has failed before, it is the first one too. */
async function finalReply(ftp: RawFtp): Promise<string> {
  const first = await ftp.hear();
  return first.startsWith("1") ? ftp.hear() : first;
}

const tlsClient = async (scene: Scene, options: ConnectionOptions = {}): Promise<RawFtp> =>
  logIn(scene, await (await plainClient(scene)).authenticate(options));

describe.each([
  { name: "a relay", sceneOf: relayScene },
  { name: "a bridge", sceneOf: bridgeScene },
])("TLS between an FTP program and $name", ({ sceneOf }) => {
  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "carries a file both ways by %s, data in a session that is resumed, with close_notify at the end",
    async (version) => {
      const scene = await sceneOf({ clientTls: "offered" });
      const limits: ConnectionOptions = { minVersion: version, maxVersion: version, ALPNProtocols: ["ftp"] };
      const plain = await plainClient(scene);
      const ftp = await plain.authenticate(limits);
      const { socket: control } = ftp;
      if (!(control instanceof TLSSocket)) throw new Error("not in TLS");
      let session: Buffer | undefined = control.getSession();
      control.on("session", (ticket: Buffer) => (session = ticket));
      await logIn(scene, ftp);

      const { port } = await ftp.passive();
      ftp.send(`RETR ${scene.path("a.txt")}\r\n`);
      const down = await secured({
        host: "127.0.0.1",
        port,
        ...limits,
        ALPNProtocols: ["ftp-data"],
        ...(session === undefined ? {} : { session }),
      });
      expect(down.isSessionReused()).toBe(true);
      let hasEnded = false;
      down.once("end", () => (hasEnded = true));
      expect(await dataFrom(down)).toBe(TEXT);
      expect(hasEnded).toBe(true);
      expect(await ftp.hear()).toMatch(/^1/);
      expect(await ftp.hear()).toMatch(/^226/);

      const { port: up } = await ftp.passive("EPSV");
      ftp.send(`STOR ${scene.path("b.txt")}\r\n`);
      const store = await secured({ host: "127.0.0.1", port: up, ...limits });
      store.end(TEXT, "latin1");
      expect(await ftp.hear()).toMatch(/^1/);
      expect(await ftp.hear()).toMatch(/^226/);
      expect(scene.stored("b.txt")).toBe(TEXT);
      expect(scene.row().trouble).toBeUndefined();
      expect(scene.heard().join("")).not.toMatch(/AUTH|PBSZ|PROT/);
    },
  );

  it("tells of TLS in FEAT where it is offered, and takes plain FTP and plain data all the same", async () => {
    const scene = await sceneOf({ clientTls: "offered" });
    const ftp = await plainClient(scene);
    expect(await ftp.say("FEAT")).toMatch(/\n AUTH TLS\r\n PBSZ\r\n PROT\r\n/);
    await logIn(scene, ftp);
    expect((await ftp.fetch(`RETR ${scene.path("a.txt")}`)).data).toBe(TEXT);
    expect(await ftp.say("AUTH TLS")).toMatch(/^503/); // RFC 4217: before the login
    const inTls = await logIn(scene, await (await plainClient(scene)).authenticate());
    expect(await inTls.say("PROT C")).toMatch(/^200/);
    expect((await inTls.fetch(`RETR ${scene.path("a.txt")}`)).data).toBe(TEXT);
    expect(await inTls.say("CCC")).toMatch(/^533/);
    expect(await inTls.say("REIN")).toMatch(/^502/);
    expect((await inTls.fetch(`RETR ${scene.path("a.txt")}`)).data).toBe(TEXT); // still logged in
    expect(await inTls.say("AUTH TLS")).toMatch(/^503/);
  });

  it("lets nobody say a name in the clear where TLS is required, nor have data in the clear", async () => {
    const scene = await sceneOf({ clientTls: "required" });
    const plain = await plainClient(scene);
    expect(await plain.say("USER olive")).toMatch(/^530 TLS is required/);
    expect(await plain.say("PASS oyl")).toMatch(/^530/);
    expect(await plain.say("PROT P")).toMatch(/^503/);
    expect(await plain.say("AUTH KERBEROS_V4")).toMatch(/^504/);
    expect(await plain.say("AUTH SSL")).toMatch(/^234/);
    const ftp = await logIn(scene, await plain.secure());
    expect(await ftp.say("PASV")).toMatch(/^521/);
    expect(await ftp.say(`RETR ${scene.path("a.txt")}`)).toMatch(/^521/);
    expect(await ftp.say("PBSZ 0")).toMatch(/^200/);
    expect(await ftp.say("PROT C")).toMatch(/^534/);
    expect(await ftp.say("PROT S")).toMatch(/^536/);
    expect(await ftp.say("PROT P")).toMatch(/^200/);
    expect(await ftp.say("PASV")).toMatch(/^227/);
    expect(scene.heard().filter((line) => /^(?:USER|PASS)/.test(line)).length).toBeLessThanOrEqual(2);
  });

  it("knows nothing of TLS where it is off, as on loopback by itself, and cuts a TLS hello off", async () => {
    const scene = await sceneOf({});
    const ftp = await plainClient(scene);
    expect(await ftp.say("AUTH TLS")).toMatch(/^502/);
    expect(await ftp.say("FEAT")).not.toContain("AUTH");
    expect(scene.row().clientTls).toBeUndefined();
    await expect(secured({ host: "127.0.0.1", port: scene.port })).rejects.toThrow();
    await waitFor("a hello that is cut off", () =>
      scene.row().trouble?.code.endsWith(".not-ftp") === true ? true : undefined,
    );
  });

  it("cuts a TLS hello off at the plain port where AUTH is offered as well", async () => {
    const scene = await sceneOf({ clientTls: "required" });
    await expect(secured({ host: "127.0.0.1", port: scene.port })).rejects.toThrow();
    await waitFor("a hello that is cut off", () =>
      scene.row().trouble?.code.endsWith(".not-ftp") === true ? true : undefined,
    );
  });

  it.each([
    { name: "a whole command", behind: "USER olive\r\n" },
    { name: "the beginning of one", behind: "US" },
  ])("ends the session where $name comes in the clear behind AUTH", async ({ behind }) => {
    const scene = await sceneOf({ clientTls: "offered" });
    const ftp = await plainClient(scene);
    ftp.send(`AUTH TLS\r\n${behind}`);
    expect(await ftp.hear()).toMatch(/^421/);
    expect(await ftp.hear()).toBe("");
    expect(scene.row().trouble).toMatchObject({ code: "ftp.client-tls-failed", cause: "injected" });
    expect(scene.heard().join("")).not.toContain("olive");
  });

  it("ends the session where plain text comes in the place of the handshake", async () => {
    const scene = await sceneOf({ clientTls: "offered" });
    const ftp = await plainClient(scene);
    expect(await ftp.say("AUTH TLS")).toMatch(/^234/);
    ftp.send("USER olive\r\n");
    expect(await ftp.hear()).toBe("");
    expect(scene.row().trouble).toMatchObject({ code: "ftp.client-tls-failed", cause: "other" });
    expect(scene.heard().join("")).not.toContain("olive");
  });

  it("tells that a program does not trust the certificate, and speaks nothing older than TLS 1.2", async () => {
    const scene = await sceneOf({ clientTls: "offered" });
    const suspicious = await plainClient(scene);
    expect(await suspicious.say("AUTH TLS")).toMatch(/^234/);
    const refusal = suspicious.secure({ rejectUnauthorized: true });
    await expect(refusal).rejects.toThrow(/self-signed/);
    await waitFor("a failure", () => (scene.row().trouble?.code === "ftp.client-tls-failed" ? true : undefined));
    const old = await plainClient(scene);
    expect(await old.say("AUTH TLS")).toMatch(/^234/);
    await expect(
      old.secure({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
    ).rejects.toThrow();
    await waitFor("a failure", () => {
      const { trouble } = scene.row();
      return trouble?.code === "ftp.client-tls-failed" && trouble.cause === "too-old" ? true : undefined;
    });
  });

  it.each([
    { name: "an upload", sent: TEXT },
    { name: "an empty upload", sent: "" },
  ])("tells $name that ends without close_notify as broken", async ({ sent }) => {
    const scene = await sceneOf({ clientTls: "offered" });
    const ftp = await tlsClient(scene);
    const { port } = await ftp.passive();
    ftp.send(`STOR ${scene.path("cut.txt")}\r\n`);
    const raw = connect({ host: "127.0.0.1", port });
    const store = await secured({ socket: raw });
    if (sent !== "") await new Promise((resolve) => store.write(sent, "latin1", resolve));
    raw.end(); // FIN, and no close_notify before it
    expect(await finalReply(ftp)).toMatch(/^4/);
    store.destroy();
  });

  it("takes such an upload where the profile says that its programs send no close_notify", async () => {
    const scene = await sceneOf({ clientTls: "offered", clientCloseNotify: false });
    const ftp = await tlsClient(scene);
    const { port } = await ftp.passive();
    ftp.send(`STOR ${scene.path("mute.txt")}\r\n`);
    const raw = connect({ host: "127.0.0.1", port });
    const store = await secured({ socket: raw });
    await new Promise((resolve) => store.write(TEXT, "latin1", resolve));
    raw.end();
    expect(await ftp.hear()).toMatch(/^1/);
    expect(await ftp.hear()).toMatch(/^226/);
    expect(scene.stored("mute.txt")).toBe(TEXT);
    store.destroy();
  });

  it("tells a transfer as failed whose data connection is in the clear where TLS was agreed on", async () => {
    const scene = await sceneOf({ clientTls: "offered" });
    const ftp = await tlsClient(scene);
    const { port } = await ftp.passive();
    ftp.send(`STOR ${scene.path("clear.txt")}\r\n`);
    connectData(port, "127.0.0.1").end("not in TLS");
    expect(await finalReply(ftp)).toMatch(/^4/);
    expect(scene.stored("clear.txt") ?? "").toBe("");
  });

  it("speaks TLS from the first byte on a port of its own, whatever the other port does", async () => {
    const implicitTlsPort = await freePort("127.0.0.1");
    const scene = await sceneOf({ implicitTlsPort });
    const ftp = await logIn(scene, await RawFtp.connectTls(implicitTlsPort));
    const { port } = await ftp.passive();
    ftp.send(`RETR ${scene.path("a.txt")}\r\n`);
    expect(await dataFrom(await secured({ host: "127.0.0.1", port }))).toBe(TEXT); // PROT P by itself
    expect(await ftp.hear()).toMatch(/^1/);
    expect(await ftp.hear()).toMatch(/^226/);
    expect(scene.row().clientTls).toMatchObject({ mode: "off", implicitPort: implicitTlsPort });
    expect(scene.row().clientTls?.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    const plain = connect({ host: "127.0.0.1", port: implicitTlsPort });
    plain.on("error", () => undefined).write("USER olive\r\n");
    await new Promise((resolve) => plain.once("close", resolve));
  });

  it("keeps little of a file that its client does not read, which comes whole once it does", async () => {
    const scene = await sceneOf({ clientTls: "offered" });
    const ftp = await tlsClient(scene);
    const { port } = await ftp.passive();
    ftp.send(`RETR ${scene.path("long")}\r\n`);
    const data = await secured({ host: "127.0.0.1", port });
    data.pause();
    expect(await ftp.hear()).toMatch(/^1/);
    const passed = () => scene.row().transfers?.[0]?.bytes ?? 0;
    await waitFor("the beginning of the file", () => (passed() > 0 ? true : undefined));
    await untilStill(passed);
    expect(passed(), "what all buffers on the way hold").toBeLessThan(16 * MB);
    const whole = dataFrom(data);
    data.resume();
    expect((await whole) === LONG_FILE).toBe(true);
    expect(await ftp.hear()).toMatch(/^226/);
  });

  it("keeps little of endless commands of a client that reads no reply, and serves others", async () => {
    const scene = await sceneOf({ clientTls: "offered" });
    const { socket } = await tlsClient(scene);
    socket.pause();
    let written = 0;
    const pour = () => {
      while (!socket.destroyed && written < 64 * MB) {
        written += 100_000;
        if (!socket.write("AUTH TLS\r\n".repeat(10_000))) return void socket.once("drain", pour);
      }
    };
    pour();
    await untilStill(() => written);
    expect(written, "what all buffers on the way hold").toBeLessThan(24 * MB);
    expect(await (await tlsClient(scene)).say("NOOP")).toMatch(/^200/);
    socket.destroy();
  });

  it("calls a client back for data in TLS, as its server", async () => {
    const scene = await sceneOf({ clientTls: "offered" });
    const ftp = await tlsClient(scene);
    const own = createServer().listen(0, "127.0.0.1");
    cleanUps.push(() => own.close());
    await new Promise((resolve) => own.once("listening", resolve));
    const { port } = own.address() as AddressInfo;
    const called = new Promise<Socket>((resolve) => own.once("connection", resolve));
    expect(await ftp.say(`EPRT |1|127.0.0.1|${port}|`)).toMatch(/^200/);
    ftp.send(`RETR ${scene.path("a.txt")}\r\n`);
    expect(await dataFrom(await secured({ socket: await called }))).toBe(TEXT);
    expect(await ftp.hear()).toMatch(/^1/);
    expect(await ftp.hear()).toMatch(/^226/);
  });
});

describe("TLS between an FTP program and a relay", () => {
  it("breaks off the clients in TLS that hold most where all together hold too much, and none that reads its replies", async () => {
    const { server } = await setup.scene({ answers: { X: () => undefined } });
    cleanUps.push(() => setup.cleanUp());
    const memory = new ControlMemoryBudget(400_000);
    const { port, relay, row } = await setup.relay(server, "127.0.0.1", {
      clientTls: "required",
      controlMemory: memory,
    });
    const inTls = async () => (await RawFtp.connect(port)).authenticate();
    const honest = await inTls();
    const hostile = await Promise.all(Array.from({ length: 6 }, inTls));
    for (const { socket } of hostile) socket.pause().write("X\r\n".repeat(100_000));
    await waitFor("a client that is broken off", () => (row().connections.open < 7 ? true : undefined));
    expect(memory.bytes).toBeLessThanOrEqual(400_000);
    expect(await honest.say("USER olive")).toMatch(/^331/);
    for (const { socket } of hostile) socket.destroy();
    honest.close();
    await relay.stop();
    await waitFor("an empty memory", () => (memory.bytes === 0 ? true : undefined));
  });

  it("gives a handshake twenty seconds", async () => {
    const { running, client } = await setup.scene({}, "127.0.0.1", { clientTls: "offered" });
    cleanUps.push(() => setup.cleanUp());
    const ftp = await client();
    expect(await ftp.say("AUTH TLS")).toMatch(/^234/);
    running.clock.advance(19_000);
    expect(running.row().connections.open).toBe(1);
    running.clock.advance(2_000);
    expect(await ftp.hear()).toBe("");
    expect(running.row().trouble).toMatchObject({ code: "ftp.client-tls-failed", cause: "timed-out" });
  });
});

/** Wait until a count has not grown for a while. */
async function untilStill(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
