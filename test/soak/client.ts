import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { Client } from "basic-ftp";

/** Where clients connect, and the folder that they see, as this machine sees it. */
export interface ClientAddress {
  readonly name: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly folder: string;
  readonly onDisk: string;
}

export const ACTIONS = ["list", "fetch", "store", "abort"] as const;
export type Action = (typeof ACTIONS)[number];

/** What became of the deeds of all clients. */
export interface Tally {
  /** Told as succeeded and found whole, by deed. */
  readonly whole: Record<Action, number>;
  /** Told as failed, as most are whose link was cut. */
  failed: number;
  /** Why those failed, in the client's words, and how often. */
  readonly reasons: Map<string, number>;
  /** Told as succeeded, and not whole: there must be none. */
  readonly damaged: string[];
}

/** How long a client waits for anything before it gives up. Milliseconds. */
const TIMEOUT_MS = 30_000;
const CONTENT = Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 31 + (index >> 8) * 17) & 0xff));
const MAX_FILE_BYTES = 2_000_000;
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const between = (least: number, most: number): number => Math.floor(least + Math.random() * (most - least));

/** A file that every client may fetch; two of a length differ. */
interface Offered {
  readonly name: string;
  readonly length: number;
}

const OFFERED: readonly Offered[] = [0, 1, 1_000, 70_000, MAX_FILE_BYTES].flatMap((length) =>
  ["one", "two"].map((which) => ({ name: `fetch-${length}-${which}`, length })),
);

/** Bytes that differ from place to place and from file to file, so that what is lost, doubled, moved or taken for another's is found. */
function content({ name, length }: Offered): Buffer {
  const bytes = Buffer.alloc(length, CONTENT);
  const ofName = createHash("sha256").update(name).digest();
  for (let index = 0; index < length; index += 4096) {
    ofName.writeUInt32BE(index, 4);
    ofName.copy(bytes, index);
  }
  return bytes;
}

/** Put there what every client may fetch. */
export function layOut({ onDisk }: ClientAddress): void {
  for (const offered of OFFERED) writeFileSync(join(onDisk, offered.name), content(offered));
}

/** One FTP program's user: deed after deed until told to stop, logged in anew after each that failed. */
export async function useFtp(
  number: number,
  endpoint: ClientAddress,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  let client: Client | undefined;
  for (let turn = 0; !signal.aborted; turn++) {
    const deed = ACTIONS[between(0, ACTIONS.length)] ?? "list";
    try {
      client ??= await logIn(endpoint);
      const problem = await DO[deed](client, endpoint, `${number}-${turn}`);
      if (problem === undefined) tally.whole[deed]++;
      else tally.damaged.push(`${endpoint.name}, ${deed}: ${problem}`);
      if (deed === "abort") client = undefined;
    } catch (thrown) {
      tally.failed++;
      const reason = `${endpoint.name}, ${deed}: ${String(thrown).replaceAll(/\d{5,}/g, "N")}`;
      tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
      client?.close();
      client = undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, between(50, 500)));
  }
  client?.close();
}

async function logIn({ port, username, password, folder }: ClientAddress): Promise<Client> {
  const client = new Client(TIMEOUT_MS);
  try {
    await client.access({ host: "127.0.0.1", port, user: username, password });
    await client.cd(folder);
    return client;
  } catch (thrown) {
    client.close();
    throw thrown;
  }
}

/** @returns how the bytes that came differ, if they do */
function differing(came: Buffer, meant: Buffer): string | undefined {
  if (sha256(came) === sha256(meant)) return undefined;
  return came.length === meant.length
    ? `${came.length} bytes, but other ones`
    : `${came.length} bytes of ${meant.length}`;
}

/** Each deed: throws where the client was told that it failed. @returns what is not whole although it was told as succeeded */
const DO: Record<Action, (client: Client, endpoint: ClientAddress, name: string) => Promise<string | undefined>> = {
  async list(client) {
    const names = (await client.list()).map(({ name }) => name);
    return OFFERED.every(({ name }) => names.includes(name)) ? undefined : `names are missing: ${names.join(" ")}`;
  },

  async fetch(client) {
    const offered = OFFERED[between(0, OFFERED.length)];
    if (offered === undefined) throw new Error("nothing is offered");
    const chunks: Buffer[] = [];
    await client.downloadTo(
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          chunks.push(chunk);
          done();
        },
      }),
      offered.name,
    );
    return differing(Buffer.concat(chunks), content(offered));
  },

  async store(client, { onDisk }, turn) {
    const name = `store-${turn}`;
    const sent = content({ name, length: between(0, MAX_FILE_BYTES) });
    await client.uploadFrom(Readable.from([sent]), name);
    const kept = readFileSync(join(onDisk, name));
    rmSync(join(onDisk, name));
    return differing(kept, sent);
  },

  /** The program is ended amid a transfer. */
  async abort(client) {
    const stopped = new Writable({
      write: (_chunk, _encoding, done) => {
        client.close();
        done();
      },
    });
    await client.downloadTo(stopped, `fetch-${MAX_FILE_BYTES}-one`).catch(() => undefined);
    client.close();
    return undefined;
  },
};
