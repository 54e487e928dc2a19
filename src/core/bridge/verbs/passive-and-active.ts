import { admitDataPort, type DataPortAdmission } from "../../ftp/admit-data-port.js";
import { formatPassiveEndpoint } from "../../ftp/passive-endpoint.js";
import { announcedHost } from "../../net/passive-offer.js";
import type { ClientState } from "../client-state.js";
import { DataConnection } from "../data-connection.js";
import { safeReply } from "../reply.js";
import type { Verb } from "./verb.js";

/** PASV names exactly the address that the client dialled, which every client takes (RFC 959, section 4.1.2). */
async function prepareDataConnection(argument: string, client: ClientState, verb: string) {
  const { local, client: peer } = client.endpoints;
  const admission = admitDataPort({ verb, argument }, { here: local.host, peer: peer.host, epsvOnly: client.epsvOnly });
  switch (admission.kind) {
    case "refuse":
      return admission.reply;
    case "passive":
      return openPassive(admission, client);
    case "epsv-all":
      client.epsvOnly = true;
      return safeReply(200, "EPSV ALL it is.");
    case "active":
      client.setDataConnection(DataConnection.active(client.endpoints, client.clock, admission.endpoint));
      return safeReply(200, "You will be called back.");
  }
}

async function openPassive({ verb }: Extract<DataPortAdmission, { kind: "passive" }>, client: ClientState) {
  if (verb === "PASV") {
    const { passiveOffer, local, client: peer } = client.endpoints;
    const host = announcedHost(passiveOffer ?? {}, local.host, peer.host);
    const port = await openPassivePort(client);
    return safeReply(227, `Entering Passive Mode (${formatPassiveEndpoint({ host, port })}).`);
  }
  return safeReply(
    229,
    `Entering Extended Passive Mode (|||${await openPassivePort(client, client.hasAskedFeatures ? 0 : REPLY_DELAY_MS)}|)`,
  );
}

/** @param minDelayMs how long the reply waits at least */
async function openPassivePort(client: ClientState, minDelayMs = 0): Promise<number> {
  client.setDataConnection(undefined);
  const { clock } = client;
  const delay = client.needsSlowReplies ? SLOW_REPLY_DELAY_MS : minDelayMs;
  const delayed =
    delay === 0
      ? undefined
      : new Promise<void>((resolve) => {
          clock.setTimeout(delay, resolve);
        });
  const { connection, port: offered } = await DataConnection.passive(client.endpoints, clock);
  client.setDataConnection(connection);
  await delayed;
  const repliedAt = clock.elapsed();
  connection.onAccepted(() => {
    client.needsSlowReplies ||= isCurlSleep(clock.elapsed() - repliedAt);
  });
  return offered;
}

/**
 * A reply that comes while curl (7.88) is still in the call that sent the question sends it to sleep for a whole second
 * before it connects, watching neither connection: it found the reply in the look right behind its `send`, since the
 * system let whom that woke go first. It happens with vsftpd too, and on a busy computer with one to eight of a hundred
 * files. A moment's rest lets curl return first: curl is known by asking EPSV and never FEAT, as others do who ask that.
 * A client that was seen to sleep all the same hears these replies later from then on. Milliseconds.
 */
const REPLY_DELAY_MS = 1;
const SLOW_REPLY_DELAY_MS = 4;
const isCurlSleep = (waited: number): boolean => waited > 900 && waited < 1_500;

export const dataPortVerbs: readonly Verb[] = [
  { names: ["PASV"], handle: prepareDataConnection },
  { names: ["EPSV"], argument: "[1 | 2 | ALL]", features: () => ["EPSV"], handle: prepareDataConnection },
  { names: ["PORT"], argument: "<h1,h2,h3,h4,p1,p2>", handle: prepareDataConnection },
  { names: ["EPRT"], argument: "|<family>|<host>|<port>|", features: () => ["EPRT"], handle: prepareDataConnection },
];
