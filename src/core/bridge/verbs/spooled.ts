import type { FtpReply } from "../../ftp/reply.js";
import { joinPath, quotedPath } from "../../sftp/remote-path.js";
import { SpoolRefusal } from "../../spool/spool.js";
import type { SpoolFacts } from "../../spool/spool-entry.js";
import type { BridgeSpool } from "../bridge-spool.js";
import type { ClientState } from "../client-state.js";
import { formatFactTime } from "../mlst-facts.js";
import { existingFor } from "../new-file.js";
import { receiveInto } from "../receive-into.js";
import { refusal, safeReply } from "../reply.js";
import { uniqueName } from "../unique-name.js";
import type { Verb } from "./verb.js";

type SpooledReply = FtpReply | Promise<FtpReply> | undefined;

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
export function handleSpooled(verb: Verb, argument: string, client: ClientState, name: string): SpooledReply {
  const { spool } = client.rules;
  if (spool === undefined || !client.isLoggedIn) return undefined;
  if (spool.takesStores) {
    if (name === "STOR" && !isContinued(client))
      return storeInSpool(spool, client, argument, client.resolvePath(argument));
    if (name === "STOU") return storeUnique(spool, client, argument);
  }
  const known = aboutWaiting(spool, argument, client, name);
  if (known !== undefined || !client.isSpooling) return known;
  if (verb.names.includes("CWD")) return changeFolder(client, argument);
  if (verb.names.includes("CDUP")) return changeFolder(client, "..");
  if (verb.names.includes("MKD")) return makeFolder(spool, client, argument);
  if (LOCAL_VERBS.has(name) || (name === "STAT" && argument === "")) return undefined;
  client.takeRestartOffset();
  throw refusal(450, "The link to the gateway is down: new files alone are taken.");
}

/** A store that goes on in a file at the gateway must see it. */
function isContinued(client: ClientState): boolean {
  const offset = client.takeRestartOffset();
  client.setRestartOffset(offset);
  return offset > 0;
}

/** What devices ask about a file that they have just stored, while it waits here. */
function aboutWaiting(spool: BridgeSpool, argument: string, client: ClientState, name: string): SpooledReply {
  if (name === "RNTO") return client.renameFrom === undefined ? undefined : renameWaiting(spool, argument, client);
  if (name !== "RNFR" && name !== "SIZE" && name !== "MDTM") return undefined;
  const path = client.resolvePath(argument);
  const facts = spool.files.find(client.user?.name, path);
  if (facts?.kind !== "file") return undefined;
  if (name === "SIZE") return safeReply(213, String(facts.size));
  if (name === "MDTM") return safeReply(213, formatFactTime(facts.storedAt));
  client.renameFrom = path;
  return safeReply(350, "Now the new name: RNTO.");
}

function renameWaiting(spool: BridgeSpool, argument: string, client: ClientState): SpooledReply {
  const from = client.renameFrom ?? "";
  const user = client.user?.name;
  if (spool.files.find(user, from) === undefined) return undefined;
  client.renameFrom = undefined;
  const to = client.resolvePath(argument);
  const existing: SpoolFacts["existing"] = client.may("delete") ? "replace" : "number";
  return withReplies(async () => {
    if (!(await spool.files.rename(user, from, to, existing)))
      return safeReply(450, `${from} is being sent to the gateway: try again.`);
    if (client.hasStored(from)) client.addStored(to);
    return safeReply(250, "It is renamed.");
  });
}

/** Nobody can say whether it is there. */
function changeFolder(client: ClientState, argument: string): FtpReply {
  client.folder = client.resolvePath(argument);
  return safeReply(250, `You are in ${client.folder}, as far as can be known while the link is down.`);
}

function makeFolder(spool: BridgeSpool, client: ClientState, argument: string): Promise<FtpReply> {
  const path = client.resolvePath(argument);
  return withReplies(async () => {
    if (path === "/") throw refusal(550, "/ is there already.");
    await spool.files.addFolder({ path, ...userOf(client), storedAt: client.clock.now() });
    return safeReply(257, `${quotedPath(path)} is made once the link is back.`);
  });
}

function storeUnique(spool: BridgeSpool, client: ClientState, argument: string): Promise<FtpReply> {
  client.takeRestartOffset();
  const name = uniqueName();
  return storeInSpool(spool, client, name, joinPath(client.resolvePath(argument), name), `FILE: ${name}`);
}

function storeInSpool(
  spool: BridgeSpool,
  client: ClientState,
  displayName: string,
  path: string,
  text = "Send it.",
): Promise<FtpReply> {
  client.takeRestartOffset();
  if (path === "/") throw refusal(550, "/ is a folder.");
  return client.actions.transfer("STOR", displayName, (transfer) =>
    withReplies(async () => {
      await transfer.connect();
      const target = { path, ...userOf(client), existing: existingFor(client), storedAt: client.clock.now() };
      const writer = await spool.files.store(target);
      try {
        await transfer.start(text);
        await receiveInto(client, transfer, (bytes) => writer.write(bytes));
        if (transfer.aborted !== undefined) throw refusal(426, "The transfer was broken off.");
        await writer.commit();
      } finally {
        await writer.discard();
      }
      client.addStored(path);
      return safeReply(
        226,
        "The whole file is kept on Culvert's computer, and goes to the server once the link is back.",
      );
    }),
  );
}

const userOf = ({ user }: ClientState): { readonly user?: string } => (user === undefined ? {} : { user: user.name });

async function withReplies(act: () => Promise<FtpReply>): Promise<FtpReply> {
  try {
    return await act();
  } catch (thrown) {
    if (!(thrown instanceof SpoolRefusal)) throw thrown;
    throw thrown.reason === "full"
      ? refusal(452, "The spool on Culvert's computer is full.")
      : refusal(451, "The spool on Culvert's computer cannot be written.");
  }
}
