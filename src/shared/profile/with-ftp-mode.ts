import { clientTlsFields } from "./client-tls.js";
import { exposureFields } from "./exposure-schema.js";
import type { Ftp, Gateway } from "./profile-schema.js";

/** FTP's own port. */
const FTP_PORT = 21;

/**
 * Ports that a server's passive range may be set to where the profile names none: ten, as many transfers as FTP programs run
 * at once, and below those that Linux and Windows give to any program (ip_local_port_range begins at 32768, RFC 6335's at 49152).
 */
export const DEFAULT_PASSIVE = "30000-30009";

export const FTP_MODES = ["range", "relay", "bridge"] as const satisfies readonly Ftp["mode"][];

/** How a relay and a bridge meet their clients, which is said alike in both. */
const CLIENT_FIELDS = Object.keys({ ...clientTlsFields, ...exposureFields });

/**
 * The same FTP in another mode: it keeps what the other mode has as well, so that it stays open to the same clients.
 * Where a bridge had no target, it is the FTP server on the gateway itself.
 */
export function withFtpMode(ftp: Ftp, mode: Ftp["mode"], gateway: Pick<Gateway, "host">): Ftp {
  if (mode === ftp.mode) return ftp;
  const { listen, allowOtherUsers } = ftp;
  const common = { listen, ...(allowOtherUsers === undefined ? {} : { allowOtherUsers }) };
  const clientFields = Object.fromEntries(Object.entries(ftp).filter(([field]) => CLIENT_FIELDS.includes(field)));
  if (mode === "bridge") return { mode, ...common, ...clientFields };
  const target = ftp.mode === "bridge" ? { host: gateway.host, port: FTP_PORT } : ftp.target;
  return mode === "relay"
    ? { mode, target, ...common, ...clientFields }
    : { mode, target, passive: DEFAULT_PASSIVE, ...common };
}
