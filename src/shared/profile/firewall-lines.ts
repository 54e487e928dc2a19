import { allowedClients, dataPortsOf, type FtpListener } from "./exposure.js";
import { ANY, parseNetwork } from "./cidr-network.js";
import { formatPorts } from "./port-range.js";

/** The firewalls for which there are lines to paste. */
export const FIREWALLS = ["ufw", "firewalld", "windows", "macos"] as const;
/** The programs of which the lines are. */
export const FIREWALL_PROGRAMS = "ufw, firewalld, netsh";
export type Firewall = (typeof FIREWALLS)[number];

/**
 * The lines that open a firewall for the computers that a profile lets connect, on its control port and its data ports, and
 * for nothing else. macOS's firewall knows programs alone. What is no address or network yet is left out, so that nothing but
 * digits, colons, dots and slashes reaches a shell.
 */
export function firewallLines(ftp: FtpListener, firewall: Firewall): string[] {
  const { implicitTlsPort } = ftp;
  const implicit = implicitTlsPort === undefined ? [] : [String(implicitTlsPort)];
  const ports = [String(ftp.listen.port), ...implicit, ...runsOf(dataPortsOf(ftp))];
  const allowed = allowedClients(ftp).map((entry) => entry.trim());
  const sources = allowed.includes(ANY) ? [] : allowed.filter((entry) => parseNetwork(entry) !== undefined);
  if (sources.length === 0 && !allowed.includes(ANY)) return [];
  return LINES[firewall](ports, sources);
}

const runsOf = (ports: readonly number[]): string[] => (ports.length === 0 ? [] : formatPorts(ports).split(","));

/** @param sources none for every computer */
const LINES: Record<Firewall, (ports: readonly string[], sources: readonly string[]) => string[]> = {
  /** ufw(8): several ports need the protocol, and a range has a colon. */
  ufw: (ports, sources) =>
    (sources.length === 0 ? [ANY] : sources).map(
      (source) => `sudo ufw allow proto tcp from ${source} to any port ${ports.join(",").replaceAll("-", ":")}`,
    ),
  /** firewalld.richlanguage(5). */
  firewalld: (ports, sources) => [
    ...(sources.length === 0
      ? [`sudo firewall-cmd --permanent ${ports.map((port) => `--add-port=${port}/tcp`).join(" ")}`]
      : sources.flatMap((source) =>
          ports.map(
            (port) =>
              `sudo firewall-cmd --permanent --add-rich-rule='rule family="${parseNetwork(source)?.family ?? "ipv4"}" source address="${source}" port port="${port}" protocol="tcp" accept'`,
          ),
        )),
    "sudo firewall-cmd --reload",
  ],
  windows: (ports, sources) => [
    `netsh advfirewall firewall add rule name="Culvert" dir=in action=allow protocol=TCP localport=${ports.join(",")} remoteip=${sources.length === 0 ? ANY : sources.join(",")}`,
  ],
  macos: () => ["sudo /usr/libexec/ApplicationFirewall/socketfilterfw --unblockapp /Applications/Culvert.app"],
};
