import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { bundle } from "../support/bundle.js";
import { curl, curlWith, type FtpServerAddress } from "../support/clients/ftp-clients.js";
import { connectData, dataFrom, RawFtp } from "../support/clients/raw-ftp.js";
import { CULVERT, nodeOptionsOf } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort, freeRange, mayListen } from "../support/fixtures/free-port.js";
import { writeSampleFile, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { HALVES, startSlowFtpServer, type SlowFtpServer } from "../support/servers/slow-ftp-server.js";
import { startVsftpd, type Vsftpd } from "../support/servers/vsftpd.js";
import { waitFor } from "../support/wait-for.js";
import { startWindows, windowsPath, type WindowsMachine, type WindowsProcess } from "../support/windows-machine.js";

const OPENSSH = "\\\\.\\pipe\\openssh-ssh-agent";
const PAGEANT = "\\\\.\\pipe\\pageant.root.36e7cd4d2b1c"; // how it ends is PuTTY's secret
const IDS = ["relay", "range", "bridge", "slow"] as const;
/** Starting Wine and node.exe takes two seconds, and many on a busy machine. */
const START_LIMIT_MS = 60_000;

describeWith(
  ["wine", "wineserver", "node.exe", "sshd", "ssh-keygen", "vsftpd", "curl"],
  "the built command line in Windows' own node.exe, with every mode open",
  () => {
    const folder = tempFolder();
    let windows: WindowsMachine;
    let sshd: Sshd;
    let vsftpd: Vsftpd;
    let gateway: Gateway;
    let slow: SlowFtpServer;
    let agent: WindowsProcess;
    let up: WindowsProcess;
    let paths: Readonly<Record<(typeof IDS)[number], FtpServerAddress>>;
    let knownHosts: string;
    let profiles: string;

    beforeAll(async () => {
      const passive = await freeRange(3, "127.0.0.1", "127.0.0.2");
      const pipeAgent = await bundle("gateways/pipe-agent", folder.path);
      windows = startWindows();
      agent = windows.node([windowsPath(pipeAgent), OPENSSH, PAGEANT]);
      [sshd, vsftpd, slow, gateway] = await Promise.all([
        startSshd(),
        startVsftpd({ passive }),
        startSlowFtpServer(),
        startGateway({ dial: (target) => target }),
      ]);
      for (const pipe of [OPENSSH, PAGEANT])
        sshd.authorize(await waitFor(`an agent on ${pipe}`, () => lineWith(agent, `${pipe} listens `), START_LIMIT_MS));

      mkdirSync(join(windows.home, ".ssh"), { recursive: true });
      mkdirSync(join(windows.home, "Jörgs Tunnel"));
      copyFileSync(sshd.keyFile, join(windows.home, ".ssh/Schlüssel für Popeye"));
      knownHosts = join(windows.home, ".ssh/known_hosts");
      writeFileSync(knownHosts, `# von Hand\n\n${sshd.knownHostsLines}`.replaceAll("\n", "\r\n"));

      const listen = {
        relay: await freePort(),
        range: await freePort(),
        bridge: await freePort(),
        slow: await freePort(),
      };
      const at = (
        port: number,
        { username, password } = { username: vsftpd.username, password: vsftpd.password },
      ): FtpServerAddress => ({ host: "127.0.0.1", port, username, password });
      paths = {
        relay: at(listen.relay),
        range: at(listen.range),
        bridge: at(listen.bridge, { username: "anyone", password: "anything" }),
        slow: at(listen.slow),
      };
      const by = (auth: ProfileDraft["gateway"]["auth"]): ProfileDraft["gateway"] => ({
        host: sshd.host,
        port: sshd.port,
        username: sshd.username,
        auth,
      });
      const target = { host: vsftpd.host, port: vsftpd.port };
      const drafts: ProfileDraft[] = [
        {
          id: "relay",
          name: "By OpenSSH's agent",
          gateway: by([{ method: "agent" }]),
          ftp: { mode: "relay", target, listen: { port: listen.relay } },
        },
        {
          id: "range",
          name: "By Pageant",
          gateway: by([{ method: "agent", socket: PAGEANT }]),
          ftp: { mode: "range", target, listen: { port: listen.range }, passive: vsftpd.passive.text },
        },
        {
          id: "bridge",
          name: "Mit Schlüssel",
          gateway: by([{ method: "key", file: "~\\.ssh\\Schlüssel für Popeye" }]),
          ftp: { mode: "bridge", listen: { port: listen.bridge }, login: { any: true } },
        },
        {
          id: "slow",
          name: "By password",
          gateway: {
            host: gateway.host,
            port: gateway.port,
            username: gateway.username,
            auth: [{ method: "password" }],
          },
          ftp: { mode: "relay", target: { host: slow.host, port: slow.port }, listen: { port: listen.slow } },
        },
      ];
      profiles = join(windows.home, "Jörgs Tunnel/Profile (neu).json");
      writeFileSync(
        profiles,
        `\ufeff${JSON.stringify({ version: 1, profiles: drafts }, null, 2).replaceAll("\n", "\r\n")}`,
      ); // as Notepad saves it
      up = start("--accept-new");
      await untilOpen(up);
    }, 2 * START_LIMIT_MS);
    afterAll(async () => {
      await windows.close();
      await Promise.all([sshd.close(), vsftpd.close(), gateway.close(), slow.close()]);
      folder.remove();
    });

    const start = (...words: readonly string[]): WindowsProcess =>
      windows.node(
        [
          ...nodeOptionsOf(CULVERT),
          windowsPath(CULVERT),
          "up",
          ...IDS,
          "--profiles",
          windowsPath(profiles),
          "--json",
          ...words,
        ],
        { CULVERT_PASSWORD: gateway.password },
      );
    const latest = (process: WindowsProcess, id: string): TunnelStatus | undefined => {
      const whole = process.stdout().split("\n").slice(0, -1);
      return whole.map((line) => JSON.parse(line) as TunnelStatus).findLast(({ profile }) => profile === id);
    };
    async function untilOpen(process: WindowsProcess): Promise<void> {
      let ending: string | undefined;
      void process.ended.then(({ code, stderr }) => {
        ending = `${code}: ${stderr}`;
      });
      for (const id of IDS) {
        await waitFor(
          `${id} open`,
          () => {
            if (ending !== undefined) throw new Error(ending);
            return latest(process, id)?.state.kind === "open" ? true : undefined;
          },
          START_LIMIT_MS,
        ).catch((error: unknown) => {
          throw new Error(`${String(error)}: ${JSON.stringify(latest(process, id))} ${process.stderr()}`);
        });
      }
    }

    it.each([
      ["OpenSSH's", OPENSSH],
      ["Pageant's", PAGEANT],
    ])("logs in with the key of an agent on %s named pipe", (_, pipe) => {
      expect(agent.stdout().split("\n")).toContain(`${pipe} signs`);
    });

    it.each(["relay", "range"] as const)("stores, lists and fetches files unharmed in the %s mode", async (mode) => {
      const sent = writeSampleFile(folder.file("sent"), 4 * MB + 7, mode.length);
      for (const client of [curl, curlWith("curl, PASV", "--disable-epsv")]) {
        const name = `${mode}-${client.name.length}`;
        await client.store(paths[mode], sent, `pub/${name}`);
        await client.fetch(paths[mode], `pub/${name}`, folder.file("back"));
        expect(await sha256(join(vsftpd.pub, name))).toBe(await sha256(sent));
        expect(await sha256(folder.file("back"))).toBe(await sha256(sent));
        expect(await client.list(paths[mode], "pub")).toContain(name);
      }
    });

    it("does so in the bridge mode, active connections and a name with an umlaut among them", async () => {
      const sent = writeSampleFile(folder.file("sent"), 4 * MB + 7, 3);
      for (const client of [curl, curlWith("curl, PORT", "--ftp-port", "-")]) {
        const name = `für ${client.name.length}`;
        const remote = `/${folder.file(name)}`;
        await client.store(paths.bridge, sent, encodeURI(remote));
        await client.fetch(paths.bridge, encodeURI(remote), folder.file("back"));
        expect(await sha256(folder.file(name))).toBe(await sha256(sent));
        expect(await sha256(folder.file("back"))).toBe(await sha256(sent));
        expect(await client.list(paths.bridge, `/${folder.path}`)).toContain(name);
      }
    });

    it("reads a known_hosts whose lines end as Windows' do, and adds a line behind them", () => {
      const [before, added] = readFileSync(knownHosts, "utf8").split(/(?<=\r\n)(?=[^\r]*$)/);
      expect(before).toBe(`# von Hand\n\n${sshd.knownHostsLines}`.replaceAll("\n", "\r\n"));
      expect(added?.startsWith(`${gateway.hostKeyLine} culvert `)).toBe(true);
    });

    it(
      "leaves nothing behind that keeps the next start from the same ports where it is ended by the task manager",
      async () => {
        up.kill("SIGKILL");
        await up.ended;
        up = start();
        await untilOpen(up);
      },
      2 * START_LIMIT_MS,
    );

    it(
      "waits for a transfer at Ctrl+C and says so, ends with 0, and lets every port go",
      async () => {
        const ftp = await RawFtp.connect(paths.slow.port);
        const data = dataFrom(connectData((await ftp.passive()).port, "127.0.0.1"));
        expect(await ftp.say("RETR slow")).toMatch(/^150 /);
        await waitFor("the first half", () =>
          latest(up, "slow")?.forwards[0]?.transfers?.[0]?.bytes === HALVES[0].length ? true : undefined,
        );
        up.kill("SIGINT");
        await waitFor("what it waits for", () =>
          up.stderr().includes("waiting for one transfer to finish") ? true : undefined,
        );
        slow.release();
        expect(await data).toBe(HALVES.join(""));
        expect(await up.ended).toMatchObject({ code: 0 });
        for (const { port } of Object.values(paths)) expect(await mayListen("127.0.0.1", port)).toBe(true);
      },
      START_LIMIT_MS,
    );
  },
);

/** What stands behind these words in a line that a program has printed. */
const lineWith = (process: WindowsProcess, words: string): string | undefined =>
  process
    .stdout()
    .split("\n")
    .slice(0, -1)
    .find((line) => line.startsWith(words))
    ?.slice(words.length);
