import { extendedPortEndpoint, isSameAddress, portEndpoint, sayPassive } from "../../ftp/endpoint.js";
import type { Place } from "../../place.js";
import { DataLink } from "../data-link.js";
import { say } from "../say.js";
import type { Talk } from "../talk.js";
import type { Verb } from "./verb.js";

/** Names exactly the address that the client dialled, which every client takes (RFC 959, section 4.1.2). */
const pasv: Verb = {
  names: ["PASV"],
  async handle(_argument, talk) {
    const { host } = talk.ends.here;
    if (talk.epsvOnly) return epsvOnly();
    if (host.includes(":")) return say(425, "PASV cannot name an IPv6 address: use EPSV.");
    return say(227, `Entering Passive Mode (${sayPassive({ host, port: await offerPort(talk) })}).`);
  },
};

/** RFC 2428, section 3. */
const epsv: Verb = {
  names: ["EPSV"], argument: "[1 | 2 | ALL]", features: () => ["EPSV"],
  async handle(argument, talk) {
    const asked = argument.trim().toUpperCase();
    const family = talk.ends.here.host.includes(":") ? "2" : "1";
    if (asked === "ALL") {
      talk.epsvOnly = true;
      return say(200, "EPSV ALL it is.");
    }
    if (asked !== "" && asked !== family) return say(/^[0-9]+$/.test(asked) ? 522 : 501, `Network protocol not supported, use (${family})`);
    return say(229, `Entering Extended Passive Mode (|||${await offerPort(talk, talk.asksForFeatures ? 0 : A_MOMENT_MS)}|)`);
  },
};

const port: Verb = { names: ["PORT"], argument: "<h1,h2,h3,h4,p1,p2>", handle: (argument, talk) => callBack(portEndpoint(argument), talk) };
/** RFC 2428, section 2. */
const eprt: Verb = { names: ["EPRT"], argument: "|<family>|<host>|<port>|", features: () => ["EPRT"], handle: (argument, talk) => callBack(extendedPortEndpoint(argument), talk) };

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

/** Only the client's own address is called back: an FTP server must not be made to knock at others (RFC 2577, section 3). */
function callBack(endpoint: Place | undefined, talk: Talk) {
  if (talk.epsvOnly) return epsvOnly();
  if (endpoint === undefined || !isSameAddress(endpoint.host, talk.ends.client.host)) return say(501, "Only your own address and ports above 1023 are called back.");
  talk.agree(DataLink.active(talk.ends, talk.clock, endpoint));
  return say(200, "You will be called back.");
}

const epsvOnly = () => say(503, "After EPSV ALL there is only EPSV.");

export const dataPortVerbs: readonly Verb[] = [pasv, epsv, port, eprt];
