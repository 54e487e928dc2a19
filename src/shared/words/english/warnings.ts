import type { Warning } from "../../status/warning.js";
import type { UserMessage } from "../user-message.js";

/** What works, and should be mended. */
export const sayWarning = ({ file, mode }: Warning): UserMessage => ({
  says: `Others on this computer may be able to use your key ${file}: its permissions are ${mode}.`,
  remedy: `Make it yours alone: chmod 600 ${file}.`,
});
