import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FtpServerAddress } from "../support/clients/ftp-clients.js";
import { WireClient } from "../support/clients/wire-client.js";
import { describeWith } from "../support/describe-with.js";
import { openBridge, type Bridge } from "../support/fixtures/open-bridge.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import type { FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startProftpd } from "../support/servers/proftpd.js";
import { startPureFtpd } from "../support/servers/pure-ftpd.js";
import { ORDERS } from "./sequences/orders.js";
import { FOLDER, IN_STILL, type Sequence } from "./sequences/sequence.js";

/** How often the others are asked: what runs at once may end in either order. */
const DIRECT_TRIES = 3;

/** What the bridge alone does, and why. */
const OWN_WAYS: Readonly<Record<string, string>> = {
  // RFC 3659, section 7.2.1: 501 for what is no folder; both others say 550
  "lists what cannot be listed by facts":
    "227 | 5xx | 227 | 5xx | 227 | 1xx | names: one two, end | 226 | 227 | 5xx | then PWD | 257",
  // `.` and `..` are in no listing; both others show them where -a asks for all
  "lists by options of ls": [
    ...["one two", "a.txt a.txt big empty huge nowhere still still", "one two", "one two", "one", "a.txt"].map(
      (names) => `227 | 1xx | names: ${names}, end | 226`,
    ),
    "then PWD | 257",
  ].join(" | "),
  // what fits nothing is an empty list, as with vsftpd; ProFTPD says 450, and Pure-FTPd knows globs in LIST alone
  "lists by globs": [
    ...["a.txt", "still", "", "empty", "one two", "a.txt big", "a.txt"].map(
      (names) => `227 | 1xx | names: ${names}, end | 226`,
    ),
    "then PWD | 257",
  ].join(" | "),
  // 550 says that asking again is of no use; ProFTPD says 450, and Pure-FTPd 213
  "asks of paths by STAT": "213 | 5xx | 213 | then PWD | 257",
  "asks about a folder as of a file": "5xx | 213 | 350 | 5xx | then PWD | 257",
  // the others' users are not the owners of these files
  "sets modes by SITE": "200 | 5xx | 5xx | 5xx | then PWD | 257",
  "sets times": "213 | 213 | 5xx | 5xx | then PWD | 257",
  "chooses options that are none": "5xx | 5xx | 200 | 200 | 200 | then PWD | 257",
  // RFC 959, section 4.1.1: USER begins a login anew; the others refuse it
  "logs in again as it is": "331 | 5xx | then PWD | 5xx",
  // the file is whole, and QUIT waits for it; ProFTPD and Pure-FTPd cut it off
  "says QUIT while it stores": "227 | 1xx | 226 | 221",
  // the others wait on, and hear no ABOR
  "aborts while the data connection is awaited": "227 | then PWD | 4xx | 226 | 257",
  // ProFTPD sends the file to the stranger
  "comes to the data port from another address": "227 | the stranger got 0 | then PWD | 4xx | 226 | 257",
};

/** What a client heard, and what is in its folder afterwards. */
interface Outcome {
  readonly heard: readonly string[];
  readonly kept: readonly string[];
}

describeWith(
  ["sshd", "ssh-keygen", "proftpd", "pure-ftpd"],
  "a bridge, beside ProFTPD and Pure-FTPd over the same files,",
  () => {
    const folder = tempFolder({ open: true });
    let sshd: Sshd;
    let bridge: Bridge;
    let direct: readonly FtpDaemon[] = [];
    let runs = 0;
    beforeAll(async () => {
      [sshd, ...direct] = await Promise.all([startSshd(), startProftpd(), startPureFtpd()] as const);
      bridge = await openBridge(sshd);
    }, 180_000);
    afterAll(async () => {
      await bridge.close();
      await Promise.all([sshd.close(), ...direct.map((daemon) => daemon.close())]);
      folder.remove();
    });

    async function play(
      sequence: Sequence,
      server: FtpServerAddress,
      disk: string,
      folderOf: (name: string) => string,
    ): Promise<Outcome> {
      const name = `run-${String(++runs).padStart(5, "0")}`;
      makeFolder(join(disk, name));
      const client = await WireClient.connect(server);
      try {
        await client.logIn(folderOf(name));
        if (!client.transcript.at(-1)?.startsWith("250")) throw new Error(client.transcript.join("\n"));
        client.transcript.length = 0;
        await sequence.play(client);
        if (sequence.ends !== true) await client.settle();
      } finally {
        client.close();
      }
      return {
        heard: client.transcript.map(codeOf),
        kept: kept(join(disk, name)),
      };
    }

    describe("serves as well a client that", () => {
      it.each(ORDERS)("$name", { timeout: 120_000 }, async (sequence) => {
        const through = await play(sequence, bridge, folder.path, (name) => `${folder.path}/${name}`);
        const own = OWN_WAYS[sequence.name];
        if (own !== undefined) {
          expect(through.heard.join(" | ")).toBe(own);
          return;
        }
        const others: Outcome[] = [];
        for (let tries = 0; tries < DIRECT_TRIES; tries++)
          for (const daemon of direct) {
            const other = await play(sequence, daemon, daemon.pub, (name) => `pub/${name}`);
            if (JSON.stringify(other) === JSON.stringify(through)) return;
            others.push(other);
          }
        expect(others, `the bridge: ${JSON.stringify(through)}`).toContainEqual(through);
      });
    });
  },
);

/** Which of the refusals that say the same to a client, to try again or not, is each server's own affair. */
const codeOf = (line: string): string =>
  /^[23]\d\d/.exec(line)?.[0] ?? (/^[45]\d\d/.test(line) ? `${line.charAt(0)}xx` : line);

function makeFolder(path: string): void {
  mkdirSync(join(path, "still"), { recursive: true });
  for (const [name, content] of [...Object.entries(FOLDER), ...IN_STILL.map((one) => [`still/${one}`, one] as const)]) {
    writeFileSync(join(path, name), content);
    chmodSync(join(path, name), 0o666);
    utimesSync(join(path, name), 1_000_000_000, 1_000_000_000);
  }
  symlinkSync("a.txt", join(path, "link"));
  symlinkSync("nowhere", join(path, "dangling"));
  symlinkSync("still", join(path, "into"));
  for (const each of [path, join(path, "still")]) chmodSync(each, 0o777);
}

const kept = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => {
      const file = join(path, name);
      if (lstatSync(file).isSymbolicLink()) return `${name}: a link`;
      const found = statSync(file);
      const shown = name in FOLDER || name.length < 12 ? name : "(another name)";
      if (!found.isFile()) return shown;
      return `${shown}: ${found.size < 100 ? JSON.stringify(readFileSync(file, "latin1")) : found.size}`;
    })
    .sort();
