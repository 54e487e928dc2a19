import { admitDataPort, type DataPortAdmission } from "../../ftp/admit-data-port.js";
import { sayPassive } from "../../ftp/passive-endpoint.js";
import type { Talk } from "../client-state.js";
import { DataLink } from "../data-connection.js";
import { say } from "../reply.js";
import type { Verb } from "./verb.js";

/** PASV names exactly the address that the client dialled, which every client takes (RFC 959, section 4.1.2). */
async function agree(argument: string, talk: Talk, verb: string) {
  const { here, client } = talk.ends;
  const admission = admitDataPort({ verb, argument }, { here: here.host, peer: client.host, epsvOnly: talk.epsvOnly });
  switch (admission.kind) {
    case "refuse": return admission.reply;
    case "passive": return passive(admission, talk);
    case "epsv-all":
      talk.epsvOnly = true;
      return say(200, "EPSV ALL it is.");
    case "active":
      talk.agree(DataLink.active(talk.ends, talk.clock, admission.endpoint));
      return say(200, "You will be called back.");
  }
}

async function passive({ verb }: Extract<DataPortAdmission, { kind: "passive" }>, talk: Talk) {
  if (verb === "PASV") return say(227, `Entering Passive Mode (${sayPassive({ host: talk.ends.here.host, port: await offerPort(talk) })}).`);
  return say(229, `Entering Extended Passive Mode (|||${await offerPort(talk, talk.asksForFeatures ? 0 : A_MOMENT_MS)}|)`);
}

/** @param restMs how long the reply waits at least */
async function offerPort(talk: Talk, restMs = 0): Promise<number> {
  talk.agree(undefined);
  const { clock } = talk;
  const rest = talk.isTooQuickFor ? SLOWLY_MS : restMs;
  const rested = rest === 0 ? undefined : new Promise<void>((resolve) => { clock.after(rest, resolve); });
  const { link, port: offered } = await DataLink.passive(talk.ends, clock);
  talk.agree(link);
  await rested;
  const said = clock.now();
  link.onEntered(() => { talk.isTooQuickFor ||= isASleep(clock.now() - said); });
  return offered;
}

/**
 * A reply that comes while curl (7.88) is still in the call that sent the question sends it to sleep for a whole second
 * before it connects, watching neither connection: it found the reply in the look right behind its `send`, since the
 * system let whom that woke go first. It happens with vsftpd too, and on a busy computer with one to eight of a hundred
 * files. A moment's rest lets curl return first: curl is known by asking EPSV and never FEAT, as others do who ask that.
 * A client that was seen to sleep all the same hears these replies later from then on. Milliseconds.
 */
const A_MOMENT_MS = 1;
const SLOWLY_MS = 4;
const isASleep = (waited: number): boolean => waited > 900 && waited < 1_500;

export const dataPortVerbs: readonly Verb[] = [
  { names: ["PASV"], handle: agree },
  { names: ["EPSV"], argument: "[1 | 2 | ALL]", features: () => ["EPSV"], handle: agree },
  { names: ["PORT"], argument: "<h1,h2,h3,h4,p1,p2>", handle: agree },
  { names: ["EPRT"], argument: "|<family>|<host>|<port>|", features: () => ["EPRT"], handle: agree },
];
