import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { RawFtp } from "../support/clients/raw-ftp.js";
import { describeWith } from "../support/describe-with.js";
import { freeRange } from "../support/fixtures/free-port.js";
import { startRelaySetup, type RelaySetup } from "../support/fixtures/relay-setup.js";
import type { Program } from "../support/programs.js";
import type { FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startProftpd } from "../support/servers/proftpd.js";
import { startPureFtpd } from "../support/servers/pure-ftpd.js";
import { startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { startVsftpd } from "../support/servers/vsftpd.js";

type PortRange = { readonly first: number; readonly last: number };

const SERVERS: readonly {
  readonly name: string;
  readonly program: Program;
  /** The fewest passive ports with which it serves three users: vsftpd tries ten at random, and ends the session where none was free. */
  readonly fewestPorts: number;
  /** It listens on until the next PASV, whatever is said. */
  readonly keepsPort?: true;
  readonly start: (passive: PortRange) => Promise<FtpDaemon>;
}[] = [
  {
    name: "vsftpd",
    program: "vsftpd",
    fewestPorts: 6,
    start: (passive) => startVsftpd({ passive, settings: { max_per_ip: 0 } }),
  },
  {
    name: "ProFTPD",
    program: "proftpd",
    fewestPorts: 3,
    keepsPort: true,
    start: (passive) => startProftpd({ passive }),
  },
  // it lets in half as many users as it has ports
  {
    name: "Pure-FTPd",
    program: "pure-ftpd",
    fewestPorts: 6,
    keepsPort: true,
    start: (passive) => startPureFtpd({ passive }),
  },
  { name: "pyftpdlib", program: "pyftpdlib", fewestPorts: 3, start: (passive) => startPyftpdlib({ passive }) },
];
const FILES = 8;
const contentOf = (user: number, file: number): string => `file ${file} of user ${user}\n`.repeat(100);

for (const { name, program, fewestPorts, keepsPort, start } of SERVERS) {
  describeWith([program], `a relay that looks ahead, to ${name},`, () => {
    let setup: RelaySetup;
    const cleanUps: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      setup = await startRelaySetup();
    });
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });
    afterAll(() => setup.close());

    async function open(ports: number) {
      const range = await freeRange(ports, "127.0.0.1", "127.0.0.2");
      const daemon = await start(range);
      cleanUps.push(() => daemon.close());
      const running = await setup.relay(daemon);
      cleanUps.push(() => running.relay.stop());
      const logIn = async (): Promise<RawFtp> => {
        const ftp = await RawFtp.connect(running.port);
        let said = await ftp.say(`USER ${daemon.username}`);
        if (said.startsWith("331")) said = await ftp.say(`PASS ${daemon.password}`);
        expect(said).toMatch(/^230/);
        expect(await ftp.say("CWD pub")).toMatch(/^250/);
        return ftp;
      };
      return { range, daemon, running, logIn };
    }

    it.each([fewestPorts, 40])(
      "serves three users at once, each with his own files, by %i passive ports",
      async (ports) => {
        const { daemon, running, logIn } = await open(ports);
        for (let user = 0; user < 3; user++)
          for (let file = 0; file < FILES; file++)
            writeFileSync(join(daemon.pub, `${user}-${file}`), contentOf(user, file), { mode: 0o644 });
        await Promise.all(
          [0, 1, 2].map(async (user) => {
            const ftp = await logIn();
            for (let file = 0; file < FILES; file++) {
              expect(await ftp.say("TYPE I")).toMatch(/^200/);
              const { data, replies } = await ftp.fetch(`RETR ${user}-${file}`, file % 2 === 0 ? "PASV" : "EPSV");
              expect(replies.join(""), `${user}-${file}`).toMatch(/^1\d\d[^]*226/);
              expect(data).toBe(contentOf(user, file));
            }
            expect(await ftp.say("QUIT")).toMatch(/^221/);
            ftp.close();
          }),
        );
        await expect.poll(() => running.channels()).toBe(0);
      },
    );

    it("holds a data connection ready behind the transfers, and no port ten seconds later", async () => {
      const { daemon, running, range, logIn } = await open(40);
      writeFileSync(join(daemon.pub, "a"), "ahoy", { mode: 0o644 });
      const ftp = await logIn();
      for (let count = 0; count < 8; count++) expect((await ftp.fetch("RETR a")).data).toBe("ahoy");
      await expect.poll(() => [running.channels(), running.row().connections.open]).toEqual([2, 1]);
      running.clock.advance(10_000);
      await expect.poll(() => running.channels()).toBe(1);
      if (process.platform === "linux" && keepsPort !== true) await expect.poll(() => listened(range)).toEqual([]);
      expect((await ftp.fetch("RETR a")).data).toBe("ahoy");
      ftp.close();
    });
  });
}

/** The ports of a range on which somebody listens (`0A` is TCP_LISTEN, `include/net/tcp_states.h` of Linux). */
function listened({ first, last }: PortRange): number[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((table) => readFileSync(table, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === "0A")
    .map(([, local = ""]) => Number.parseInt(local.split(":")[1] ?? "", 16))
    .filter((port) => port >= first && port <= last);
}
