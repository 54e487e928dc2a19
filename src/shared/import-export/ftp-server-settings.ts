import { formatPorts, parsePortRanges, portsOf, type PortRange } from "../profile/port-range.js";
import type { Ftp } from "../profile/profile-schema.js";

/** The FTP servers for which Culvert can say what to set, by the word that the command line takes. */
export const FTP_SERVERS = ["vsftpd", "proftpd", "pure-ftpd", "filezilla-server", "iis", "pyftpdlib"] as const;
export type ServerName = (typeof FTP_SERVERS)[number];

/** An FTP server, as its greeting gives it away. */
export type FtpServerKind = ServerName | "unknown";

/**
 * What to set on one FTP server so that the `range` mode works, ready to paste.
 * A server that is set in a window has no lines but labels of that window with their values.
 */
export interface ServerSnippet {
  readonly server: ServerName;
  /** As its makers write it. */
  readonly title: string;
  /** Where the lines go: a file, a window's page, or a command prompt. */
  readonly place: string;
  /** How the rest of a line is marked as a remark there; `undefined` where there are none. */
  readonly remark: string | undefined;
  /** Fix the passive ports. */
  readonly range: readonly string[];
  /** Name the address that clients dial, in the 227. */
  readonly address: readonly string[];
  /** Let data come from another address than the control connection; only needed where the gateway has several. */
  readonly peer: readonly string[];
  /** The command after which the lines count; `undefined` where saving is enough. */
  readonly restart: string | undefined;
  /** Ports of the profile that this server cannot take, as it knows one range only: `"40000-40010"`, or empty. */
  readonly leftOut: string;
}

/** What a server has to be told: its passive ports as a profile writes them, and the address that clients dial. */
export interface RangeRequirements {
  readonly passive: string;
  readonly announces: string;
}

/** What a profile in the range mode needs of its server; the other modes need nothing. */
export function rangeRequirements(ftp: Ftp | undefined): RangeRequirements | undefined {
  return ftp?.mode === "range" ? { passive: ftp.passive, announces: announcedAddress(ftp.listen.host) } : undefined;
}

/** The lines for one server. */
export function serverSnippet(server: ServerName, { passive, announces }: RangeRequirements): ServerSnippet {
  const ranges = mergedRanges(passive);
  const longest = ranges.reduce(
    (best, range) => (range.last - range.first > best.last - best.first ? range : best),
    ranges[0] ?? { first: 1, last: 1 },
  );
  const takesSeveral = server === "pyftpdlib";
  const leftOut = takesSeveral
    ? ""
    : formatPorts(ranges.filter((range) => range !== longest).flatMap((range) => portsOf([range])));
  return { server, ...WRITERS[server](takesSeveral ? ranges : [longest], longest, announces), leftOut };
}

/** The lines that the recipe needs, of a snippet. */
export const settingLines = ({ range, address }: ServerSnippet): readonly string[] => [...range, ...address];

type Writer = (
  ranges: readonly PortRange[],
  only: PortRange,
  announces: string,
) => Omit<ServerSnippet, "server" | "leftOut">;

const WRITERS: Readonly<Record<ServerName, Writer>> = {
  vsftpd: (_, { first, last }, announces) => ({
    title: "vsftpd",
    place: "/etc/vsftpd.conf",
    remark: "#",
    range: ["pasv_enable=YES", `pasv_min_port=${first}`, `pasv_max_port=${last}`],
    address: [`pasv_address=${announces}`],
    peer: ["pasv_promiscuous=YES"],
    restart: "systemctl restart vsftpd",
  }),
  proftpd: (_, { first, last }, announces) => ({
    title: "ProFTPD",
    place: "/etc/proftpd/proftpd.conf",
    remark: "#",
    range: [`PassivePorts ${first} ${last}`],
    address: [`MasqueradeAddress ${announces}`],
    peer: ["AllowForeignAddress on"],
    restart: "systemctl restart proftpd",
  }),
  "pure-ftpd": (_, { first, last }, announces) => ({
    title: "Pure-FTPd",
    place: "/etc/pure-ftpd.conf",
    remark: "#",
    range: [`PassivePortRange ${first} ${last}`],
    address: [`ForcePassiveIP ${announces}`],
    peer: [],
    restart: "systemctl restart pure-ftpd",
  }),
  "filezilla-server": (_, { first, last }, announces) => ({
    title: "FileZilla Server",
    place: "Server > Configure > FTP and FTP over TLS > Passive mode",
    remark: undefined,
    range: ["Use custom port range: on", `From: ${first}`, `To: ${last}`],
    address: [`Public IP or hostname, Use the following host: ${announces}`],
    peer: [],
    restart: undefined,
  }),
  iis: (_, { first, last }, announces) => ({
    title: "Microsoft IIS",
    place: "cmd.exe as administrator, in %SystemRoot%\\System32\\inetsrv",
    remark: "rem",
    range: [
      `appcmd set config -section:system.ftpServer/firewallSupport /lowDataChannelPort:${first} /highDataChannelPort:${last} /commit:apphost`,
    ],
    address: [
      `appcmd set config -section:system.applicationHost/sites "/siteDefaults.ftpServer.firewallSupport.externalIp4Address:${announces}" /commit:apphost`,
    ],
    peer: [],
    restart: "net stop ftpsvc && net start ftpsvc",
  }),
  pyftpdlib: (ranges, _, announces) => ({
    title: "pyftpdlib",
    place: "the Python program, where it sets up its FTPHandler",
    remark: "#",
    range: [`handler.passive_ports = [${ranges.map(({ first, last }) => `*range(${first}, ${last + 1})`).join(", ")}]`],
    address: [`handler.masquerade_address = "${announces}"`],
    peer: ["handler.permit_foreign_addresses = True"],
    restart: undefined,
  }),
};

/** The address that clients dial, as it can stand in a 227: four numbers. */
const announcedAddress = (listenHost: string): string =>
  /^\d+\.\d+\.\d+\.\d+$/.test(listenHost) && listenHost !== "0.0.0.0" ? listenHost : "127.0.0.1";

/** Neighbouring ranges made one, so that a server that knows one range gets as much as it can take. */
function mergedRanges(passive: string): readonly PortRange[] {
  const ranges = parsePortRanges(passive);
  if ("problem" in ranges) return [];
  const again = parsePortRanges(formatPorts(portsOf(ranges)));
  return "problem" in again ? [] : again;
}
