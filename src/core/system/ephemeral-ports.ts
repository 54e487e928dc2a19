import { readFile } from "node:fs/promises";
import type { PortRange } from "../../shared/profile/port-range.js";
import { runTool } from "./port-holder/run-tool.js";

/** What IANA sets aside for programs that take any port (RFC 6335 section 6); Windows and macOS keep to it unless they are told otherwise. */
const IANA_EPHEMERAL_PORTS: PortRange = { first: 49_152, last: 65_535 };

/** The ports that this system hands to programs that take any: each of them may be in use at any time. */
export async function ephemeralPorts(): Promise<PortRange> {
  switch (process.platform) {
    case "linux":
      return (
        parsePortPair(await readFile("/proc/sys/net/ipv4/ip_local_port_range", "utf8").catch(() => "")) ??
        IANA_EPHEMERAL_PORTS
      );
    case "darwin":
      return (
        parsePortPair(
          await runTool("/usr/sbin/sysctl", ["-n", "net.inet.ip.portrange.first", "net.inet.ip.portrange.last"]),
        ) ?? IANA_EPHEMERAL_PORTS
      );
    default:
      return IANA_EPHEMERAL_PORTS;
  }
}

/** `32768	60999` */
export function parsePortPair(printed: string): PortRange | undefined {
  const [first, last] = printed.trim().split(/\s+/).map(Number);
  return first !== undefined && last !== undefined && first > 0 && last >= first ? { first, last } : undefined;
}
