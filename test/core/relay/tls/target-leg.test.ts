import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../../../src/shared/status/questions.js";
import type { NoAnswer } from "../../../../src/core/environment.js";
import { connectData, dataFrom, RawFtp } from "../../../support/clients/raw-ftp.js";
import {
  startRelaySetup,
  type RelayOptions,
  type RelaySetup,
  type RunningRelay,
} from "../../../support/fixtures/relay-setup.js";
import { makePemPair, type PemPair } from "../../../support/fixtures/tls-certificates.js";
import {
  startTlsFtpServer,
  type TlsFtpServer,
  type TlsFtpServerOptions,
} from "../../../support/servers/tls-ftp-server.js";
import { waitFor } from "../../../support/wait-for.js";

const LONG = Array.from({ length: 60_000 }, (_, index) => `line ${index} of a long file\r\n`).join("");

let setup: RelaySetup;
let authority: PemPair;
let pair: PemPair;
const cleanUps: (() => unknown)[] = [];

beforeAll(async () => {
  setup = await startRelaySetup();
  authority = await makePemPair({ name: "Popeye's authority", isAuthority: true });
  pair = await makePemPair({ by: authority });
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
afterAll(() => setup.close());

interface Scene {
  readonly server: TlsFtpServer;
  readonly running: RunningRelay;
  readonly client: () => Promise<RawFtp>;
}

/** A relay in front of a server in TLS, whose authority is trusted. */
async function sceneOf(options: Partial<TlsFtpServerOptions> = {}, profile: RelayOptions = {}): Promise<Scene> {
  const server = await startTlsFtpServer({ pair, files: { "a.txt": "ahoy", long: LONG, empty: "" }, ...options });
  const running = await setup.relay(server, "127.0.0.1", { authorities: () => [authority.cert], ...profile });
  cleanUps.push(
    () => server.close(),
    () => running.relay.stop(),
  );
  return {
    server,
    running,
    async client() {
      const ftp = await RawFtp.connect(running.port);
      cleanUps.push(() => ftp.close());
      return ftp;
    },
  };
}

async function logIn(ftp: RawFtp): Promise<void> {
  expect(await ftp.say("USER olive")).toMatch(/^331/);
  expect(await ftp.say("PASS oyl")).toMatch(/^230/);
}

async function store(ftp: RawFtp, name: string, text: string): Promise<string> {
  const { port } = await ftp.passive();
  const data = connectData(port, "127.0.0.1");
  expect(await ftp.say(`STOR ${name}`)).toMatch(/^150/);
  data.end(text, "latin1");
  return ftp.hear();
}

describe("a relay to a server that demands TLS", () => {
  it.each([
    [
      "at USER, and hangs up (vsftpd)",
      { at: "USER", reply: "530 Non-anonymous sessions must use encryption.", hangsUp: true },
    ],
    [
      "at USER by 421 (Pure-FTPd)",
      { at: "USER", reply: "421-Sorry, cleartext sessions\r\n421 are not accepted on this server.", hangsUp: true },
    ],
    ["at USER by 503 (FileZilla Server)", { at: "USER", reply: "503 Use AUTH first." }],
    ["at USER by 534 (IIS)", { at: "USER", reply: "534 Policy requires SSL." }],
    ["at USER by 550 (pyftpdlib)", { at: "USER", reply: "550 SSL/TLS required on the control channel." }],
    ["at PASS", { at: "PASS", reply: "530 Please use TLS." }],
    ["at PASV", { at: "PASV", reply: "522 SSL/TLS required on the data channel." }],
    ["at the first transfer (vsftpd)", { at: "LIST", reply: "522 Data connections must be encrypted." }],
  ])("speaks TLS to it, unseen by the client, when it does so %s", async (_, demands) => {
    const { server, client, running } = await sceneOf({ demands });
    const ftp = await client();
    await ftp.say("CWD pub");
    await logIn(ftp);
    const listing = await ftp.fetch("LIST");
    expect([listing.data, listing.replies.at(-1)]).toEqual(["a.txt\r\nlong\r\nempty", "226 Done.\r\n"]);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(await store(ftp, "b.txt", "spinach")).toMatch(/^226/);
    expect(server.stored.get("b.txt")).toBe("spinach");
    expect(server.inTls).toContain("CWD pub");
    expect(server.inTls).toContain("PASS oyl");
    if (demands.at === "USER") expect(server.inClear).not.toContain("PASS oyl");
    expect(server.data.at(-1)).toEqual({ isTls: true, isReused: true });
    expect(running.row().trouble).toBeUndefined();
  });

  it("sends no password in the clear that came behind the name in one piece, nor by a later client", async () => {
    const { server, client } = await sceneOf({ demands: { at: "USER", reply: "530 Use encryption.", hangsUp: true } });
    const ftp = await client();
    ftp.send("USER olive\r\nPASS oyl\r\nNOOP\r\n");
    expect([await ftp.hear(), await ftp.hear(), await ftp.hear()].map((said) => said.slice(0, 3))).toEqual([
      "331",
      "230",
      "200",
    ]);
    const later = await client();
    await logIn(later);
    expect(server.inClear).toEqual(["USER olive", "AUTH TLS", "AUTH TLS"]);
  });

  it("passes the demand on where the server refuses TLS after all, and goes on in the clear", async () => {
    const demands = { at: "USER", reply: "530 Use encryption." };
    const { client, running } = await sceneOf({ demands, authTls: "502 No.", authSsl: "502 No." });
    const ftp = await client();
    expect(await ftp.say("USER olive")).toBe("530 Use encryption.\r\n");
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-demanded", said: "530 Use encryption." });
    demands.at = "nothing";
    await logIn(ftp);
  });

  it("leaves it where the profile says never", async () => {
    const { client, running, server } = await sceneOf(
      { demands: { at: "USER", reply: "534 Policy requires SSL." } },
      { tls: "never" },
    );
    expect(await (await client()).say("USER olive")).toMatch(/^534/);
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-demanded" });
    expect(server.inClear).toEqual(["USER olive"]);
  });
});

describe.each([
  ["explicit", { tls: "explicit" }, {}],
  ["implicit", { tls: "implicit" }, { isImplicit: true }],
] as const)("a relay in %s TLS", (_, profile, options) => {
  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "carries files both ways in %s, whole, and resumes the session for each",
    async (version) => {
      const { server, client, running } = await sceneOf(
        { ...options, versions: [version, version], requiresReuse: true },
        profile,
      );
      const ftp = await client();
      await logIn(ftp);
      for (let round = 0; round < 12; round++) expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
      const long = await ftp.fetch("RETR long", "EPSV");
      expect(long.data === LONG).toBe(true);
      expect((await ftp.fetch("RETR empty")).data).toBe("");
      expect(await store(ftp, "long", LONG)).toBe("226 Stored.\r\n");
      expect(server.stored.get("long") === LONG).toBe(true);
      expect(await store(ftp, "nothing", "")).toBe("226 Stored.\r\n");
      expect(server.stored.get("nothing")).toBe("");
      expect(server.data.every(({ isTls, isReused }) => isTls && isReused)).toBe(true);
      expect(server.inClear.filter((line) => !line.startsWith("AUTH"))).toEqual([]);
      expect(running.row().trouble).toBeUndefined();
      expect((await ftp.fetch("RETR none")).replies).toEqual(["550 No such file.\r\n"]);
      expect(running.row().trouble).toBeUndefined();
      ftp.close();
      await expect.poll(() => [running.channels(), server.open(), running.clock.pending]).toEqual([0, 0, 0]);
    },
  );

  it("shows no TLS among the features, refuses CCC, and begins anew for REIN", async () => {
    const { server, client } = await sceneOf(options, profile);
    const ftp = await client();
    expect(await ftp.say("FEAT")).toBe("211-Features:\r\n SIZE\r\n211 End\r\n");
    await logIn(ftp);
    expect(await ftp.say("CCC")).toMatch(/^502/);
    expect(await ftp.say("REIN")).toMatch(/^220/);
    expect(await ftp.say("NOOP")).toMatch(/^200/);
    await logIn(ftp);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(server.inTls).not.toContain("REIN");
    expect(server.inTls.filter((line) => line === "USER olive")).toHaveLength(2);
  });

  it("tells a file as broken that ends without close_notify, and as whole where the profile says so", async () => {
    let onData: () => void = () => undefined;
    // what comes together with the reset would look like the end to a program of Node (libuv reads a part and then the hang-up)
    const hasData = new Promise<void>((resolve) => (onData = resolve));
    const scene = await sceneOf({ ...options, withoutCloseNotify: hasData }, profile);
    const ftp = await scene.client();
    await logIn(ftp);
    const data = connectData((await ftp.passive()).port, "127.0.0.1");
    data.once("data", onData);
    let broken = false;
    data.on("error", () => {
      broken = true;
    });
    const all = dataFrom(data);
    await ftp.say("RETR a.txt");
    await all;
    expect(await ftp.hear()).toMatch(/^426/);
    expect(broken).toBe(true);

    const lenient = await sceneOf({ ...options, withoutCloseNotify: true }, { ...profile, tlsCloseNotify: false });
    const other = await lenient.client();
    await logIn(other);
    const whole = await other.fetch("RETR a.txt");
    expect([whole.data, whole.replies.at(-1)]).toEqual(["ahoy", "226 Done.\r\n"]);
  });

  it("tells a file as broken that is cut off in the middle", async () => {
    const { client } = await sceneOf({ ...options, cutsAfter: 100_000 }, profile);
    const ftp = await client();
    await logIn(ftp);
    expect((await ftp.fetch("RETR long")).replies.at(-1)).toMatch(/^426/);
  });
});

describe("a relay to a server in TLS that reads nothing", () => {
  it("takes little of an upload, and serves others meanwhile", async () => {
    const { client } = await sceneOf({ readsNothing: true }, { tls: "explicit" });
    const ftp = await client();
    await logIn(ftp);
    const data = connectData((await ftp.passive()).port, "127.0.0.1");
    expect(await ftp.say("STOR long")).toMatch(/^150/);
    const block = Buffer.alloc(100_000);
    let written = 0;
    const pour = () => {
      while (!data.destroyed && written < 64_000_000) {
        written += block.length;
        if (!data.write(block)) return void data.once("drain", pour);
      }
    };
    pour();
    for (let before = -1; before !== written;) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(written, "what all buffers on the way hold").toBeLessThan(24_000_000);
    const other = await client();
    await logIn(other);
    expect((await other.fetch("RETR a.txt")).data).toBe("ahoy");
    data.destroy();
  });
});

describe("a relay and a server's word on protection", () => {
  it("takes AUTH SSL where the server knows that alone, and a server that knows no PBSZ", async () => {
    const { client, server } = await sceneOf({ authTls: "504 What?", pbsz: "502 What?" }, { tls: "explicit" });
    const ftp = await client();
    await logIn(ftp);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(server.inClear).toEqual(["AUTH TLS", "AUTH SSL"]);
    expect(server.data).toEqual([{ isTls: true, isReused: true }]);
  });

  it.each(["522 No.", "534 No.", "536 No."])(
    "opens no data connection in the clear where PROT P is refused by %s",
    async (prot) => {
      const { client, running, server } = await sceneOf({ prot }, { tls: "explicit" });
      const ftp = await client();
      await logIn(ftp);
      expect(await ftp.say("PASV")).toMatch(/^425/);
      expect(running.row().trouble).toEqual({
        code: "ftp.tls-refused",
        target: `127.0.0.1:${server.port}`,
        said: prot,
      });
      expect(server.inTls).not.toContain("PASV");
    },
  );

  it("keeps data as the server wants them that demands TLS of the control connection alone", async () => {
    const { client, server } = await sceneOf({ prot: "536 No.", demands: { at: "USER", reply: "534 Use TLS." } });
    const ftp = await client();
    await logIn(ftp);
    expect((await ftp.fetch("RETR a.txt")).data).toBe("ahoy");
    expect(server.data).toEqual([{ isTls: false, isReused: false }]);
  });

  it.each(["\r\n".repeat(20), "Welcome to popeye\r\n"])(
    "passes on %j that the server says before its greeting",
    async (before) => {
      const { running } = await sceneOf({ greeting: `${before}220 popeye\r\n` }, { tls: "explicit" });
      const socket = connect({ host: "127.0.0.1", port: running.port });
      let heard = "";
      socket.setEncoding("latin1").on("data", (text: string) => (heard += text));
      cleanUps.push(() => socket.destroy());
      await waitFor("the greeting", () => heard.includes("220 popeye\r\n") || undefined);
      expect(heard).toBe(`${before}220 popeye\r\n`);
    },
  );

  it("tells what a server says that hangs up without a line end", async () => {
    const { running } = await sceneOf({ greeting: "421 Too many", hangsUpAtGreeting: true }, { tls: "explicit" });
    const ftp = await RawFtp.connect(running.port, { greeted: false });
    expect(await ftp.hear()).toMatch(/^421 .*Too many/);
    ftp.close();
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-refused", said: "421 Too many" });
  });

  it("fails where the server refuses TLS that the profile wants", async () => {
    const { running, server } = await sceneOf({ authTls: "534 No.", authSsl: "534 No." }, { tls: "explicit" });
    const ftp = await RawFtp.connect(running.port, { greeted: false });
    expect(await ftp.hear()).toMatch(/^421/);
    ftp.close();
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-refused", said: "534 No." });
    expect(server.inTls).toEqual([]);
  });
});

describe("a relay and whoever breaks TLS", () => {
  const failing = async (options: Partial<TlsFtpServerOptions>, profile: RelayOptions = { tls: "explicit" }) => {
    const scene = await sceneOf(options, profile);
    const ftp = await RawFtp.connect(scene.running.port, { greeted: false });
    cleanUps.push(() => ftp.close());
    return { ...scene, ftp };
  };

  it("ends the session where something comes in the clear behind the yes to AUTH", async () => {
    const { ftp, running, server } = await failing({ injected: "230 You are in.\r\n" });
    expect(await ftp.hear()).toMatch(/^421/);
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-failed", cause: "injected" });
    expect(server.inTls).toEqual([]);
    await expect.poll(() => running.channels()).toBe(0);
  });

  it("ends it where half a line comes there", async () => {
    const { ftp, running } = await failing({ injected: "230 You" });
    expect(await ftp.hear()).toMatch(/^421/);
    expect(running.row().trouble).toMatchObject({ cause: "injected" });
  });

  it("says so where text answers in the place of TLS", async () => {
    const { ftp, running } = await failing({ answersTlsWith: "220 popeye speaks plainly here, and nothing else\r\n" });
    expect(await ftp.hear()).toMatch(/^421/);
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-failed", cause: "other" });
  });

  it("gives a server up that stalls in the handshake", async () => {
    const { ftp, running } = await failing({ stalls: true });
    await expect.poll(() => running.clock.pending).toBe(1);
    await expect
      .poll(() => {
        running.clock.advance(21_000);
        return running.row().trouble;
      })
      .toMatchObject({ code: "ftp.tls-failed", cause: "timed-out" });
    expect(await ftp.hear()).toMatch(/^421/);
  });

  it("ends the session where the server goes back to plain text", async () => {
    const { client, running } = await sceneOf({ plainAfter: "PASS" }, { tls: "explicit" });
    const ftp = await client();
    await ftp.say("USER olive");
    ftp.send("PASS oyl\r\n");
    const said = [await ftp.hear(), await ftp.hear()];
    expect(said.find((text) => text.startsWith("421"))).toBeDefined();
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-failed" });
  });

  it("ends the session where TLS dies in the middle", async () => {
    const { client, running } = await sceneOf({ diesAt: "NOOP" }, { tls: "explicit" });
    const ftp = await client();
    await logIn(ftp);
    ftp.send("NOOP\r\n");
    expect(await ftp.hear()).toBe("");
    ftp.close();
    await expect.poll(() => running.channels()).toBe(0);
  });

  it("takes no data from another server than the control connection's", async () => {
    const dataPair = await makePemPair({ by: authority });
    const { client, running } = await sceneOf({ dataPair }, { tls: "explicit" });
    const ftp = await client();
    await logIn(ftp);
    const { data, replies } = await ftp.fetch("RETR a.txt");
    expect([data, replies.at(-1)?.slice(0, 1)]).toEqual(["", "4"]);
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-failed", cause: "other-certificate" });
  });

  it("speaks no TLS older than 1.2, unless the profile says that the server is old", async () => {
    const old = { versions: ["TLSv1", "TLSv1"], ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const { ftp, running } = await failing(old);
    expect(await ftp.hear()).toMatch(/^421/);
    expect(running.row().trouble).toMatchObject({ code: "ftp.tls-failed", cause: "too-old" });
    const lenient = await sceneOf(old, { tls: "explicit", oldServer: true });
    await logIn(await lenient.client());
  });
});

describe("a relay and the server's certificate", () => {
  const asked = async (options: Partial<TlsFtpServerOptions>, answer: Answer | NoAnswer, pinned?: string) => {
    const questions: object[] = [];
    const pins: string[] = [];
    const scene = await sceneOf(options, {
      tls: "explicit",
      certificates: {
        pinned: () => pinned,
        ask: (question) => {
          questions.push(question);
          return Promise.resolve(answer);
        },
        pin: (fingerprint) => {
          pins.push(fingerprint);
          return Promise.resolve();
        },
      },
    });
    const connect = async () => {
      const ftp = await RawFtp.connect(scene.running.port, { greeted: false });
      cleanUps.push(() => ftp.close());
      return ftp.hear();
    };
    return { ...scene, questions, pins, connect };
  };
  const TRUST = { kind: "trust", remember: true } as const;

  it("asks nothing about one that the system vouches for, by the target's name", async () => {
    const { connect, questions, pins } = await asked({}, { kind: "cancel" });
    expect(await connect()).toBe("220 popeye\r\n");
    expect([questions, pins]).toEqual([[], []]);
  });

  it.each([
    ["self-signed", () => makePemPair()],
    ["other-name", () => makePemPair({ name: "bluto", address: "192.0.2.1", by: authority })],
    ["expired", () => makePemPair({ from: new Date(1e12), until: new Date(1.1e12), by: authority })],
    ["not-yet-valid", () => makePemPair({ from: new Date(4e12), until: new Date(4.1e12), by: authority })],
    ["unknown-issuer", async () => makePemPair({ by: await makePemPair({ name: "Bluto's", isAuthority: true }) })],
  ] as const)("asks once about one that is %s, and pins it", async (problem, make) => {
    const { connect, questions, pins } = await asked({ pair: await make() }, TRUST);
    expect(await Promise.all([connect(), connect()])).toEqual(["220 popeye\r\n", "220 popeye\r\n"]);
    expect(await connect()).toBe("220 popeye\r\n");
    expect(questions).toMatchObject([{ kind: "certificate", problem, fingerprint: pins[0] }]);
    expect(pins).toHaveLength(1);
    expect(pins[0]).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it.each([{ kind: "cancel" }, { kind: "nobody" }] as const)(
    "sends nothing more to one that is not trusted: $kind",
    async (answer) => {
      const { connect, server, running, questions, pins } = await asked({ pair: await makePemPair() }, answer);
      expect(await connect()).toMatch(/^421/);
      expect(await connect()).toMatch(/^421/);
      expect([server.inTls, pins, questions.length]).toEqual([[], [], 1]);
      expect(running.row().trouble).toMatchObject({ code: "ftp.certificate-unknown", problem: "self-signed" });
    },
  );

  it("refuses another one than the profile has pinned, and asks nobody, even where the system vouches for it", async () => {
    const { connect, server, running, questions } = await asked({}, TRUST, "0a".repeat(32));
    expect(await connect()).toMatch(/^421/);
    expect([server.inTls, questions]).toEqual([[], []]);
    expect(running.row().trouble).toMatchObject({
      code: "ftp.certificate-changed",
      kept: Array.from({ length: 32 }, () => "0A").join(":"),
    });
  });

  it("takes the one that is pinned, whatever else is wrong with it", async () => {
    const old = await makePemPair({ from: new Date(1e12), until: new Date(1.1e12) });
    const first = await asked({ pair: old }, TRUST);
    await first.connect();
    const { connect, questions } = await asked({ pair: old }, { kind: "cancel" }, first.pins[0]?.replaceAll(":", ""));
    expect(await connect()).toBe("220 popeye\r\n");
    expect(questions).toEqual([]);
  });
});
