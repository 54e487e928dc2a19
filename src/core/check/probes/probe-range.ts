import type { Finding } from "../../../shared/check/finding.js";
import type { FtpServerKind } from "../../../shared/import-export/ftp-server-settings.js";
import { passivePortsOf, type Ftp } from "../../../shared/profile/profile-schema.js";
import { ephemeralPorts } from "../../system/ephemeral-ports.js";

/** As many transfers as FTP programs run at once at most, unless they are told otherwise (FileZilla's own limit). */
const AMPLE_PORTS = 10;

/** What a passive range meets on this computer: the system's own ports, and as many transfers as there are ports. */
export async function* probeRange(
  { passive }: Extract<Ftp, { readonly mode: "range" }>,
  server: FtpServerKind,
): AsyncGenerator<Finding, void> {
  const ports = passivePortsOf(passive);
  const { first, last } = await ephemeralPorts();
  const overlaps = ports.some((port) => port >= first && port <= last);
  yield overlaps
    ? { probe: "system-ports", outcome: "warning", found: { code: "system-ports.overlap", first, last, passive } }
    : { probe: "system-ports", outcome: "ok", found: { code: "system-ports.clear", first, last } };
  yield ports.length >= AMPLE_PORTS
    ? { probe: "range-length", outcome: "ok", found: { code: "range-length.ample", count: ports.length } }
    : { probe: "range-length", outcome: "warning", found: { code: "range-length.short", count: ports.length, server } };
}
