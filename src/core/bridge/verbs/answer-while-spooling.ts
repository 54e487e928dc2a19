import type { FtpReply } from "../../ftp/reply.js";
import { joinPath } from "../../sftp/remote-path.js";
import { SpoolRefusal } from "../../spool/spool.js";
import type { SpoolFacts } from "../../spool/spool-entry.js";
import type { BridgeSpool } from "../bridge-spool.js";
import type { ClientSession } from "../client-session.js";
import { formatFactTime } from "../listing/mlst-facts.js";
import { existingFor, uniqueName } from "../open-new-file.js";
import { pathReply, refusal, singleLineReply, type ReplySequence } from "../bridge-reply.js";
import { receiveInto, runTransfer } from "../run-transfer.js";
import type { Verb, VerbReplies } from "./verb.js";

type SpooledReply = VerbReplies | undefined;

/** Verbs that ask nothing of the gateway. */
const LOCAL_VERBS: ReadonlySet<string> = new Set(
  "USER PASS ACCT REIN QUIT PWD XPWD TYPE MODE STRU OPTS ALLO CLNT SYST NOOP PASV EPSV PORT EPRT REST ABOR FEAT HELP".split(
    " ",
  ),
);

/**
 * What a bridge with a spool does by itself: stores while the gateway cannot be reached, or behind others that wait, and what
 * devices ask about a file that they have just stored. Of what is at the gateway nothing is known while the link is down: any
 * folder may be entered, and is made when a file is sent there; all else is refused with 450, which says to try again.
 *
 * @returns nothing where the verb is to do as ever
 */
export function answerWhileSpooling(verb: Verb, argument: string, session: ClientSession, name: string): SpooledReply {
  const { spool } = session.rules;
  if (spool === undefined || !session.isLoggedIn) return undefined;
  if (spool.takesStores) {
    if (name === "STOR" && !isContinued(session))
      return storeInSpool(spool, session, argument, session.resolvePath(argument));
    if (name === "STOU") return storeUnique(spool, session, argument);
  }
  const known = aboutWaiting(spool, argument, session, name);
  if (known !== undefined || !session.files.isSpooling) return known;
  if (verb.names.includes("CWD")) return changeFolder(session, argument);
  if (verb.names.includes("CDUP")) return changeFolder(session, "..");
  if (verb.names.includes("MKD")) return makeFolder(spool, session, argument);
  if (LOCAL_VERBS.has(name) || (name === "STAT" && argument === "")) return undefined;
  session.takeRestartOffset();
  throw refusal(450, "The link to the gateway is down: new files alone are taken.");
}

/** A store that goes on in a file at the gateway must see it. */
function isContinued(session: ClientSession): boolean {
  const offset = session.takeRestartOffset();
  session.setRestartOffset(offset);
  return offset > 0;
}

/** What devices ask about a file that they have just stored, while it waits here. */
function aboutWaiting(spool: BridgeSpool, argument: string, session: ClientSession, name: string): SpooledReply {
  if (name === "RNTO") return session.renameFrom === undefined ? undefined : renameWaiting(spool, argument, session);
  if (name !== "RNFR" && name !== "SIZE" && name !== "MDTM") return undefined;
  const path = session.resolvePath(argument);
  const facts = spool.files.find(session.user?.name, path);
  if (facts?.kind !== "file") return undefined;
  if (name === "SIZE") return singleLineReply(213, String(facts.size));
  if (name === "MDTM") return singleLineReply(213, formatFactTime(facts.storedAt));
  session.renameFrom = path;
  return singleLineReply(350, "Now the new name: RNTO.");
}

function renameWaiting(spool: BridgeSpool, argument: string, session: ClientSession): SpooledReply {
  const from = session.renameFrom ?? "";
  if (spool.files.find(session.user?.name, from) === undefined) return undefined;
  session.renameFrom = undefined;
  return rename(spool, session, from, session.resolvePath(argument));
}

async function rename(spool: BridgeSpool, session: ClientSession, from: string, to: string): Promise<FtpReply> {
  const existing: SpoolFacts["existing"] = session.may("delete") ? "replace" : "number";
  if (!(await spool.files.rename(session.user?.name, from, to, existing).catch(explainRefused)))
    return singleLineReply(450, `${from} is being sent to the gateway: try again.`);
  session.renameStored(from, to);
  return singleLineReply(250, "It is renamed.");
}

/** Nobody can say whether it is there. */
function changeFolder(session: ClientSession, argument: string): FtpReply {
  session.folder = session.resolvePath(argument);
  return singleLineReply(250, `You are in ${session.folder}, as far as can be known while the link is down.`);
}

async function makeFolder(spool: BridgeSpool, session: ClientSession, argument: string): Promise<FtpReply> {
  const path = session.resolvePath(argument);
  if (path === "/") throw refusal(550, "/ is there already.");
  await spool.files.addFolder({ path, ...userOf(session), storedAt: session.clock.now() }).catch(explainRefused);
  return pathReply(257, path, "is made once the link is back.");
}

function storeUnique(spool: BridgeSpool, session: ClientSession, argument: string): ReplySequence {
  session.takeRestartOffset();
  const name = uniqueName();
  return storeInSpool(spool, session, name, joinPath(session.resolvePath(argument), name), `FILE: ${name}`);
}

function storeInSpool(
  spool: BridgeSpool,
  session: ClientSession,
  displayName: string,
  path: string,
  text = "Send it.",
): ReplySequence {
  session.takeRestartOffset();
  if (path === "/") throw refusal(550, "/ is a folder.");
  return runTransfer(session, { verb: "STOR", path: displayName }, async function* (transfer) {
    await transfer.connect();
    const target = { path, ...userOf(session), existing: existingFor(session), storedAt: session.clock.now() };
    const writer = await spool.files.store(target).catch(explainRefused);
    try {
      yield* transfer.start(text);
      await receiveInto(session, transfer, (bytes) => writer.write(bytes));
      if (transfer.aborted !== undefined) throw refusal(426, "The transfer was broken off.");
      await writer.commit();
    } catch (thrown) {
      return explainRefused(thrown);
    } finally {
      await writer.discard();
    }
    session.addStored(path);
    return singleLineReply(
      226,
      "The whole file is kept on Culvert's computer, and goes to the server once the link is back.",
    );
  });
}

const userOf = ({ user }: ClientSession): { readonly user?: string } => (user === undefined ? {} : { user: user.name });

/** @throws always: what the client is told where the spool refused, or what was thrown */
function explainRefused(thrown: unknown): never {
  if (!(thrown instanceof SpoolRefusal)) throw thrown;
  throw thrown.reason === "full"
    ? refusal(452, "The spool on Culvert's computer is full.")
    : refusal(451, "The spool on Culvert's computer cannot be written.");
}
