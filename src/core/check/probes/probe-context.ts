import type { FtpLogin } from "../../../shared/check/finding.js";
import type { FtpServerKind } from "../../../shared/import-export/ftp-server-settings.js";
import type { Ftp } from "../../../shared/profile/profile-schema.js";
import type { Clock } from "../../environment.js";
import type { ProbeControlConnection } from "../ftp/probe-control-connection.js";
import type { FtpTls } from "../ftp/ftp-tls.js";
import type { ProbeSession } from "../probe-session.js";

/** FTP that has a target beyond the gateway. */
export type FtpWithTarget = Exclude<Ftp, { readonly mode: "bridge" }>;

/** What the probes of one FTP server share: a control connection that was greeted. */
export interface ProbeContext {
  readonly client: ProbeControlConnection;
  readonly ftp: FtpWithTarget;
  readonly session: ProbeSession;
  readonly clock: Clock;
  readonly server: FtpServerKind;
  readonly login: FtpLogin | undefined;
  /** Where the control connection goes on inside TLS. */
  readonly tls?: FtpTls;
}

/** Where the check's own channels come from, as the gateway may log it. */
export const PROBE_ORIGIN = { host: "127.0.0.1", port: 0 } as const;
