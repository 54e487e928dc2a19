import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RawFtp } from "../support/clients/raw-ftp.js";
import { describeWith } from "../support/describe-with.js";
import { freeRange } from "../support/fixtures/free-port.js";
import { startRelaySetup, type RelaySetup, type RunningRelay } from "../support/fixtures/relay-setup.js";
import type { Program } from "../support/programs.js";
import type { FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startProftpd } from "../support/servers/proftpd.js";
import { startPureFtpd } from "../support/servers/pure-ftpd.js";
import { startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { startVsftpd } from "../support/servers/vsftpd.js";

type PortRange = { readonly first: number; readonly last: number };

/** Each with a passive range of three ports. */
const SERVERS: readonly {
  readonly name: string;
  readonly program: Program;
  readonly start: (passive: PortRange) => Promise<FtpDaemon>;
}[] = [
  { name: "vsftpd", program: "vsftpd", start: (passive) => startVsftpd({ passive, settings: { max_per_ip: 0 } }) },
  { name: "ProFTPD", program: "proftpd", start: (passive) => startProftpd({ passive }) },
  { name: "Pure-FTPd", program: "pure-ftpd", start: (passive) => startPureFtpd({ passive }) },
  { name: "pyftpdlib", program: "pyftpdlib", start: (passive) => startPyftpdlib({ passive }) },
];
const FILES = 8;
const contentOf = (user: number, file: number): string => `file ${file} of user ${user}\n`.repeat(100);

for (const { name, program, start } of SERVERS) {
  describeWith([program], `a spare data connection to ${name} with three passive ports`, () => {
    let setup: RelaySetup;
    let daemon: FtpDaemon;
    let running: RunningRelay;
    let range: PortRange;

    beforeAll(async () => {
      setup = await startRelaySetup();
      range = await freeRange(3, "127.0.0.1", "127.0.0.2");
      daemon = await start(range);
      running = await setup.relay(daemon);
    });
    afterAll(async () => {
      await running.relay.stop();
      await daemon.close();
      await setup.close();
    });

    async function logIn(): Promise<RawFtp> {
      const ftp = await RawFtp.connect(running.port);
      let said = await ftp.say(`USER ${daemon.username}`);
      if (said.startsWith("331")) said = await ftp.say(`PASS ${daemon.password}`);
      expect(said).toMatch(/^230/);
      expect(await ftp.say("CWD pub")).toMatch(/^250/);
      return ftp;
    }

    it("serves three users at once, each with his own files", async () => {
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
      await expect.poll(() => running.channels(), { timeout: 20_000 }).toBe(0);
    });

    it.runIf(process.platform === "linux")(
      "is there after the second transfer, and no port is kept ten seconds later",
      async () => {
        writeFileSync(join(daemon.pub, "a"), "ahoy", { mode: 0o644 });
        const ftp = await logIn();
        for (let count = 0; count < 6 && running.channels() < 2; count++) {
          expect((await ftp.fetch("RETR a")).data).toBe("ahoy");
          await ftp.say("NOOP");
          await expect.poll(() => running.row().transfers).toEqual([]);
        }
        await expect.poll(() => running.channels()).toBe(2);
        running.clock.advance(10_000);
        await expect.poll(() => running.channels()).toBe(1);
        await expect.poll(() => listened(range), { timeout: 20_000 }).toEqual([]);
        expect((await ftp.fetch("RETR a")).data).toBe("ahoy");
        ftp.close();
      },
    );
  });
}

/** The ports of a range on which somebody listens, of IPv4 (`0A` is TCP_LISTEN, `include/net/tcp_states.h` of Linux). */
function listened({ first, last }: PortRange): number[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((table) => readFileSync(table, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === "0A")
    .map(([, local = ""]) => Number.parseInt(local.split(":")[1] ?? "", 16))
    .filter((port) => port >= first && port <= last);
}
