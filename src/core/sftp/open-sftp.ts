import type { Failure } from "../../shared/status/failure.js";
import type { Ssh2Error } from "../ssh/transport/ssh-failure.js";

/** Why the gateway did not start SFTP: a refused channel has a reason code, a missing subsystem has none. */
export function sftpFailure(gateway: string, error: Ssh2Error | undefined): Failure {
  return { code: "bridge.no-sftp", gateway, cause: error?.reason === undefined ? "no-subsystem" : "refused", detail: error?.message ?? "" };
}
