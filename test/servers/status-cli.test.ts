import { execFile } from "node:child_process";
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { curl } from "../support/clients/ftp-clients.js";
import { CULVERT, nodeOptionsOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startFtpServer, type FtpServer } from "../support/servers/ftp-server.js";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describeWith([], "culvert status, beside what runs", () => {
  let gateway: Gateway;
  let ftp: FtpServer;
  let home: TempFolder;
  const running: CulvertProcess[] = [];

  beforeAll(async () => {
    [gateway, ftp] = await Promise.all([startGateway(), startFtpServer()]);
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), ftp.close()]);
  });
  beforeEach(() => {
    home = tempFolder();
  });
  afterEach(async () => {
    for (const culvert of running.splice(0)) await culvert.stop("SIGKILL");
    home.remove();
  });

  const environment = () => ({
    HOME: home.path,
    USERPROFILE: home.path,
    XDG_CONFIG_HOME: join(home.path, ".config"),
    APPDATA: home.path,
    CULVERT_PASSWORD: "spinach",
  });
  const runFolder = (): string => join(home.path, ".config", "Culvert", "run");
  /** Another process, of the same user and home. */
  const culvert = (...words: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      const { PATH } = process.env;
      const command = [...nodeOptionsOf(CULVERT), CULVERT, ...words];
      execFile(process.execPath, command, { env: { PATH, NO_COLOR: "1", ...environment() } }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
      );
    });
  async function up(id: string, port = ftp.port): Promise<CulvertProcess> {
    const process = startCulvert({
      profiles: [
        {
          id,
          name: id.toUpperCase(),
          gateway: {
            host: gateway.host,
            port: gateway.port,
            username: gateway.username,
            auth: [{ method: "password" }],
          },
          ftp: { target: { host: "popeye", port }, listen: { port: await freePort("127.0.0.1") } },
        },
      ],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env: environment(),
    });
    running.push(process);
    await process.untilOpen(id);
    return process;
  }

  it("says in a sentence that nothing runs, and ends with 9", async () => {
    expect(await culvert("status")).toEqual({
      code: 9,
      stdout: "",
      stderr: "No Culvert runs: neither the app nor culvert up has a tunnel.\n",
    });
  });

  it("shows the tunnels of two processes as up does, with the route and a transfer's past in --json", async () => {
    const [popeye] = await Promise.all([up("popeye"), up("olive")]);
    const status = await popeye.until(
      "popeye",
      ({ route }) => route?.state === "works" || route?.state === "works-with-note",
    );
    const port = Number(status.forwards[0]?.listen.split(":")[1]);
    await curl.list({ host: "127.0.0.1", port, username: ftp.username, password: ftp.password }, "");
    await expect.poll(() => popeye.status("popeye")?.forwards[0]?.history?.length).toBe(1);

    const text = await culvert("status");
    expect(text.stdout).toMatch(/^POPEYE: Open/m);
    expect(text.stdout).toMatch(/^OLIVE: Open/m);
    expect(text.stdout).toContain(`127.0.0.1:${port}`);

    const json = await culvert("status", "popeye", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      profile: "popeye",
      pid: popeye.pid,
      program: "up",
      state: { kind: "open" },
      forwards: [{ history: [{ verb: "NLST", outcome: "done" }] }],
    });
    expect(json.code).toBe(0);
    expect((await culvert("status", "POPEYE", "olive")).code).toBe(0);

    const unknown = await culvert("status", "popye");
    expect(unknown.code).toBe(3);
    expect(unknown.stderr).toContain("Did you mean popeye?");
  });

  it("ends with 8 where a hop of the route fails", async () => {
    const nothing = await freePort("127.0.0.1");
    const popeye = await up("popeye", nothing);
    await popeye.until("popeye", ({ route }) => route?.state === "fails");
    const { code, stdout } = await culvert("status");
    expect(code).toBe(8);
    expect(stdout).toMatch(/✗ FTP server +popeye:\d+ +Does not work/);
  });

  it("lets in the same user alone: a socket of mode 600 in a folder of mode 700, which goes with the process", async () => {
    const popeye = await up("popeye");
    const socket = join(runFolder(), `${popeye.pid}.sock`);
    expect((statSync(socket).mode & 0o777).toString(8)).toBe("600");
    expect((statSync(runFolder()).mode & 0o777).toString(8)).toBe("700");
    await popeye.stop();
    expect(existsSync(socket)).toBe(false);
  });

  it("narrows a folder that others may enter", async () => {
    const first = await up("popeye");
    await first.stop();
    chmodSync(runFolder(), 0o755);
    await up("olive");
    expect((statSync(runFolder()).mode & 0o777).toString(8)).toBe("700");
  });

  it("removes what a killed process has left, and is not held up by a socket that says nothing", async () => {
    const popeye = await up("popeye");
    await popeye.stop("SIGKILL");
    expect(readdirSync(runFolder())).toHaveLength(1);
    writeFileSync(join(runFolder(), "note.txt"), "");
    const silent = createServer(() => undefined);
    silent.listen(join(runFolder(), "99999999.sock"));
    await once(silent, "listening");
    const { code } = await culvert("status");
    silent.close();
    expect(code).toBe(9);
    expect(readdirSync(runFolder())).toEqual(["note.txt"]);
  });

  it("answers only its question, and keeps nothing of an endless one", async () => {
    const popeye = await up("popeye");
    const socket = join(runFolder(), `${popeye.pid}.sock`);
    const answerTo = async (text: string): Promise<string> => {
      let heard = "";
      const client = connect(socket)
        .on("error", () => undefined)
        .setEncoding("utf8")
        .on("data", (chunk: string) => (heard += chunk));
      client.write(text);
      await new Promise((resolve) => client.once("close", resolve));
      return heard;
    };
    expect(await answerTo("GET / HTTP/1.1\r\n\r\n")).toBe("");
    expect(await answerTo(`{"ask":"everything"}\n`)).toBe("");
    expect(await answerTo("x".repeat(100_000))).toBe("");
    expect(await answerTo(`{"ask":"status"}\n`)).toMatch(/^\{"program":"up".*\}\n$/);
  });

  it("sees a tunnel that was opened by an address, of which nothing is stored", async () => {
    const port = await freePort("127.0.0.1");
    const { host, username } = gateway;
    const words = [`${username}@${host}:${gateway.port}`, "--ftp", `popeye:${ftp.port}`, "--listen", String(port)];
    const process = startCulvert({
      profiles: [],
      open: words,
      knownHosts: `${gateway.hostKeyLine}\n`,
      env: environment(),
    });
    running.push(process);
    await process.untilOpen("popeye");
    const { username: user, password } = ftp;
    await curl.list({ host: "127.0.0.1", port, username: user, password }, "");
    expect((await culvert("status")).stdout).toMatch(/^popeye: Open/m);
    expect((await culvert("list")).stdout).toBe("");
  });

  it("ends a failed up with the cause and what to do, and no table of ports", async () => {
    const nobody = await freePort("127.0.0.1");
    const { code, stdout, stderr } = await culvert(
      "up",
      `olive@127.0.0.1:${nobody}`,
      "--ftp",
      "popeye",
      "--accept-new",
    );
    expect(code).toBe(6);
    expect(stdout.slice(stdout.lastIndexOf("popeye: "))).not.toContain("Idle");
    expect(stderr.trim().split("\n").at(-1)).toMatch(/^culvert: popeye: .*127\.0\.0\.1:\d+/);
  });
});
