import { STORE_VERBS, type FtpCommand } from "../ftp/command.js";
import { utf8Of } from "./encoding/byte-text.js";
import type { ClientSession } from "./client-session.js";

/** Verbs by which a client gives a name, or goes to one that it has given. */
const NAMING_VERBS: ReadonlySet<string> = new Set([...STORE_VERBS, "MKD", "XMKD", "RNTO", "CWD", "XCWD"]);

/**
 * A command's argument, which its client has written in its own charset, as the gateway has it. A password that is in none
 * is compared as it is. Tells of a name whose charset nobody has told.
 *
 * @returns nothing for a name that is not in the client's charset
 */
export function decodeArgument({ verb, argument }: FtpCommand, session: ClientSession): string | undefined {
  const { charset, isLoggedIn, services, endpoints } = session;
  if (verb === "USER" || verb === "PASS") return charset.decodeText(argument) ?? argument;
  if (isLoggedIn && NAMING_VERBS.has(verb) && isForeignName(argument, session))
    services.reportForeignName({ client: endpoints.client.host, name: argument });
  return charset.decode(argument);
}

/** Whether a name is in a charset that nobody has told. */
export const isForeignName = (name: string, { charset }: ClientSession): boolean =>
  charset.name === "utf-8" && utf8Of(name) === undefined;
