import { admitDataPort, type DataPortAdmission } from "../../ftp/admit-data-port.js";
import { formatPassiveEndpoint } from "../../ftp/passive-endpoint.js";
import { announcedHost } from "../../net/ftp/passive-options.js";
import type { ClientSession } from "../client-session.js";
import { DataConnection } from "../data/data-connection.js";
import { singleLineReply } from "../bridge-reply.js";
import type { Verb } from "./verb.js";

/** PASV names exactly the address that the client dialled, which every client takes (RFC 959, section 4.1.2). */
async function prepareDataConnection(argument: string, session: ClientSession, verb: string) {
  const { local, client: peer } = session.endpoints;
  const admission = admitDataPort(
    { verb, argument },
    { here: local.host, peer: peer.host, epsvOnly: session.epsvOnly },
  );
  switch (admission.kind) {
    case "refuse":
      return admission.reply;
    case "passive":
      return openPassive(admission, session);
    case "epsv-all":
      session.epsvOnly = true;
      return singleLineReply(200, "EPSV ALL it is.");
    case "active":
      session.setDataConnection(DataConnection.active(session.endpoints, session.clock, admission.endpoint));
      return singleLineReply(200, "You will be called back.");
  }
}

async function openPassive({ verb }: Extract<DataPortAdmission, { kind: "passive" }>, session: ClientSession) {
  if (verb === "PASV") {
    const { passiveOptions, local, client: peer } = session.endpoints;
    const host = announcedHost(passiveOptions ?? {}, local.host, peer.host);
    const port = await openPassivePort(session, verb);
    return singleLineReply(227, `Entering Passive Mode (${formatPassiveEndpoint({ host, port })}).`);
  }
  return singleLineReply(229, `Entering Extended Passive Mode (|||${await openPassivePort(session, verb)}|)`);
}

async function openPassivePort(session: ClientSession, verb: string): Promise<number> {
  session.setDataConnection(undefined);
  const { clock, passiveReplyDelay } = session;
  const delayed = passiveReplyDelay.begin(verb);
  const { connection, port: offered } = await DataConnection.passive(session.endpoints, clock);
  session.setDataConnection(connection);
  await delayed;
  passiveReplyDelay.replied();
  connection.onAccepted(() => passiveReplyDelay.connected());
  return offered;
}

export const dataPortVerbs: readonly Verb[] = [
  { names: ["PASV"], handle: prepareDataConnection },
  { names: ["EPSV"], argument: "[1 | 2 | ALL]", features: () => ["EPSV"], handle: prepareDataConnection },
  { names: ["PORT"], argument: "<h1,h2,h3,h4,p1,p2>", handle: prepareDataConnection },
  { names: ["EPRT"], argument: "|<family>|<host>|<port>|", features: () => ["EPRT"], handle: prepareDataConnection },
];
