import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline, Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { run } from "../support/child.js";
import { rowOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { startSshd, type Sshd, type SshdOptions } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";

const MB = 1_000_000;
function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(64_000);
}
const PAGE = Buffer.alloc(8 * MB, "spinach ");

describeWith(["sshd", "ssh-keygen", "curl"], "remote and dynamic forwards, through OpenSSH", () => {
  let web: Server;
  let webPort: number;
  let sshd: Sshd;
  let strict: Sshd | undefined;
  let culvert: CulvertProcess | undefined;

  beforeAll(async () => {
    web = createServer((request, response) => {
      if (request.url === "/endless") return void pipeline(Readable.from(endless()), response, () => undefined);
      let posted = 0;
      request
        .on("data", (chunk: Buffer) => {
          posted += chunk.length;
        })
        .on("end", () =>
          response.end(
            request.method === "POST"
              ? `${posted} bytes came`
              : request.url === "/page"
                ? PAGE
                : `ahoy ${request.headers.host ?? ""}`,
          ),
        );
    });
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    webPort = (web.address() as AddressInfo).port;
    sshd = await startSshd();
  });
  afterEach(async () => {
    await culvert?.stop();
    await strict?.close();
    culvert = strict = undefined;
  });
  afterAll(async () => {
    await sshd.close();
    await new Promise((resolve) => web.close(resolve));
  });

  async function strictSshd(options: SshdOptions): Promise<Sshd> {
    return (strict = await startSshd(options));
  }

  function culvertWith(gateway: Sshd, ...forwards: NonNullable<ProfileDraft["forwards"]>): CulvertProcess {
    const { host, port, username, keyFile } = gateway;
    const profile: ProfileDraft = {
      id: "popeye",
      name: "Popeye",
      gateway: { host, port, username, auth: [{ method: "key", file: keyFile }] },
      forwards,
    };
    return (culvert = startCulvert({ profiles: [profile], knownHosts: gateway.knownHostsLines }));
  }

  const curl = (...words: string[]) => run(programPathOrThrow("curl"), ["-sS", "--max-time", "60", ...words]);

  it.each([
    { words: ["--socks5-hostname"], host: "localhost" },
    { words: ["--socks5"], host: "127.0.0.1" },
    { words: ["--socks4a"], host: "localhost" },
    { words: ["--socks4"], host: "127.0.0.1" },
  ])("fetches by curl $words to $host", async ({ words, host }) => {
    const port = await freePort();
    await culvertWith(sshd, { kind: "dynamic", name: "SOCKS", listen: { port } }).untilOpen("popeye");

    const proxied = [...words, `127.0.0.1:${port}`];
    expect((await curl(...proxied, `http://${host}:${webPort}/`)).stdout).toBe(`ahoy ${host}:${webPort}`);
    expect((await curl(...proxied, `http://${host}:${webPort}/page`)).stdout.length).toBe(PAGE.length);
  });

  it("tells curl that a place cannot be reached, or is not allowed", async () => {
    const gateway = await strictSshd({ config: [`PermitOpen 127.0.0.1:${webPort} 127.0.0.1:9`] });
    const port = await freePort();
    const running = culvertWith(gateway, { kind: "dynamic", name: "SOCKS", listen: { port } });
    await running.untilOpen("popeye");

    const closed = await curl("--socks5-hostname", `127.0.0.1:${port}`, "http://127.0.0.1:9/");
    expect(closed).toMatchObject({ code: 97, stderr: expect.stringContaining("(5)") as string });
    const forbidden = await curl("--socks5-hostname", `127.0.0.1:${port}`, "http://127.0.0.1:10/");
    expect(forbidden).toMatchObject({ code: 97, stderr: expect.stringContaining("(2)") as string });
    const { forwards } = await running.until("popeye", (status) => rowOf(status, "SOCKS").trouble !== undefined);
    expect(forwards[0]?.trouble).toMatchObject({ code: "channel.refused" });
  });

  it.each([
    ["AllowTcpForwarding no", "prohibited"],
    ["PermitOpen 127.0.0.1:9", "prohibited"],
  ])("loses one connection and not the session to a gateway with %s, and says why on its row", async (line, cause) => {
    const gateway = await strictSshd({ config: [line] });
    const port = await freePort();
    const running = culvertWith(gateway, {
      kind: "local",
      name: "web",
      listen: { port },
      target: { host: "127.0.0.1", port: webPort },
    });
    await running.untilOpen("popeye");

    // broken, and not ended as if it were whole; 7 where the reset comes before curl has looked at its connection
    for (let visit = 0; visit < 2; visit++) {
      const { code, stderr } = await curl("-v", `http://127.0.0.1:${port}/`);
      expect([7, 56]).toContain(code);
      expect(stderr).toMatch(/reset/i);
    }
    const status = await running.until("popeye", (status) => rowOf(status, "web").trouble !== undefined);
    expect(rowOf(status, "web")).toMatchObject({
      state: { kind: "listening" },
      trouble: { code: "channel.refused", cause },
    });
    expect(status.state.kind).toBe("open");
  });

  it("lets the gateway's side reach a web server here, both ways, and counts", async () => {
    const port = await freePort();
    const running = culvertWith(sshd, {
      kind: "remote",
      name: "web",
      listen: { port },
      target: { host: "localhost", port: webPort },
    });
    await running.untilOpen("popeye");

    expect((await curl(`http://127.0.0.1:${port}/page`)).stdout.length).toBe(PAGE.length);
    expect(
      (
        await run(
          programPathOrThrow("curl"),
          ["-sS", "--max-time", "15", "--data-binary", "@-", `http://127.0.0.1:${port}/`],
          { input: "x".repeat(3 * MB) },
        )
      ).stdout,
    ).toBe(`${3 * MB} bytes came`);
    const row = rowOf(
      await running.until(
        "popeye",
        (status) => rowOf(status, "web").bytes.up > 3 * MB && rowOf(status, "web").connections.open === 0,
      ),
      "web",
    );
    expect(row).toMatchObject({
      listen: `127.0.0.1:${port} on ${sshd.host}`,
      target: `localhost:${webPort}`,
      connections: { total: 2 },
    });
    expect(row.bytes.down).toBeGreaterThan(PAGE.length);
  });

  it.each(["remote", "dynamic"] as const)(
    "leaves nothing behind where a client goes away in the middle (%s)",
    async (kind) => {
      const port = await freePort();
      const running = culvertWith(
        sshd,
        kind === "remote"
          ? { kind, name: "web", listen: { port }, target: { host: "127.0.0.1", port: webPort } }
          : { kind, name: "web", listen: { port } },
      );
      await running.untilOpen("popeye");

      const ending = await run(programPathOrThrow("curl"), [
        "-sS",
        "-o",
        "/dev/null",
        "--max-time",
        "0.5",
        ...(kind === "remote"
          ? [`http://127.0.0.1:${port}/endless`]
          : ["--socks5-hostname", `127.0.0.1:${port}`, `http://127.0.0.1:${webPort}/endless`]),
      ]);
      expect(ending.code).toBe(28);
      expect(
        rowOf(
          await running.until(
            "popeye",
            (status) => rowOf(status, "web").connections.total === 1 && rowOf(status, "web").connections.open === 0,
          ),
          "web",
        ).trouble,
      ).toBeUndefined();
    },
  );

  it("restores a remote forward when the link comes back", async () => {
    const port = await freePort();
    const running = culvertWith(sshd, {
      kind: "remote",
      name: "web",
      listen: { port },
      target: { host: "127.0.0.1", port: webPort },
    });
    await running.untilOpen("popeye");
    sshd.dropAll();
    await running.until(
      "popeye",
      ({ state, forwards }) => state.kind === "waiting" && forwards[0]?.state.kind === "idle",
    );

    await running.untilOpen("popeye");
    expect((await curl(`http://127.0.0.1:${port}/`)).stdout).toBe(`ahoy 127.0.0.1:${port}`);
  });

  it("says that the gateway does not let it listen there", async () => {
    const gateway = await strictSshd({ config: ["AllowTcpForwarding local"] });
    const [port, socks] = [await freePort(), await freePort()];
    const running = culvertWith(
      gateway,
      { kind: "remote", name: "web", listen: { port }, target: { host: "127.0.0.1", port: webPort } },
      { kind: "dynamic", name: "SOCKS", listen: { port: socks } },
    );

    const { forwards } = await running.untilOpen("popeye");
    expect(forwards.map(({ state }) => state)).toMatchObject([
      { kind: "refused", cause: { code: "forward.gateway-refused", host: "127.0.0.1", port } },
      { kind: "listening" },
    ]);
  });
});
