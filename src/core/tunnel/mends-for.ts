import type { Finding } from "../../shared/check/finding.js";
import type { FtpServerKind } from "../../shared/import-export/ftp-server-settings.js";
import { settingsFor } from "../../shared/check/server-settings.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";
import type { Mend } from "../../shared/status/mend.js";
import { failingSshHop } from "./failing-ssh-hop.js";

/** What a mend depends on beside the failure. */
export interface MendContext {
  readonly profile: Profile;
  /** As it greeted. */
  readonly ftpServer: FtpServerKind;
  /** What the gateway calls itself; empty while that is not known. */
  readonly gatewaySoftware: string;
  /** A local port that was free when it was looked up. */
  readonly freePort?: number;
  /** The tunnel of this Culvert that has the port. */
  readonly clash?: { readonly id: ProfileId; readonly name: string };
  /** The profile names another gateway or other FTP by now. */
  readonly isOutdated: boolean;
}

/** What mends a failure, the best first; nothing where only the user's own doing does. */
export function mendsFor(cause: Failure, context: MendContext): readonly Mend[] {
  const { profile } = context;
  const edit = (...path: (string | number)[]): Mend => ({ kind: "edit-profile", path });
  const pasting = serverLines(cause, context);
  switch (cause.code) {
    case "ssh.unreachable":
      return [
        { kind: "retry" },
        edit(...pathOfHop(cause, profile), cause.cause === "name-not-found" ? "host" : "port"),
      ];
    case "ssh.not-ssh":
      return [edit(...pathOfHop(cause, profile), "port"), { kind: "retry" }];
    case "ssh.busy":
    case "ssh.lost":
      return [{ kind: "retry" }];
    case "ssh.incompatible":
      return cause.oldServerHelps === true ? [edit(...pathOfHop(cause, profile), "oldServer")] : [];
    case "ssh.login-refused":
      return [{ kind: "choose-key" }, { kind: "retry" }];
    case "ssh.question-cancelled":
    case "host-key.unknown":
      return [{ kind: "answer-question" }];
    case "host-key.changed":
      return cause.kept.slice(0, 1).map(({ file, line }): Mend => ({ kind: "open-known-hosts", file, line }));
    case "host-key.revoked":
      return [{ kind: "open-known-hosts", file: cause.kept.file, line: cause.kept.line }];
    case "host-key.file-unreadable":
      return [{ kind: "retry" }];
    case "proxy.unreachable":
    case "proxy.not-a-proxy":
      return [edit("gateway", "proxy", "host"), { kind: "retry" }];
    case "proxy.login-refused":
      return [{ kind: "retry" }, edit("gateway", "proxy", "username")];
    case "proxy.refused":
      return [{ kind: "retry" }];
    case "channel.refused":
      return [...pasting, ...channelMends(cause, profile)];
    case "forward.port-taken":
    case "forward.port-forbidden":
    case "forward.cannot-listen":
      return portMends(cause, context);
    case "forward.address-missing":
    case "bridge.not-loopback":
      return [edit("ftp", "listen", "host")];
    case "ftp.not-ftp":
    case "ftp.no-greeting":
    case "ftp.turned-away":
      return [{ kind: "retry" }, edit("ftp", "target", "port")];
    case "ftp.tls-demanded":
      return profile.ftp?.mode === "relay"
        ? [
            ...(profile.ftp.tls === "never" ? [edit("ftp", "tls")] : []),
            { kind: "switch-mode", mode: "range" },
            ...pasting,
          ]
        : pasting;
    case "ftp.tls-refused":
      return [edit("ftp", "tls"), { kind: "retry" }];
    case "ftp.tls-failed":
    case "ftp.certificate-unknown":
      return [{ kind: "retry" }];
    case "ftp.certificate-changed":
      return [edit("ftp", "certificate")];
    case "ftp.client-certificate":
      return [edit("ftp", "clientCertificate")];
    case "ftp.passive-refused":
      return pasting;
    case "ftp.outside-range":
    case "ftp.other-address":
      return [...pasting, { kind: "switch-mode", mode: "relay" }];
    case "bridge.no-sftp":
      return [{ kind: "switch-mode", mode: "relay" }, { kind: "retry" }];
    case "bridge.home-unlistable":
      return [{ kind: "retry" }];
    default:
      return [];
  }
}

/** Where the SSH server that fails stands in the profile: a jump host, or else the gateway. */
function pathOfHop(cause: Failure, { gateway }: Profile): readonly (string | number)[] {
  const { length } = gateway.via;
  const index = failingSshHop(cause, gateway, length);
  return index < length ? ["gateway", "via", index] : ["gateway"];
}

function channelMends(cause: Extract<Failure, { code: "channel.refused" }>, { ftp }: Profile): Mend[] {
  if (cause.through !== undefined || ftp === undefined || ftp.mode === "bridge") return [{ kind: "retry" }];
  if (cause.cause === "prohibited") return [{ kind: "switch-mode", mode: "bridge" }, { kind: "retry" }];
  return [{ kind: "retry" }, { kind: "edit-profile", path: ["ftp", "target", "host"] }];
}

/** Data ports keep their number, since the server's reply names it. */
function portMends({ port }: { readonly port: number }, { profile: { ftp }, freePort, clash }: MendContext): Mend[] {
  const isControl = ftp !== undefined && ftp.listen.port === port;
  return [
    ...(clash === undefined ? [] : [{ kind: "close-tunnel", profile: clash.id, name: clash.name } as const]),
    ...(isControl && freePort !== undefined ? [{ kind: "use-port", port: freePort } as const] : []),
    ...(!isControl && ftp?.mode === "range" ? [{ kind: "switch-mode", mode: "relay" } as const] : []),
    { kind: "retry" },
  ];
}

/** What to write into a server's own settings, where it is known which server that is. */
function serverLines(cause: Failure, { profile, ftpServer, gatewaySoftware }: MendContext): Mend[] {
  const finding: Finding = { probe: "target", outcome: "failed", found: foundFor(cause) };
  const settings = settingsFor(finding, { ftp: ftpServer, gateway: gatewaySoftware }, profile);
  return settings === undefined
    ? []
    : [{ kind: "copy-server-lines", file: settings.place, lines: settings.lines.join("\n") }];
}

function foundFor(cause: Failure): Finding["found"] {
  if (cause.code === "ftp.outside-range")
    return { code: "range.outside", outside: [cause.port], passive: cause.passive };
  if (cause.code === "ftp.other-address")
    return { code: "address.elsewhere", address: cause.address, dialled: cause.dialled };
  return { code: "failure", cause };
}
