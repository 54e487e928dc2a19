import {
  rangeRequirements,
  serverSnippet,
  type ServerName,
  type ServerSnippet,
} from "../import-export/ftp-server-settings.js";
import { formatEndpoint } from "../profile/endpoint.js";
import type { Profile } from "../profile/profile-schema.js";
import type { Finding, ServerSettings } from "./finding.js";
import type { FtpServerKind } from "../import-export/ftp-server-settings.js";

/** The servers on the way, as they gave themselves away. */
export interface IdentifiedServers {
  readonly ftp: FtpServerKind;
  /** What the gateway says that it is, `OpenSSH_9.2p1 Debian-2`; empty while nothing was heard. */
  readonly gateway: string;
}

/** What to write into a server's settings so that a finding comes out well; nothing where no line mends it, or the server is not known. */
export function settingsFor(
  finding: Finding,
  servers: IdentifiedServers,
  profile: Profile,
): ServerSettings | undefined {
  return gatewaySettings(finding, servers.gateway, profile) ?? ftpServerSettings(finding, servers.ftp, profile);
}

/** A gateway of OpenSSH that does not forward. `PermitOpen` takes `*` for a port (sshd_config(5)); data ports may be any. */
function gatewaySettings({ probe, found }: Finding, software: string, { ftp }: Profile): ServerSettings | undefined {
  const cause = found.code === "failure" || found.code === "data.unreachable" ? found.cause : undefined;
  if (cause?.code !== "channel.refused" || cause.cause !== "prohibited" || !software.startsWith("OpenSSH"))
    return undefined;
  const open =
    probe === "forward" || ftp === undefined || ftp.mode === "bridge"
      ? cause.target
      : formatEndpoint(ftp.target).replace(/\d+$/, "*");
  const isWindows = /windows/i.test(software);
  return {
    title: "OpenSSH",
    place: isWindows ? "C:\\ProgramData\\ssh\\sshd_config" : "/etc/ssh/sshd_config",
    lines: ["AllowTcpForwarding yes", `PermitOpen ${open}`],
    restart: isWindows ? "Restart-Service sshd" : "systemctl reload ssh",
  };
}

function ftpServerSettings({ found }: Finding, server: FtpServerKind, { ftp }: Profile): ServerSettings | undefined {
  if (server === "unknown" || ftp === undefined) return undefined;
  const snippet = serverSnippet(server, rangeRequirements(ftp) ?? NO_RANGE);
  const lines = settingLinesFor(found, snippet, ftp.mode === "range");
  if (lines.length === 0) return undefined;
  const { title, place: location, restart } = snippet;
  return { title, place: location, lines, ...(restart === undefined ? {} : { restart }) };
}

/** Only `range` asks anything of a server's ports. */
const NO_RANGE = { passive: "1024-65535", announces: "127.0.0.1" } as const;

function settingLinesFor(
  found: Finding["found"],
  { server, range, address, peer }: ServerSnippet,
  isRange: boolean,
): readonly string[] {
  if (found.code === "address.elsewhere") return address;
  if (found.code === "range.outside") return range;
  if (found.code === "data.refused") return /\b(?:ip|address|foreign|peer)\b/i.test(found.said) ? peer : [];
  if (found.code !== "failure") return [];
  if (found.cause.code === "ftp.tls-demanded") return PLAIN_FTP[server];
  if (found.cause.code !== "ftp.passive-refused") return [];
  return isRange ? range : (ALLOW_PASSIVE[server] ?? []);
}

/** Let people in without TLS too: SSH encrypts the way to the gateway. */
const PLAIN_FTP: Readonly<Record<ServerName, readonly string[]>> = {
  vsftpd: ["force_local_logins_ssl=NO", "force_local_data_ssl=NO"],
  proftpd: ["TLSRequired off"],
  "pure-ftpd": ["TLS 1"],
  "filezilla-server": [
    "Server > Configure > Server listeners > Protocol: Explicit FTP over TLS and insecure plain FTP",
  ],
  iis: ["controlChannelPolicy", "dataChannelPolicy"].map(
    (policy) =>
      `appcmd set config -section:system.applicationHost/sites "/siteDefaults.ftpServer.security.ssl.${policy}:SslAllow" /commit:apphost`,
  ),
  pyftpdlib: ["handler.tls_control_required = False", "handler.tls_data_required = False"],
};

const ALLOW_PASSIVE: Readonly<Partial<Record<ServerName, readonly string[]>>> = { vsftpd: ["pasv_enable=YES"] };
