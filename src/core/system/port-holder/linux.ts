import { readdir, readFile, readlink } from "node:fs/promises";
import { isIP } from "node:net";
import type { PortHolder } from "../../../shared/status/port-holder.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { isCulvert } from "./is-culvert.js";

/** Who listens on a port, by the system's own tables in /proc; of other users' programs only root sees more than that they are there. */
export async function linuxPortHolder(endpoint: Endpoint): Promise<PortHolder | undefined> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "latin1").catch(() => "")),
  );
  const inodes = new Set(tables.flatMap((table) => listeningInodes(table, endpoint)));
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    if (await holdsSocket(pid, inodes)) return describe(Number(pid));
  }
  return {};
}

/**
 * The sockets that listen on a place, by their inodes.
 *
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *    0: 0100007F:0849 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31337 1 ...
 */
export function listeningInodes(table: string, { host, port }: Endpoint): string[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      const [address = "", hexPort = ""] = local.split(":");
      const isHere = state === LISTENING && parseInt(hexPort, 16) === port && covers(address, host);
      return isHere ? [inode] : [];
    });
}

const LISTENING = "0A";

/** Whether an address of the table stands in the way of listening on a host: it is the same one, or all of them. */
function covers(address: string, host: string): boolean {
  if (/^0+$/.test(address)) return true;
  if (isIP(host) !== 4 || /^0(?:\.0){3}$/.test(host)) return true; // another spelling, a name, or all of them
  const bytes = host.split(".").map(Number).reverse();
  return (
    address.slice(-8).toUpperCase() ===
    bytes
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("")
      .toUpperCase()
  );
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder).catch(() => []); // it has ended, or belongs to somebody else
  const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => "")));
  return links.some((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ""));
}

async function describe(pid: number): Promise<PortHolder> {
  const [name, command] = await Promise.all([
    readFile(`/proc/${pid}/comm`, "utf8").catch(() => ""),
    readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
  ]);
  return {
    pid,
    program: name.trim() === "" ? "?" : name.trim(),
    ...(isCulvert(pid, command.replaceAll("\0", " ")) ? { isCulvert: true } : {}),
  };
}
