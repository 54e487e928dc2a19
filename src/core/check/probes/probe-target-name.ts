import type { Finding } from "../../../shared/check/finding.js";
import type { FtpWithTarget } from "./probe-context.js";

const LOOPBACK_NAME = /^(?:localhost|127\.0\.0\.1|::1)$/i;

/**
 * Whether the target is named by its true name. An FTP server opens the data port on the address where the control
 * connection arrived, and compares the two: `localhost` may be another address than the one that the server listens on,
 * or ::1, or another machine altogether.
 *
 * @param carries whether a data connection was made; nothing where none could be tried
 */
export function probeTargetName({ mode, target: { host } }: FtpWithTarget, carries: boolean | undefined): Finding {
  if (!LOOPBACK_NAME.test(host))
    return { probe: "target-name", outcome: "ok", found: { code: "target-name.true", host } };
  const isFine = mode === "relay" && carries === true;
  return {
    probe: "target-name",
    outcome: isFine ? "ok" : "warning",
    found: { code: "target-name.localhost", host, mode, ...(carries === undefined ? {} : { carries }) },
  };
}
