import type { FtpCommand } from "../ftp/command.js";
import type { ClientSession } from "./client-session.js";
import { singleLineReply, type BridgeReply } from "./bridge-reply.js";
import { verbOf } from "./verbs/verb-table.js";
import { needsArgument, type Verb } from "./verbs/verb.js";

/** Whether a command may run. */
export type CommandAdmission = { readonly verb: Verb } | { readonly refusal: BridgeReply };

/**
 * Whether a command that has its turn may run, before anything is asked of the gateway: the verb is known, fits its argument,
 * and is the client's to use now.
 */
export function admitCommand(
  { verb: name, argument }: Pick<FtpCommand, "verb" | "argument">,
  session: ClientSession,
): CommandAdmission {
  if (`${name} ${argument}`.includes("\0")) return refuse(501, "A name cannot hold NUL.");
  const verb = verbOf(name);
  if (verb === undefined)
    return refuse(name === "" || /[^A-Z]/.test(name) ? 500 : 502, `${name.slice(0, 20)} is not known here.`);
  if (verb.beforeLogin !== true && !session.isLoggedIn) return refuse(530, "Log in first: USER and PASS.");
  if (needsArgument(verb) && isBlank(argument))
    return refuse(501, `${name} needs its argument: ${verb.argument ?? ""}.`);
  if (verb.argument === undefined && !isBlank(argument)) return refuse(501, `${name} takes no argument.`);
  const refused = session.rights.refusalOf(name, argument, (path) => session.hasStored(session.resolvePath(path)));
  if (refused !== undefined) return { refusal: refused };
  return { verb };
}

const refuse = (code: number, text: string): CommandAdmission => ({ refusal: singleLineReply(code, text) });
const isBlank = (argument: string): boolean => /^[ \t]*$/.test(argument);
