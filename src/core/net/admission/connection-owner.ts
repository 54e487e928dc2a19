import { open } from "node:fs/promises";
import { isIP, type Socket } from "node:net";
import { endianness } from "node:os";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { unmappedAddress } from "../../ftp/passive-endpoint.js";
import { addressBytes } from "../dial/canonical-address.js";

/** The most that the kernel gives at once, in whole rows: a page of memory, of which the largest have 64 KB. Bytes. */
const TABLE_READ_BYTES = 64 * 1024;
const MIN_READS = 4;
/**
 * So many reads of a table are asked for at once, twice as many each time until then. Each answer waits for a turn of the event
 * loop, and a table of ten thousand rows, as a flood leaves them, takes 400 reads: one by one, a busy process would need
 * seconds for it.
 */
const MAX_READS = 64;

/**
 * Whose program is at the other end of a connection on this computer: a user id. Or why that is not known:
 *
 * - `gone`: the client has closed its end, which the system keeps for a while without its user, or forgets before ours
 * - `reset`: the client has broken the connection, so that the system has neither end any more
 * - `unread`: the tables are there and could not be read just now, as by a process that has as many files open as it may
 */
export type ConnectionOwner = number | "gone" | "reset" | "unread";

/**
 * Whose an accepted connection is, by the tables of Linux; nothing where there are none that this process may read, where
 * these do not have its port, where the client is on another computer, and on other systems. Connections that come together
 * share one reading, which ends where the last of them is found: the kernel takes some milliseconds for a whole table,
 * however few rows it has.
 */
export async function connectionOwner(socket: Socket): Promise<ConnectionOwner | undefined> {
  if (process.platform !== "linux") return undefined;
  const { remotePort = 0, localPort = 0 } = socket;
  const [client, server] = [unmappedAddress(socket.remoteAddress), unmappedAddress(socket.localAddress)];
  if (client === "" || server === "") return "reset"; // the system tells no address of one that is broken
  if (!/^127\.|^::1$/.test(client) && client !== server) return undefined; // it comes from elsewhere
  const ends = [
    { host: client, port: remotePort },
    { host: server, port: localPort },
  ] as const;
  return (await lookUp(ends, ownerIn)) ?? lookUp(ends, remainsIn); // a row can also be missed while others come and go beside it
}

/** An IPv4 client has its row in the one table, and our end of its connection may have it in the other. */
async function lookUp(ends: ConnectionEnds, findIn: FindOwner): Promise<ConnectionOwner | undefined> {
  const first = isIP(ends[0].host) === 4 ? await TABLES.tcp.find(ends, findIn) : undefined;
  if (typeof first === "number" || first === "unread") return first;
  const second = await TABLES.tcp6.find(ends, findIn);
  return first === undefined || (second !== undefined && second !== "reset") ? second : first;
}

/**
 * The owner of a socket by rows of /proc/net/tcp or tcp6, where each end of a connection has one.
 *
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *    1: 0100007F:C350 0100007F:0849 01 00000000:00000000 00:00000000 00000000  1000        0 31337 1 ...
 *
 * A socket that no program has open any more has no inode, and the user id 0 whosever it was.
 *
 * @param rows whole ones, the heading before them or not @param client whose row it is @param server the other end
 */
export function ownerIn(rows: string, client: Endpoint, server: Endpoint): ConnectionOwner | undefined {
  const isIpv6Table = isIpv6In(rows);
  const start = rows.indexOf(` ${formatEnd(client, isIpv6Table)} ${formatEnd(server, isIpv6Table)} `);
  if (start === -1) return undefined;
  const [, , , , , , uid = "", , inode = ""] = rows.slice(start, rows.indexOf("\n", start)).trim().split(/\s+/);
  return inode === "0" ? "gone" : Number(uid);
}

/**
 * As `ownerIn`, and where the client has no row: `gone` where the server's end stands alone, `reset` where there are rows of
 * the server's port, if only that it listens there.
 */
export function remainsIn(rows: string, client: Endpoint, server: Endpoint): ConnectionOwner | undefined {
  const isIpv6Table = isIpv6In(rows);
  const isLeft = () => rows.includes(` ${formatEnd(server, isIpv6Table)} ${formatEnd(client, isIpv6Table)} `);
  const isListed = () => rows.includes(`:${hexOf(server.port, 4)} `);
  return ownerIn(rows, client, server) ?? (isLeft() ? "gone" : undefined) ?? (isListed() ? "reset" : undefined);
}

const isIpv6In = (rows: string): boolean => /^(?:[^\n]*\n)?\s*\d+: [\dA-F]{32}:/.test(rows);

/** `0100007F:C350`: each four bytes of the address are written as the processor has them in memory. */
function formatEnd({ host, port }: Endpoint, isIpv6Table: boolean): string {
  const bytes = addressBytes(host);
  const padded = isIpv6Table && bytes.length === 4 ? [...new Array<number>(10).fill(0), 0xff, 0xff, ...bytes] : bytes;
  const words = Array.from({ length: padded.length / 4 }, (_, index) => padded.slice(index * 4, index * 4 + 4));
  const hex = words.flatMap((word) => (endianness() === "LE" ? word.toReversed() : word)).map((byte) => hexOf(byte, 2));
  return `${hex.join("")}:${hexOf(port, 4)}`;
}

const hexOf = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");

/** The client's end of a connection and the server's. */
type ConnectionEnds = readonly [client: Endpoint, server: Endpoint];

/** Looks for a client in some rows of a table. */
type FindOwner = (rows: string, ...ends: ConnectionEnds) => ConnectionOwner | undefined;

interface Search {
  readonly ends: ConnectionEnds;
  readonly findIn: FindOwner;
  /** By the rows so far; a user's id ends the search. */
  found: ConnectionOwner | undefined;
  readonly resolve: (owner: ConnectionOwner | undefined) => void;
}

/** A table of the system's that is read once for all who ask while it is read: each of them has a reading that began after it asked. */
class ConnectionTable {
  readonly #buffers: Buffer[] = [];
  #waiting: Search[] = [];
  #isReading = false;

  constructor(private readonly file: string) {}

  /** @returns as `findIn` by all rows; nothing where there is no table that may be read, either */
  find(ends: ConnectionEnds, findIn: FindOwner): Promise<ConnectionOwner | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ ends, findIn, found: undefined, resolve });
      if (!this.#isReading) void this.#readForAll();
    });
  }

  async #readForAll(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.length > 0) {
      let searches = this.#waiting;
      this.#waiting = [];
      const error = await this.#read((rows) => {
        searches = searches.filter((search) => {
          const found = search.findIn(rows, ...search.ends);
          if (search.found !== "gone") search.found = found ?? search.found;
          if (typeof found === "number") search.resolve(found);
          return typeof found !== "number";
        });
        return searches.length > 0;
      }).then(() => undefined, unreadUnlessHidden);
      for (const { resolve, found } of searches) resolve(error ?? found);
    }
    this.#isReading = false;
  }

  /** @param onRows hears whole rows as they come, in any order, and says whether it wants more */
  async #read(onRows: (rows: string) => boolean): Promise<void> {
    const file = await open(this.file);
    try {
      for (let count = MIN_READS, isWhole = false; !isWhole; count = Math.min(2 * count, MAX_READS)) {
        while (this.#buffers.length < count) this.#buffers.push(Buffer.allocUnsafeSlow(TABLE_READ_BYTES));
        const reads = this.#buffers.slice(0, count).map((buffer) => file.read(buffer, 0, TABLE_READ_BYTES, null));
        for (const { buffer, bytesRead } of await Promise.all(reads)) {
          isWhole ||= bytesRead === 0;
          if (bytesRead > 0 && !onRows(buffer.toString("latin1", 0, bytesRead))) return;
        }
      }
    } finally {
      await file.close();
    }
  }
}

/** Where /proc is not mounted, or hides these tables, nothing tells whose a connection is; any other error passes. */
const unreadUnlessHidden = (thrown: unknown): "unread" | undefined =>
  thrown instanceof Error && "code" in thrown && /^(?:ENOENT|ENOTDIR|EACCES|EPERM)$/.test(String(thrown.code))
    ? undefined
    : "unread";

const TABLES = { tcp: new ConnectionTable("/proc/net/tcp"), tcp6: new ConnectionTable("/proc/net/tcp6") };
