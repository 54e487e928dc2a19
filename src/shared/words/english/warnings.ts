import { formatEndpoint } from "../../profile/endpoint.js";
import type { Warning } from "../../status/warning.js";
import type { UserMessage } from "../message-types.js";

/** What works, and should be mended. */
export function sayWarning(warning: Warning): UserMessage {
  switch (warning.code) {
    case "key.permissions-wide":
      return {
        says: `Others on this computer may be able to use your key ${warning.file}: its permissions are ${warning.mode}.`,
        remedy: `Make it yours alone: chmod 600 ${warning.file}.`,
      };
    case "host-key.line-damaged":
      return {
        says: `Line ${warning.line} of ${warning.file} names this gateway, but its key is cut off or damaged: the line was passed over.`,
        remedy: "Take the line out of the file.",
      };
    case "host-key.not-saved":
      return {
        says: `The host key that you trust could not be written into ${warning.file} (${warning.detail}), so you will be asked again.`,
        remedy: "Make the file writable for you, or name another one.",
      };
    case "gateway.delays":
      return {
        says: `The account at ${formatEndpoint(warning)} runs no SFTP, so its server holds small packets back as before: many small files take longer.`,
        remedy: `Let the account run SFTP, update the gateway to OpenSSH 10, or untick “Have the gateway send small packets at once” in the profile (gateway.noDelay).`,
      };
    case "ftp.open-to-all":
      return {
        says: `Every computer on the network may connect to ${warning.listen}, and FTP goes there in the clear.`,
        remedy:
          'Name in ftp.allow the addresses or networks that may, such as "192.168.7.0/24"; or "any" if all are meant.',
      };
  }
}
