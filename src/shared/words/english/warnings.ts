import type { Warning } from "../../status/warning.js";
import type { UserMessage } from "../user-message.js";

/** What works, and should be mended. */
export function sayWarning(warning: Warning): UserMessage {
  const { file } = warning;
  switch (warning.code) {
    case "key.permissions-wide":
      return {
        says: `Others on this computer may be able to use your key ${file}: its permissions are ${warning.mode}.`,
        remedy: `Make it yours alone: chmod 600 ${file}.`,
      };
    case "host-key.not-saved":
      return {
        says: `The host key that you trust could not be written into ${file} (${warning.detail}), so you will be asked again.`,
        remedy: "Make the file writable for you, or name another one.",
      };
  }
}
