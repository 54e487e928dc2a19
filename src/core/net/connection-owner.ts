import { readFile } from "node:fs/promises";
import { isIP, type Socket } from "node:net";
import { endianness } from "node:os";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { unmappedAddress } from "../ftp/passive-endpoint.js";
import { addressBytes } from "./canonical-address.js";

/**
 * Whose program is at the other end of a connection on this computer: a user id; `gone` where it has closed its end
 * already, which the system keeps for a while without its user.
 */
export type ConnectionOwner = number | "gone";

/**
 * Whose an accepted connection is, by the tables of Linux; nothing where these cannot be read or do not have it, where the
 * client is on another computer, and on other systems. Connections that come together share one reading.
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
  const owner = isIP(client) === 4 ? ownerIn(await TABLES.tcp.read(), ...ends) : undefined;
  return owner ?? ownerIn(await TABLES.tcp6.read(), ...ends);
}

/**
 * The owner of a socket by the text of /proc/net/tcp or tcp6, where each end of a connection has a row.
 *
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *    1: 0100007F:C350 0100007F:0849 01 00000000:00000000 00:00000000 00000000  1000        0 31337 1 ...
 *
 * A socket that no program has open any more has no inode, and the user id 0 whosever it was.
 *
 * @param client whose row it is @param server the other end
 */
export function ownerIn(table: string, client: Endpoint, server: Endpoint): ConnectionOwner | undefined {
  const isIpv6Table = /^[^\n]*\n\s*\d+: [\dA-F]{32}:/.test(table);
  const start = table.indexOf(` ${formatEnd(client, isIpv6Table)} ${formatEnd(server, isIpv6Table)} `);
  if (start === -1) return undefined;
  const [, , , , , , uid = "", , inode = ""] = table.slice(start, table.indexOf("\n", start)).trim().split(/\s+/);
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
/** A table that is read once for all who ask while it is read: each of them hears of a reading that began after it asked. */
class SharedTable {
  #current: Promise<string> = Promise.resolve("");
  #next: Promise<string> | undefined;

  constructor(private readonly file: string) {}

  /** @returns its text; none where it cannot be read */
  read(): Promise<string> {
    this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      return (this.#current = readFile(this.file, "latin1").catch(() => ""));
    });
    return this.#next;
  }
}

const TABLES = { tcp: new SharedTable("/proc/net/tcp"), tcp6: new SharedTable("/proc/net/tcp6") };
