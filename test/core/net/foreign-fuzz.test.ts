import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canPlaySecondHost, startSecondHost, type SecondHost } from "../../support/clients/second-host.js";
import { standOn, type BridgeSetup } from "../../support/fixtures/bridge-setup.js";
import { cheapHash } from "../../support/fixtures/cheap-hash.js";
import { freePort, freeRange } from "../../support/fixtures/free-port.js";
import { startRelaySetup, type RelaySetup } from "../../support/fixtures/relay-setup.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { nearly } from "../../fuzz/mutations.js";

/** `CULVERT_FOREIGN_INPUTS=5000 npx vitest run <this file>` takes some minutes; `CULVERT_FOREIGN_SEED` plays one again. */
const INPUTS = Number(process.env["CULVERT_FOREIGN_INPUTS"] ?? 120);
const SEED = Number(process.env["CULVERT_FOREIGN_SEED"] ?? Date.now() % 1_000_000);

/**
 * Plays every input of a file against a port, four of five behind a login: written in pieces, with whatever data ports the answers name opened and filled
 * with bytes of no sense, and the connection ended in one of three ways. Runs in the other namespace, in plain node.
 */
const FUZZER = `
const { connect } = require("node:net");
const [host, port, login, file] = process.argv.slice(1);
const inputs = JSON.parse(require("node:fs").readFileSync(file, "utf8"));
const log = { played: 0, replies: 0, dataOpened: 0 };
const quiet = (socket) => socket.on("error", () => {}).resume();
const openData = (dataPort, index) => {
  if (!(dataPort > 0 && dataPort < 65536)) return;
  const data = quiet(connect({ host, port: dataPort }));
  setTimeout(() => data.destroy(), 600);
  data.on("connect", () => {
    log.dataOpened++;
    if (index % 4 === 0) data.resetAndDestroy();
    else if (index % 4 === 1) data.end(Buffer.alloc(70000, index));
    else if (index % 4 === 2) { data.write("\\x16\\x03\\x01 half"); }
    else data.end();
  });
};
const playOne = (input, index) => new Promise((resolve) => {
  const bytes = Buffer.from(input, "latin1");
  const control = connect({ host, port: Number(port) });
  let at = 0, text = "", late, mayWrite = index % 5 === 4;
  const finish = () => { clearTimeout(late); log.played++; resolve(); };
  const end = () => index % 3 === 0 ? control.resetAndDestroy() : index % 3 === 1 ? control.destroy() : (control.end(), setTimeout(() => control.destroy(), 100));
  const idle = () => { clearTimeout(late); late = setTimeout(end, mayWrite ? 1000 : 8000); };
  control.on("error", () => {}).on("close", finish);
  control.on("data", (chunk) => {
    text = (text + chunk.toString("latin1")).slice(-4000);
    log.replies++;
    for (const [, high, low] of text.matchAll(/227 [^\\n]*\\(\\d+,\\d+,\\d+,\\d+,(\\d+),(\\d+)\\)[^\\n]*\\n/g)) openData(high * 256 + Number(low), index);
    for (const [, epsv] of text.matchAll(/229 [^\\n]*\\|\\|\\|(\\d+)\\|[^\\n]*\\n/g)) openData(Number(epsv), index);
    if (!mayWrite && /^230 /m.test(text)) { mayWrite = true; write(); }
    text = text.slice(text.lastIndexOf("\\n") + 1);
    idle();
  });
  setTimeout(end, 16000).unref();
  const write = () => {
    if (control.destroyed || at >= bytes.length) return idle();
    const size = 1 + (index * 7919 + at * 31) % 400;
    control.write(bytes.subarray(at, at + size));
    at += size;
    setImmediate(write);
  };
  control.on("connect", () => { if (mayWrite) write(); else control.write(login); });
});
(async () => {
  let next = 0;
  await Promise.all(Array.from({ length: 6 }, async () => {
    for (let index = next++; index < inputs.length; index = next++) await playOne(inputs[index], index);
  }));
  process.stdout.write(JSON.stringify(log), () => process.exit(0));
})();
`;

/** Knocks at every port of a range for a time, sends what is not wanted, and keeps what comes. */
const THIEF = `
const { connect } = require("node:net");
const [host, first, last, seconds] = process.argv.slice(1);
const until = Date.now() + Number(seconds) * 1000;
const log = { knocked: 0, connected: 0, came: "" };
const knock = (port) => new Promise((resolve) => {
  const socket = connect({ host, port });
  log.knocked++;
  socket.on("connect", () => { log.connected++; socket.write("stolen"); setTimeout(() => socket.destroy(), 30); });
  socket.setEncoding("latin1").on("data", (more) => { log.came += more; });
  socket.on("error", () => {}).on("close", resolve);
});
(async () => {
  while (Date.now() < until) {
    for (let port = Number(first); port <= Number(last); port++) await knock(port);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  process.stdout.write(JSON.stringify(log), () => process.exit(0));
})();
`;

interface Fuzzed {
  readonly played: number;
  readonly replies: number;
  readonly dataOpened: number;
}

describe.runIf(canPlaySecondHost())(`two other computers that speak nonsense (seed ${SEED})`, () => {
  let one: SecondHost;
  let two: SecondHost;
  let temp: TempFolder;
  let victim: Server;
  let victimPort: number;
  let knocks = 0;
  const clear: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    [one, two] = [startSecondHost(), startSecondHost()];
    temp = tempFolder();
    victimPort = await freePort("0.0.0.0");
    victim = createServer((socket) => {
      knocks++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => victim.listen(victimPort, "0.0.0.0", resolve));
  });
  afterAll(async () => {
    for (const end of clear.splice(0)) await end();
    await new Promise((resolve) => victim.close(resolve));
    one.remove();
    two.remove();
    temp.remove();
  });

  /** Sessions that are nearly right, as a device could send them. */
  function inputs(): string[] {
    const port = (address: string): string => `${address.replaceAll(".", ",")},${victimPort >> 8},${victimPort & 255}`;
    const others = [one.here, two.here, "127.0.0.1"];
    const sessions = [
      `PASV\r\nSTOR a\r\nQUIT\r\n`,
      `EPSV\r\nLIST -la ..\r\nEPSV\r\nMLSD ../../..\r\n`,
      `TYPE A\r\nREST 5\r\nPASV\r\nAPPE ../b\r\nABOR\r\nSTAT\r\n`,
      `MKD d\r\nCWD d\r\nRNFR ../a\r\nRNTO ../../../stolen\r\nSITE CHMOD 777 ..\r\nSITE SYMLINK / l\r\n`,
      `OPTS UTF8 ON\r\nFEAT\r\nMLST /\r\nSIZE a\r\nMDTM a\r\nMFMT 20200101000000 a\r\nREIN\r\n`,
      ...others.map((address) => `PORT ${port(address)}\r\nLIST\r\nRETR a\r\n`),
      ...others.map((address) => `EPRT |1|${address}|${victimPort}|\r\nNLST\r\nSTOR x\r\n`),
      "AUTH TLS\r\n\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
      `\xff\xf4\xff\xf2ABOR\r\nEPSV ALL\r\nPASV\r\nEPSV\r\n`,
    ];
    const spoken = nearly(sessions, ["PASV\r\n", "EPSV\r\n", "../", "STOR ", "RETR ", "\r\n"]);
    return fc.sample(spoken, { numRuns: INPUTS, seed: SEED });
  }

  async function fuzz(port: number, login: string): Promise<readonly Fuzzed[]> {
    const all = inputs();
    const files = [0, 1].map((half) => {
      const file = temp.file(`inputs-${port}-${half}`);
      writeFileSync(file, JSON.stringify(all.filter((_, index) => index % 2 === half)));
      return file;
    });
    return (await Promise.all(
      [one, two].map((host, half) => host.run(FUZZER, host.here, String(port), login, files[half] ?? "")),
    )) as Fuzzed[];
  }

  const startBridge = async (rangeSize: number): Promise<{ setup: BridgeSetup; first: number; last: number }> => {
    mkdirSync(temp.file("scans"), { recursive: true });
    const range = await freeRange(rangeSize, "0.0.0.0");
    const user = (name: string) => ({ name, password: cheapHash("spinach"), folder: temp.file("scans") });
    const setup = await standOn(
      {},
      {
        listen: "0.0.0.0",
        ftp: { allow: [one.address, two.address], dataPorts: range.text, users: [user("scanner"), user("camera")] },
      },
    );
    clear.push(setup.clear);
    return { setup, first: range.first, last: range.last };
  };

  it("get nothing out of a bridge but its user's folder, have it call nobody, and leave it to serve", async () => {
    writeFileSync(temp.file("secret"), "not yours");
    const { setup } = await startBridge(20);
    const before = knocks;
    const fuzzed = await fuzz(setup.bridge.port, "USER scanner\r\nPASS spinach\r\n");
    expect(fuzzed.reduce((sum, { played }) => sum + played, 0)).toBe(INPUTS);
    for (const { dataOpened } of fuzzed) expect(dataOpened).toBeGreaterThan(0);
    expect(knocks - before, "nobody else is called").toBe(0);
    expect(readFileSync(temp.file("secret"), "utf8")).toBe("not yours");
    expect(readdirSync(temp.path).filter((name) => !/^(?:secret|scans|inputs-)/.test(name))).toEqual([]);
    const heard = await one.ftp(setup.bridge.port, [
      "USER camera",
      "PASS spinach",
      "TYPE I",
      "STOR after\tstill here",
      "RETR after",
    ]);
    expect(heard.data, heard.replies.join("; ")).toEqual(["", "still here"]);
    expect(setup.bridge.status().state.kind).toBe("open");
  }, 240_000);

  it("get nothing out of a relay but what its server says, and leave it to serve", async () => {
    const relays: RelaySetup = await startRelaySetup();
    clear.push(async () => {
      await relays.cleanUp();
      await relays.close();
    });
    const { running } = await relays.scene({}, "0.0.0.0", { allow: [one.address, two.address] });
    const before = knocks;
    const fuzzed = await fuzz(running.port, "USER a\r\nPASS b\r\n");
    expect(fuzzed.reduce((sum, { played }) => sum + played, 0)).toBe(INPUTS);
    expect(knocks - before, "nobody else is called").toBe(0);
    expect(running.row().state.kind).toBe("listening");
    expect((await one.ftp(running.port, ["USER a"])).replies.length).toBeGreaterThan(0);
  }, 240_000);

  it("steal no data port of each other's: every file is whole, and the thief reads nothing", async () => {
    const { setup, first, last } = await startBridge(4);
    const thief = two.run(THIEF, one.here, String(first), String(last), "6") as Promise<{
      knocked: number;
      came: string;
    }>;
    const login = ["USER scanner", "PASS spinach", "TYPE I"];
    const content = (turn: number): string => createHash("sha512").update(String(turn)).digest("hex").repeat(50);
    const stores = Array.from({ length: 8 }, (_, turn) => `STOR f${turn}\t${content(turn)}`);
    const fetches = Array.from({ length: 8 }, (_, turn) => `RETR f${turn}`);
    const heard = await one.ftp(setup.bridge.port, [...login, ...stores, ...fetches]);
    const { knocked, came } = await thief;
    expect(knocked).toBeGreaterThan(100);
    expect(came).toBe("");
    expect(heard.replies.filter((reply) => reply.startsWith("226"))).toHaveLength(16);
    expect(heard.data.slice(8)).toEqual(Array.from({ length: 8 }, (_, turn) => content(turn)));
    for (let turn = 0; turn < 8; turn++) expect(readFileSync(temp.file(`scans/f${turn}`), "utf8")).toBe(content(turn));
  });
});
