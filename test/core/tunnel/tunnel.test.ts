import { execFileSync } from "node:child_process";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Environment } from "../../../src/core/environment.js";
import { Tunnels } from "../../../src/core/tunnel/tunnels.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import type { Profile } from "../../../src/shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { describeFailure, english, setLanguage } from "../../../src/shared/words/words.js";
import { freePort, freeRange } from "../../support/fixtures/free-port.js";
import { tempFolder } from "../../support/fixtures/temp-folder.js";
import {
  ManualClock,
  MemoryKnownHosts,
  MemoryVault,
  testEnvironment,
  ScriptedPrompter,
} from "../../support/fixtures/test-environment.js";
import { startGateway, type Gateway, type GatewayOptions } from "../../support/gateways/gateway.js";
import { PATIENCE_MS } from "../../support/wait-for.js";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function gatewayOf(options: GatewayOptions = {}): Promise<Gateway> {
  const gateway = await startGateway(options);
  cleanUps.push(() => gateway.close());
  return gateway;
}

/** A target that treats each connection as the test says. */
async function targetOf(serve: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket.on("error", () => undefined));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        for (const socket of sockets) socket.destroy();
      }),
  );
  return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
}

/** The sentences of a log. */
function recordingLog(): Environment["log"] & { readonly sentences: string[] } {
  const sentences: string[] = [];
  return {
    sentences,
    info: (sentence) => void sentences.push(sentence),
    error: (sentence) => void sentences.push(sentence),
  };
}

const passwordOf = (password: string) =>
  new ScriptedPrompter((question) =>
    question.kind === "password"
      ? { kind: "secret", text: password, remember: true }
      : question.kind === "host-key"
        ? { kind: "trust", remember: true }
        : { kind: "nobody" },
  );

/** A profile that carries one plain forward to a target, by password. */
function profileTo(
  gateway: Gateway,
  target: { host: string; port: number },
  listenPort: number,
  more: object = {},
): Profile {
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "password" }] },
    forwards: [{ kind: "local", name: "plain", listen: { port: listenPort }, target }],
    ...more,
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  return reading.profile;
}

function tunnelsOf(environment: Environment, ...profiles: Profile[]) {
  const tunnels = new Tunnels(environment);
  tunnels.setProfiles(profiles);
  cleanUps.push(() => tunnels.closeAll());
  const one = (): TunnelStatus => {
    const [status] = tunnels.status();
    if (status === undefined) throw new Error("no tunnel");
    return status;
  };
  const until = (state: TunnelStatus["state"]["kind"]): Promise<TunnelStatus> =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error(`still ${JSON.stringify(one().state)}, not ${state}`)),
        PATIENCE_MS,
      );
      const look = () => {
        if (one().state.kind !== state) return;
        clearTimeout(limit);
        stop();
        resolve(one());
      };
      const stop = tunnels.onChange(look);
      look();
    });
  return { tunnels, one, until };
}

/** All that comes from a port until it ends: the bytes, and whether the end was a break. */
async function converse(port: number, say: string, host = "127.0.0.1"): Promise<{ heard: string; broken: boolean }> {
  return new Promise((resolve) => {
    let heard = "";
    let broken = false;
    const socket = connect({ host, port, allowHalfOpen: true }, () => socket.end(say));
    socket
      .on("data", (chunk) => {
        heard += chunk.toString();
      })
      .on("error", () => {
        broken = true;
      })
      .on("close", () => resolve({ heard, broken }));
  });
}

const echoAfterEnd = (socket: Socket) => {
  let said = "";
  socket
    .on("data", (chunk) => {
      said += chunk.toString();
    })
    .on("end", () => socket.end(`you said ${said}`));
};

describe("a tunnel", () => {
  it("carries bytes both ways, keeps half-close, and counts", async () => {
    const gateway = await gatewayOf();
    const target = await targetOf(echoAfterEnd);
    const port = await freePort();
    const { tunnels, until, one } = tunnelsOf(
      testEnvironment({ prompter: passwordOf("spinach") }),
      profileTo(gateway, target, port),
    );
    tunnels.open("popeye");
    await until("open");

    expect(await converse(port, "ahoy")).toEqual({ heard: "you said ahoy", broken: false });
    await expect.poll(() => one().forwards[0]?.connections).toEqual({ open: 0, total: 1 });
    expect(one().forwards[0]?.bytes).toEqual({ up: 4, down: 13 });
  });

  it("loses nothing of an upload whose client has closed before the target reads", async () => {
    const gateway = await gatewayOf();
    let received = 0;
    const ended = withResolvers<number>();
    const target = await targetOf((socket) => {
      socket.pause();
      setTimeout(
        () =>
          socket
            .on("data", (chunk) => {
              received += chunk.length;
            })
            .on("end", () => {
              socket.end();
              ended.resolve(received);
            })
            .resume(),
        300,
      );
    });
    const port = await freePort();
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter: passwordOf("spinach") }),
      profileTo(gateway, target, port),
    );
    tunnels.open("popeye");
    await until("open");

    connect({ port, host: "127.0.0.1" })
      .on("error", () => undefined)
      .resume()
      .end(Buffer.alloc(5_000_000));
    expect(await ended.promise).toBe(5_000_000);
  });

  it("lets go of a client that still sends to a target that has ended and gone away", async () => {
    const gateway = await gatewayOf();
    const target = await targetOf((socket) => socket.once("data", () => socket.end("enough", () => socket.destroy())));
    const port = await freePort();
    const { tunnels, until, one } = tunnelsOf(
      testEnvironment({ prompter: passwordOf("spinach") }),
      profileTo(gateway, target, port),
    );
    tunnels.open("popeye");
    await until("open");

    const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const send = () => {
      while (client.writable && client.write(Buffer.alloc(64_000)));
    };
    client
      .on("error", () => undefined)
      .on("connect", send)
      .on("drain", send)
      .resume();
    await expect.poll(() => one().forwards[0]?.connections).toEqual({ open: 0, total: 1 });
  });

  it("goes on with its other ports where one is taken, and says which", async () => {
    const gateway = await gatewayOf();
    const { first, last, text } = await freeRange(3, "127.0.0.1");
    const taken = createServer().listen(first + 1, "127.0.0.1");
    cleanUps.push(() => new Promise((resolve) => taken.close(resolve)));
    const ftp = { mode: "range", target: { host: "popeye" }, listen: { port: await freePort() }, passive: text };
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter: passwordOf("spinach") }),
      profileTo(gateway, { host: "popeye", port: 1 }, await freePort(), { ftp, forwards: [] }),
    );
    tunnels.open("popeye");

    const { forwards } = await until("open");
    expect(forwards.map(({ name, target, state }) => [name, target, state.kind])).toEqual([
      ["control", "popeye:21", "listening"],
      [`passive ${first}`, `popeye:${first}`, "listening"],
      [`passive ${first + 1}`, `popeye:${first + 1}`, "refused"],
      [`passive ${last}`, `popeye:${last}`, "listening"],
    ]);
    expect(forwards[2]?.state).toMatchObject({ cause: { code: "forward.port-taken", port: first + 1 } });
  });

  it("fails where nothing could listen, and leaves no session behind", async () => {
    const gateway = await gatewayOf();
    const target = await targetOf(echoAfterEnd);
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter: passwordOf("spinach") }),
      profileTo(gateway, target, target.port),
    );
    tunnels.open("popeye");

    expect(await until("failed")).toMatchObject({
      state: { cause: { code: "forward.none-listening" } },
      forwards: [{ state: { kind: "refused", cause: { code: "forward.port-taken" } } }],
    });
    await expect.poll(() => gateway.connections()).toBe(0);
  });

  it("shows a refused target on its row, breaks that connection only, and forgets it when one succeeds", async () => {
    let reachable = false;
    const target = await targetOf(echoAfterEnd);
    const gateway = await gatewayOf({ dial: () => (reachable ? target : undefined) });
    const port = await freePort();
    const { tunnels, until, one } = tunnelsOf(
      testEnvironment({ prompter: passwordOf("spinach") }),
      profileTo(gateway, { host: "popeye", port: 21 }, port),
    );
    tunnels.open("popeye");
    await until("open");

    expect((await converse(port, "ahoy")).broken).toBe(true);
    expect(one().forwards[0]?.trouble).toMatchObject({ code: "channel.refused", target: "popeye:21" });
    reachable = true;
    expect((await converse(port, "ahoy")).heard).toBe("you said ahoy");
    expect(one().forwards[0]?.trouble).toBeUndefined();
    expect(one().state.kind).toBe("open");
  });

  it("breaks its connections when the link is lost, keeps listening, and comes back by itself", async () => {
    const gateway = await gatewayOf();
    const target = await targetOf((socket) => socket.write("half a file"));
    const port = await freePort();
    const clock = new ManualClock();
    const { tunnels, until, one } = tunnelsOf(
      testEnvironment({ clock, prompter: passwordOf("spinach") }),
      profileTo(gateway, target, port),
    );
    tunnels.open("popeye");
    await until("open");

    const transfer = converse(port, "");
    await expect.poll(() => one().forwards[0]?.bytes.down).toBe("half a file".length);
    gateway.dropAll();
    expect(await transfer).toEqual({ heard: "half a file", broken: true });
    expect((await until("waiting")).state).toMatchObject({ attempt: 1, cause: { code: "ssh.lost" } });
    expect(one().forwards[0]?.state.kind).toBe("listening");

    clock.advance(1_000);
    await until("open");
    expect(gateway.logins()).toBe(2);
  });

  it("asks about an unknown host key, remembers it, and does not ask again", async () => {
    const gateway = await gatewayOf();
    const prompter = passwordOf("spinach");
    const knownHosts = new MemoryKnownHosts();
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter, knownHosts }),
      profileTo(gateway, { host: "popeye", port: 21 }, await freePort()),
    );
    tunnels.open("popeye");
    await until("open");
    await tunnels.close("popeye");
    tunnels.open("popeye");
    await until("open");

    expect(prompter.asked.filter(({ kind }) => kind === "host-key")).toMatchObject([
      {
        kind: "host-key",
        host: gateway.host,
        port: gateway.port,
        keyType: gateway.keyType,
        fingerprint: gateway.fingerprint,
      },
    ]);
    expect(knownHosts.text).toBe(`${gateway.hostKeyLine} culvert 2023-11-14\n`); // ManualClock's day
  });

  it("asks about a new gateway once, where two tunnels to it open at the same time", async () => {
    const gateway = await gatewayOf();
    const prompter = passwordOf("spinach");
    const knownHosts = new MemoryKnownHosts();
    const [one, two] = [
      profileTo(gateway, { host: "popeye", port: 21 }, await freePort()),
      profileTo(gateway, { host: "popeye", port: 22 }, await freePort(), { id: "olive" }),
    ];
    const { tunnels } = tunnelsOf(testEnvironment({ prompter, knownHosts }), one, two);
    tunnels.open("popeye");
    tunnels.open("olive");
    await expect.poll(() => tunnels.status().map(({ state }) => state.kind)).toEqual(["open", "open"]);
    expect(prompter.asked.filter(({ kind }) => kind === "host-key")).toHaveLength(1);
    expect(knownHosts.text.trim().split("\n")).toHaveLength(1);
  });

  it("never asks about a changed host key, and never tries it again by itself", async () => {
    const gateway = await gatewayOf();
    const other = await gatewayOf();
    const prompter = passwordOf("spinach");
    const clock = new ManualClock();
    const line = other.hostKeyLine.replace(`:${other.port}`, `:${gateway.port}`);
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter, clock, knownHosts: new MemoryKnownHosts(`# mine\n${line}\n`) }),
      profileTo(gateway, { host: "popeye", port: 21 }, await freePort()),
    );
    tunnels.open("popeye");

    expect((await until("failed")).state).toMatchObject({
      cause: {
        code: "host-key.changed",
        fingerprint: gateway.fingerprint,
        kept: [{ fingerprint: other.fingerprint, file: "/memory/known_hosts", line: 2 }],
      },
    });
    expect(prompter.asked).toEqual([]);
    expect(gateway.logins()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it("remembers a password only once it has let the user in", async () => {
    const gateway = await gatewayOf();
    const secrets = new MemoryVault();
    const said = ["wrong", "spinach"];
    const prompter = new ScriptedPrompter((question) =>
      question.kind === "host-key"
        ? { kind: "trust", remember: false }
        : { kind: "secret", text: said.shift() ?? "", remember: true },
    );
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter, secrets }),
      profileTo(gateway, { host: "popeye", port: 21 }, await freePort()),
    );
    tunnels.open("popeye");
    await until("open");

    expect(prompter.asked.filter(({ kind }) => kind === "password")).toMatchObject([{ again: false }, { again: true }]);
    expect([...secrets.kept.values()]).toEqual(["spinach"]);
  });

  it.runIf(process.platform !== "win32")(
    "opens no key file that is a folder, or a pipe that would never answer",
    async () => {
      const folder = tempFolder();
      cleanUps.push(() => {
        folder.remove();
        return Promise.resolve();
      });
      execFileSync("mkfifo", [folder.file("pipe")]);
      const gateway = await gatewayOf({ methods: ["publickey"] });
      const profile = profileTo(gateway, { host: "popeye", port: 21 }, await freePort());
      const auth = [
        { method: "key", file: folder.path },
        { method: "key", file: folder.file("pipe") },
      ] as Profile["gateway"]["auth"];
      const { tunnels, until } = tunnelsOf(testEnvironment({ prompter: passwordOf("wrong") }), {
        ...profile,
        gateway: { ...profile.gateway, auth },
      });
      tunnels.open("popeye");
      expect((await until("failed")).state).toMatchObject({
        cause: { tried: [{ outcome: "not-a-file" }, { outcome: "not-a-file" }] },
      });
    },
  );

  it("gives up a refused login with every try by name, and waits for the user", async () => {
    const gateway = await gatewayOf({ methods: ["publickey", "password"] });
    const clock = new ManualClock();
    const profile = profileTo(gateway, { host: "popeye", port: 21 }, await freePort());
    const auth = [
      { method: "key", file: "/nowhere/id" },
      { method: "keyboard-interactive" },
      { method: "password" },
    ] as Profile["gateway"]["auth"];
    const { tunnels, until } = tunnelsOf(testEnvironment({ clock, prompter: passwordOf("wrong") }), {
      ...profile,
      gateway: { ...profile.gateway, auth },
    });
    tunnels.open("popeye");

    expect((await until("failed")).state).toMatchObject({
      cause: {
        code: "ssh.login-refused",
        username: "olive",
        tried: [
          { method: "key", file: "/nowhere/id", outcome: "file-missing" },
          { method: "password", outcome: "refused" },
          { method: "keyboard-interactive", outcome: "not-offered" },
        ],
      },
    });
    expect(clock.pending).toBe(0);
  });

  it("closes at once while a question stands open, and withdraws it", async () => {
    const gateway = await gatewayOf();
    const prompter = new ScriptedPrompter(() => undefined);
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter }),
      profileTo(gateway, { host: "popeye", port: 21 }, await freePort()),
    );
    tunnels.open("popeye");
    await expect.poll(() => prompter.asked.length).toBe(1);

    await Promise.all([tunnels.close("popeye"), tunnels.close("popeye")]);
    await until("closed");
    await expect.poll(() => gateway.connections()).toBe(0);
  });

  it("says that the gateway is out of reach, or is no SSH server, and tries only the first again", async () => {
    const webServer = await targetOf((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const gateway = await gatewayOf();
    const away = profileTo({ ...gateway, port: await freePort() }, webServer, await freePort());
    const { tunnels, until } = tunnelsOf(testEnvironment(), away);
    tunnels.open("popeye");
    expect((await until("waiting")).state).toMatchObject({ cause: { code: "ssh.unreachable", cause: "refused" } });

    const web = tunnelsOf(
      testEnvironment(),
      profileTo({ ...gateway, port: webServer.port }, webServer, await freePort()),
    );
    web.tunnels.open("popeye");
    expect((await web.until("failed")).state).toMatchObject({
      cause: { code: "ssh.not-ssh", heard: "HTTP/1.1 400 Bad Request" },
    });
  });

  it("writes its log in English, whatever the user reads", async () => {
    setLanguage("zh", "C");
    cleanUps.push(() => {
      setLanguage("en", "en");
      return Promise.resolve();
    });
    const log = recordingLog();
    const away = profileTo(
      { ...(await gatewayOf()), port: await freePort() },
      { host: "h", port: 1 },
      await freePort(),
    );
    const { tunnels, until } = tunnelsOf(testEnvironment({ log }), away);
    tunnels.open("popeye");
    const { state } = await until("waiting");
    if (state.kind !== "waiting") throw new Error(state.kind);
    expect(log.sentences).toContain(`Popeye: ${describeFailure(state.cause, english).says}`);
    expect(log.sentences).not.toContain(`Popeye: ${describeFailure(state.cause).says}`);
  });

  it("goes to the gateway that a profile names now, at once where it waited for the one before", async () => {
    const [gateway, target, port, otherPort] = [
      await gatewayOf(),
      await targetOf(echoAfterEnd),
      await freePort(),
      await freePort(),
    ];
    const mistyped = profileTo({ ...gateway, port: await freePort() }, target, port);
    const { tunnels, until } = tunnelsOf(testEnvironment({ prompter: passwordOf("spinach") }), mistyped);
    tunnels.open("popeye");
    await until("waiting");
    tunnels.setProfiles([profileTo(gateway, target, otherPort)]);
    await until("open");
    expect((await converse(otherPort, "ahoy")).heard).toBe("you said ahoy");
    tunnels.setProfiles([{ ...mistyped, name: "Popeye" }]);
    expect(tunnels.status()[0]).toMatchObject({ state: { kind: "open" }, outdated: true });
    tunnels.setProfiles([profileTo(gateway, target, otherPort)]);
    expect(tunnels.status()[0]).not.toHaveProperty("outdated");

    gateway.dropAll();
    await until("waiting");
    expect(tunnels.status()[0]?.forwards[0]?.connections.total).toBe(1);
    tunnels.setProfiles([{ ...profileTo(gateway, target, otherPort), name: "Bluto" }]); // nothing that a new attempt could help
    expect(tunnels.status()[0]).toMatchObject({
      name: "Bluto",
      state: { kind: "waiting" },
      forwards: [{ connections: { total: 1 } }],
    });
  });

  it("reaches a gateway through its jump host, and checks both host keys", async () => {
    const inner = await gatewayOf();
    const outer = await gatewayOf({
      username: "brutus",
      password: "muscle",
      dial: (target) => (target.host === "inner" ? { host: inner.host, port: inner.port } : undefined),
    });
    const target = await targetOf(echoAfterEnd);
    const port = await freePort();
    const prompter = new ScriptedPrompter((question) =>
      question.kind === "host-key"
        ? { kind: "trust", remember: false }
        : question.kind === "password"
          ? { kind: "secret", text: question.username === "brutus" ? "muscle" : "spinach", remember: false }
          : undefined,
    );
    const profile = profileTo(inner, target, port);
    const via = { host: outer.host, port: outer.port, username: "brutus", auth: [{ method: "password" as const }] };
    const { tunnels, until } = tunnelsOf(testEnvironment({ prompter }), {
      ...profile,
      gateway: { ...profile.gateway, host: "inner", port: 22, via: [via] },
    });
    tunnels.open("popeye");
    await until("open");

    expect((await converse(port, "ahoy")).heard).toBe("you said ahoy");
    expect(prompter.asked.filter(({ kind }) => kind === "host-key")).toMatchObject([
      { fingerprint: outer.fingerprint },
      { host: "inner", fingerprint: inner.fingerprint },
    ]);
    await tunnels.close("popeye");
    await expect.poll(() => inner.connections() + outer.connections()).toBe(0);
  });

  it("closes soon while a jump host still reaches for the next hop", async () => {
    const outer: Gateway = await gatewayOf({
      dial: () => {
        outer.fallSilent();
        return undefined;
      },
    });
    const clock = new ManualClock();
    const profile = profileTo(outer, { host: "popeye", port: 21 }, await freePort());
    const via = {
      host: outer.host,
      port: outer.port,
      username: outer.username,
      auth: [{ method: "password" as const }],
    };
    const { tunnels } = tunnelsOf(testEnvironment({ prompter: passwordOf("spinach"), clock }), {
      ...profile,
      gateway: { ...profile.gateway, host: "inner", port: 22, via: [via] },
    });
    tunnels.open("popeye");
    await expect.poll(() => outer.asked()).toEqual(["inner:22"]);
    let isClosed = false;
    void tunnels.close("popeye").then(() => {
      isClosed = true;
    });
    let moved = 0;
    await expect
      .poll(
        () => {
          clock.advance(100);
          moved += 100;
          return isClosed;
        },
        { interval: 20 },
      )
      .toBe(true);
    expect(moved, "less than half the time that a channel may take").toBeLessThanOrEqual(15_000);
    expect(clock.pending).toBe(0);
  });

  it("listens on both loopback addresses for localhost", async () => {
    const gateway = await gatewayOf();
    const target = await targetOf(echoAfterEnd);
    const port = await freePort();
    const forwards = [{ kind: "local", name: "plain", listen: { host: "localhost", port }, target }];
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter: passwordOf("spinach") }),
      profileTo(gateway, target, port, { forwards }),
    );
    tunnels.open("popeye");
    await until("open");

    expect((await converse(port, "ahoy", "127.0.0.1")).heard).toBe("you said ahoy");
    expect((await converse(port, "ahoy", "::1")).heard).toBe("you said ahoy");
  });

  it("keeps its name and, behind another gateway, its forwards while it is up, and takes the new ones when it is closed", async () => {
    const gateway = await gatewayOf();
    const profile = profileTo(gateway, { host: "popeye", port: 21 }, await freePort());
    const { tunnels, until, one } = tunnelsOf(testEnvironment({ prompter: passwordOf("spinach") }), profile);
    tunnels.open("popeye");
    await until("open");

    tunnels.setProfiles([
      { ...profile, name: "Bluto", gateway: { ...profile.gateway, username: "bluto" }, forwards: [] },
    ]);
    expect(one()).toMatchObject({ name: "Popeye", forwards: [{ name: "plain" }] });
    await tunnels.close("popeye");
    expect(one()).toMatchObject({ name: "Bluto", forwards: [], state: { kind: "closed" } });
  });

  it("is closed when its profile is removed", async () => {
    const gateway = await gatewayOf();
    const { tunnels, until } = tunnelsOf(
      testEnvironment({ prompter: passwordOf("spinach") }),
      profileTo(gateway, { host: "popeye", port: 21 }, await freePort()),
    );
    tunnels.open("popeye");
    await until("open");

    tunnels.setProfiles([]);
    await tunnels.closeAll();
    expect(tunnels.status()).toEqual([]);
    await expect.poll(() => gateway.connections()).toBe(0);
  });
});

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
