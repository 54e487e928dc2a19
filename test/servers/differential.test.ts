import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import type { FtpServerAddress } from "../support/clients/ftp-clients.js";
import { WireClient } from "../support/clients/wire-client.js";
import { startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { documentTable } from "../support/fixtures/documented-table.js";
import { freePort } from "../support/fixtures/free-port.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPath } from "../support/programs.js";
import type { FtpDaemon } from "../support/servers/ftp-daemon.js";
import { REAL_SERVERS, type RealServer } from "../support/servers/real-servers.js";
import { BESIDE_TRANSFERS, BROKEN_OFF, LEAVING } from "./sequences/beside.js";
import { BEFORE_LOGIN, COMMANDS, WHOLE_SESSION } from "./sequences/commands.js";
import { explainedDifference } from "./sequences/explained-differences.js";
import { BIG, FOLDER, IN_STILL, SMALL, type Sequence } from "./sequences/sequence.js";
import { TRANSFERS } from "./sequences/transfers.js";

const SEQUENCES: readonly Sequence[] = [
  ...COMMANDS,
  ...BEFORE_LOGIN,
  WHOLE_SESSION,
  ...TRANSFERS,
  ...BESIDE_TRANSFERS,
  ...BROKEN_OFF,
  ...LEAVING,
];
const LARGE = ["big", "huge"];
/** Servers that answer alike in everything; the others are tried on demand, and what differs there is explained by name. */
const SETTLED: ReadonlySet<string> = new Set(["vsftpd", "ProFTPD", "pyftpdlib"]);
const TRIES_ALL = process.env["CULVERT_DIFFERENTIAL"] === "all";
/** Known and open: a reset, which SSH passes on as an end. */
const KNOWN_DIFFERENCES = /^resets the data connection in a store$/;
/** How often a server is asked directly before its answer counts as another one: what runs at once may end in either order. */
const DIRECT_TRIES = 3;

interface Running {
  readonly daemon: FtpDaemon;
  readonly relay: FtpServerAddress;
}

/** What a client heard, and what is in the folder afterwards. */
interface Outcome {
  readonly heard: readonly string[];
  readonly kept: readonly string[];
}

describeWith(["sshd", "ssh-keygen"], "the same bytes, sent to a real server directly and through the relay,", () => {
  const running = new Map<RealServer, Running>();
  let sshd: Sshd;
  let culvert: CulvertProcess;
  const alike = new Map<RealServer, number>();
  let runs = 0;

  beforeAll(async () => {
    sshd = await startSshd();
    const here = REAL_SERVERS.filter(
      ({ name, needs }) =>
        (TRIES_ALL || SETTLED.has(name)) && needs.every((program) => programPath(program) !== undefined),
    );
    const profiles: ProfileDraft[] = [];
    for (const [index, server] of here.entries()) {
      const [daemon, port] = [await server.start(), await freePort("127.0.0.1", "::1")];
      running.set(server, {
        daemon,
        relay: { host: "127.0.0.1", port, username: daemon.username, password: daemon.password },
      });
      profiles.push(
        relayProfile({ id: `popeye${index}`, gateway: sshd, target: daemon, listen: { host: "127.0.0.1", port } }),
      );
    }
    for (const { daemon } of running.values()) makeStock(join(daemon.pub, "stock"));
    culvert = startCulvert({ profiles, knownHosts: sshd.knownHostsLines });
    await Promise.all(profiles.map(({ id }) => culvert.untilOpen(id)));
  }, 180_000);
  afterAll(async () => {
    documentTable(
      "differential",
      ["server", "sequences", "answered alike"],
      REAL_SERVERS.map((server) => [
        server.name,
        String(sequencesFor(server).length),
        running.has(server) ? String(alike.get(server) ?? 0) : "not tried",
      ]),
    );
    await culvert.stop();
    await Promise.all([sshd.close(), ...[...running.values()].map(({ daemon }) => daemon.close())]);
  });

  async function play(sequence: Sequence, server: FtpServerAddress, pub: string): Promise<Outcome> {
    const name = `run-${String(++runs).padStart(5, "0")}`;
    makeFolder(join(pub, name), join(pub, "stock"));
    const client = await WireClient.connect(server);
    try {
      if (sequence.beforeLogin !== true) await client.logIn(`pub/${name}`);
      client.transcript.length = 0;
      await sequence.play(client);
      if (sequence.ends !== true) {
        if (sequence.beforeLogin === true) await client.logIn(`pub/${name}`);
        await client.settle();
      }
    } finally {
      client.close();
    }
    const heard = client.transcript.map((line) =>
      sequence.anyRefusal === true && line.startsWith("5") ? "5xx" : line,
    );
    return { heard: sequence.anyOrder === true ? heard.sort() : heard, kept: await keptIn(join(pub, name)) };
  }

  for (const server of REAL_SERVERS) {
    describeWith(server.needs, server.name, () => {
      if (!TRIES_ALL && !SETTLED.has(server.name)) {
        it.skip("is tried where CULVERT_DIFFERENTIAL=all asks for it");
        return;
      }
      (server.oneAtATime === true ? describe : describe.concurrent)("are answered alike where a client", () => {
        for (const sequence of sequencesFor(server)) {
          it(sequence.name, async ({ skip }) => {
            const found = running.get(server);
            if (found === undefined) throw new Error(`${server.name} is not running`);
            const { daemon, relay } = found;
            const through = await play(sequence, relay, daemon.pub);
            const isAlike = () => alike.set(server, (alike.get(server) ?? 0) + 1);
            if (
              sequence.mayServeMore === true &&
              !through.heard.some((line) => /^[45]\d\d|^\((?!the connection ended)|^data: (?!whole)/.test(line))
            )
              return void isAlike();
            let directly = await play(sequence, daemon, daemon.pub);
            for (let tries = 1; tries < DIRECT_TRIES && JSON.stringify(directly) !== JSON.stringify(through); tries++)
              directly = await play(sequence, daemon, daemon.pub);
            const why = explainedDifference(server.name, sequence.name);
            if (why !== undefined && JSON.stringify(directly) !== JSON.stringify(through)) skip(why);
            expect(through, `directly ${JSON.stringify(directly)}\nthrough  ${JSON.stringify(through)}`).toEqual(
              directly,
            );
            isAlike();
          });
        }
      });
    });
  }
});

/** Those that need no way to a data connection which the server does not know. */
const sequencesFor = ({ lacks = [] }: RealServer): readonly Sequence[] =>
  SEQUENCES.filter(
    ({ name, ways = [] }) => !ways.some((way) => lacks.includes(way)) && (TRIES_ALL || !KNOWN_DIFFERENCES.test(name)),
  );

/** A folder of a run's own, where everybody may write; its large files are other names of those in `stock`, which nobody changes. */
function makeFolder(path: string, stock: string): void {
  mkdirSync(join(path, "still"), { recursive: true });
  for (const name of LARGE) linkSync(join(stock, name), join(path, name));
  writeFiles(
    path,
    Object.entries(FOLDER).filter(([name]) => !LARGE.includes(name)),
  );
  writeFiles(
    join(path, "still"),
    IN_STILL.map((name) => [name, name] as const),
  );
  chmodSync(path, 0o777);
}

function makeStock(path: string): void {
  mkdirSync(path);
  writeFiles(
    path,
    Object.entries(FOLDER).filter(([name]) => LARGE.includes(name)),
  );
}

/** Their times never change. */
function writeFiles(path: string, files: readonly (readonly [string, Buffer | string])[]): void {
  for (const [name, content] of files) {
    writeFileSync(join(path, name), content);
    chmodSync(join(path, name), 0o644);
    utimesSync(join(path, name), 1_000_000_000, 1_000_000_000);
  }
}

/** The files in a folder and what each holds, once a server writes there no more. */
async function keptIn(path: string): Promise<string[]> {
  const look = () =>
    readdirSync(path, { encoding: "buffer" }).map((bytes) => {
      const file = Buffer.concat([Buffer.from(`${path}/`), bytes]); // whose name may be no UTF-8
      return { name: bytes.toString("latin1"), file, found: statSync(file) };
    });
  const sizes = () =>
    look()
      .map(({ name, found }) => `${name} ${found.size}`)
      .join();
  for (let before = "", now = sizes(), looks = 0; before !== now && looks < 40; before = now, now = sizes(), looks++)
    await new Promise((resolve) => setTimeout(resolve, 30));
  return look()
    .map(({ name, file, found }) => {
      const known = name in FOLDER || /^[a-z\xff.]{1,5}$/.test(name) ? name : "(another name)";
      if (!found.isFile()) return `${known}: a folder`;
      const original =
        found.nlink > 1 ? Object.keys(FOLDER).find((one) => FOLDER[one]?.length === found.size) : undefined;
      return `${known}: ${original === undefined ? contentOf(file) : `the file ${original}`}`;
    })
    .sort();
}

function contentOf(path: Buffer): string {
  const content = readFileSync(path);
  for (const [name, whole] of [
    ["a.txt", SMALL],
    ["big", BIG],
    ["a.txt, twice", Buffer.concat([SMALL, SMALL])],
    ["empty", Buffer.alloc(0)],
  ] as const)
    if (whole.equals(content)) return `as ${name}`;
  return BIG.subarray(0, content.length).equals(content) || SMALL.subarray(0, content.length).equals(content)
    ? "a part"
    : `${content.length} other bytes`;
}
