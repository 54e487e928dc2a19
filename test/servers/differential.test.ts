import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile.js";
import type { FtpPlace } from "../support/clients.js";
import { startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import type { FtpDaemon } from "../support/ftp-daemon.js";
import { freePort } from "../support/free-port.js";
import { programPath } from "../support/programs.js";
import { REAL_SERVERS, type RealServer } from "../support/real-servers.js";
import { relayProfile } from "../support/relay-profile.js";
import { startSshd, type Sshd } from "../support/sshd.js";
import { WireClient } from "../support/wire-client.js";
import { BEFORE_LOGIN, COMMANDS, WHOLE_SESSION } from "./sequences/commands.js";
import { BESIDE_TRANSFERS, BROKEN_OFF, LEAVING } from "./sequences/beside.js";
import { BIG, FOLDER, IN_STILL, SMALL, type Sequence } from "./sequences/sequence.js";
import { TRANSFERS } from "./sequences/transfers.js";

const SEQUENCES: readonly Sequence[] = [...COMMANDS, ...BEFORE_LOGIN, WHOLE_SESSION, ...TRANSFERS, ...BESIDE_TRANSFERS, ...BROKEN_OFF, ...LEAVING];
/** How often a server is asked directly before its answer counts as another one: what runs at once may end in either order. */
const DIRECT_TRIES = 4;

interface Running {
  readonly daemon: FtpDaemon;
  readonly relay: FtpPlace;
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
  let runs = 0;

  beforeAll(async () => {
    sshd = await startSshd();
    const here = REAL_SERVERS.filter(({ needs }) => needs.every((name) => programPath(name) !== undefined));
    const profiles = await Promise.all(here.map(async (server, index): Promise<ProfileDraft> => {
      const [daemon, port] = [await server.start(), await freePort("127.0.0.1", "::1")];
      running.set(server, { daemon, relay: { host: "127.0.0.1", port, username: daemon.username, password: daemon.password } });
      return relayProfile({ id: `popeye${index}`, gateway: sshd, target: daemon, listen: { host: "127.0.0.1", port } });
    }));
    for (const { daemon } of running.values()) writeFileSync(join(daemon.pub, "huge"), FOLDER["huge"] ?? "");
    culvert = startCulvert({ profiles, knownHosts: sshd.knownHostsLines });
    await Promise.all(profiles.map(({ id }) => culvert.untilOpen(id)));
  });
  afterAll(async () => {
    await culvert.stop();
    await Promise.all([sshd.close(), ...[...running.values()].map(({ daemon }) => daemon.close())]);
  });

  async function play(sequence: Sequence, place: FtpPlace, pub: string): Promise<Outcome> {
    const name = `run-${String(++runs).padStart(5, "0")}`;
    makeFolder(join(pub, name), join(pub, "huge"));
    const client = await WireClient.connect(place);
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
    const heard = sequence.anyOrder === true ? [...client.transcript].sort() : client.transcript;
    return { heard, kept: await keptIn(join(pub, name)) };
  }

  for (const server of REAL_SERVERS) {
    describeWith(server.needs, server.name, () => {
      describe.concurrent("are answered alike where a client", () => {
        it.each(SEQUENCES.filter(({ ways = [] }) => !ways.some((way) => server.lacks?.includes(way))))("$name", async (sequence) => {
          const found = running.get(server);
          if (found === undefined) throw new Error(`${server.name} is not running`);
          const { daemon, relay } = found;
          const through = await play(sequence, relay, daemon.pub);
          let directly = await play(sequence, daemon, daemon.pub);
          for (let tries = 1; tries < DIRECT_TRIES && JSON.stringify(directly) !== JSON.stringify(through); tries++) directly = await play(sequence, daemon, daemon.pub);
          expect(through).toEqual(directly);
        }, 120_000);
      });
    });
  }
});

/** A folder of a run's own, where everybody may write, with files whose times never change. */
function makeFolder(path: string, huge: string): void {
  mkdirSync(path);
  mkdirSync(join(path, "still"));
  for (const [name, content] of Object.entries(FOLDER)) {
    if (name === "huge") linkSync(huge, join(path, name));
    else writeFileSync(join(path, name), content);
  }
  for (const name of IN_STILL) writeFileSync(join(path, "still", name), name);
  for (const name of [...Object.keys(FOLDER), ...IN_STILL.map((name) => join("still", name))]) {
    chmodSync(join(path, name), 0o644);
    utimesSync(join(path, name), 1_000_000_000, 1_000_000_000);
  }
  chmodSync(path, 0o777);
}

/** The files in a folder and how much each holds, once a server writes there no more. */
async function keptIn(path: string): Promise<string[]> {
  let before: string[] | undefined;
  for (let looks = 0; looks < 40; looks++) {
    const now = readdirSync(path, { withFileTypes: true }).map((entry) => `${entry.name in FOLDER || /^[a-z.]{1,5}$/.test(entry.name) ? entry.name : "(another name)"}: ${entry.isFile() ? contentOf(join(path, entry.name)) : "a folder"}`).sort();
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(now)) break;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return before ?? [];
}

function contentOf(path: string): string {
  const content = readFileSync(path);
  const known: Readonly<Record<string, Buffer>> = { ...FOLDER, "a.txt, twice": Buffer.concat([SMALL, SMALL]) };
  const name = Object.entries(known).find(([, bytes]) => bytes.equals(content))?.[0];
  if (name !== undefined) return `as ${name}`;
  return BIG.subarray(0, content.length).equals(content) || SMALL.subarray(0, content.length).equals(content) ? "a part" : `${content.length} other bytes`;
}
