import { open } from "node:fs/promises";
import { isIP, type Socket } from "node:net";
import { endianness } from "node:os";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { unmappedAddress } from "../../ftp/passive-endpoint.js";
import { addressBytes } from "../dial/canonical-address.js";

/** So much of a table is asked for at once; the kernel gives 4 KB of whole rows. Bytes. */
const TABLE_READ_BYTES = 16 * 1024;

/**
 * Whose program is at the other end of a connection on this computer: a user id; `gone` where it has closed its end
 * already, which the system keeps for a while without its user.
 */
export type ConnectionOwner = number | "gone";

/**
 * Whose an accepted connection is, by the tables of Linux; nothing where these cannot be read or do not have it, where the
 * client is on another computer, and on other systems. Connections that come together share one reading, which ends where the
 * last of them is found: the kernel takes some milliseconds for a whole table, however few rows it has.
 */
export async function connectionOwner(socket: Socket): Promise<ConnectionOwner | undefined> {
  const { remotePort = 0, localPort = 0 } = socket;
  const [client, server] = [unmappedAddress(socket.remoteAddress), unmappedAddress(socket.localAddress)];
  if (process.platform !== "linux" || client === "" || server === "") return undefined;
  if (!/^127\.|^::1$/.test(client) && client !== server) return undefined; // it comes from elsewhere
  const ends = [
    { host: client, port: remotePort },
    { host: server, port: localPort },
  ] as const;
  const owner = isIP(client) === 4 ? await TABLES.tcp.ownerOf(...ends) : undefined;
  return owner ?? TABLES.tcp6.ownerOf(...ends);
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
  const isIpv6Table = /^(?:[^\n]*\n)?\s*\d+: [\dA-F]{32}:/.test(rows);
  const start = rows.indexOf(` ${formatEnd(client, isIpv6Table)} ${formatEnd(server, isIpv6Table)} `);
  if (start === -1) return undefined;
  const [, , , , , , uid = "", , inode = ""] = rows.slice(start, rows.indexOf("\n", start)).trim().split(/\s+/);
  return inode === "0" ? "gone" : Number(uid);
}

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

interface Search {
  readonly ends: ConnectionEnds;
  readonly resolve: (owner: ConnectionOwner | undefined) => void;
}

/** A table of the system's that is read once for all who ask while it is read: each of them has a reading that began after it asked. */
class ConnectionTable {
  readonly #buffer = Buffer.allocUnsafeSlow(TABLE_READ_BYTES);
  #waiting: Search[] = [];
  #isReading = false;

  constructor(private readonly file: string) {}

  /** @returns nothing where no row has it, or the table cannot be read */
  ownerOf(...ends: ConnectionEnds): Promise<ConnectionOwner | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ ends, resolve });
      if (!this.#isReading) void this.#readForAll();
    });
  }

  async #readForAll(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.length > 0) {
      let searches = this.#waiting;
      this.#waiting = [];
      await this.#read((rows) => {
        searches = searches.filter(({ ends, resolve }) => {
          const owner = ownerIn(rows, ...ends);
          if (owner !== undefined) resolve(owner);
          return owner === undefined;
        });
        return searches.length > 0;
      }).catch(() => undefined);
      for (const { resolve } of searches) resolve(undefined);
    }
    this.#isReading = false;
  }

  /** @param onRows hears whole rows as they come, and says whether it wants more */
  async #read(onRows: (rows: string) => boolean): Promise<void> {
    const file = await open(this.file);
    try {
      let cut = "";
      for (;;) {
        const { bytesRead } = await file.read(this.#buffer, 0, TABLE_READ_BYTES, null);
        if (bytesRead === 0) return;
        const text = cut + this.#buffer.toString("latin1", 0, bytesRead);
        const end = text.lastIndexOf("\n") + 1;
        cut = text.slice(end);
        if (!onRows(text.slice(0, end))) return;
      }
    } finally {
      await file.close();
    }
  }
}

const TABLES = { tcp: new ConnectionTable("/proc/net/tcp"), tcp6: new ConnectionTable("/proc/net/tcp6") };
