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
    const port = await openPassivePort(client, verb);
    return safeReply(227, `Entering Passive Mode (${formatPassiveEndpoint({ host, port })}).`);
  }
  return safeReply(229, `Entering Extended Passive Mode (|||${await openPassivePort(client, verb)}|)`);
}

async function openPassivePort(client: ClientState, verb: string): Promise<number> {
  client.setDataConnection(undefined);
  const { clock, passiveReplyDelay } = client;
  const delayed = passiveReplyDelay.begin(verb);
  const { connection, port: offered } = await DataConnection.passive(client.endpoints, clock);
  client.setDataConnection(connection);
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
