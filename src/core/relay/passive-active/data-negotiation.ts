import type { Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { AdmitClient } from "../../net/admission/admit-client.js";
import { admitDataPort } from "../../ftp/admit-data-port.js";
import type { FtpCommand } from "../../ftp/command.js";
import { isPositive, namesDataPort, reply, type FtpReply } from "../../ftp/reply.js";
import { DataListener } from "../../net/ftp/data-listener.js";
import type { PassiveOptions } from "../../net/ftp/passive-options.js";
import { PassiveReplyDelay } from "../../net/ftp/passive-reply-delay.js";
import { resetSocket } from "../../net/reset-socket.js";
import { DataConnections, type DataConnectionsTask } from "../data/data-connections.js";
import { NextDataConnection } from "./next-data-connection.js";
import { rewritePassiveReply } from "./rewrite-passive-reply.js";
import { SpareTargetLeg } from "./spare-target-leg.js";
import { closeWhenOpen, type TargetOfData } from "../data/target-data-leg.js";
import {
  LAST_VERB_LIMIT_MS,
  TargetDataPort,
  type PassiveVerb,
  type TargetDataPortTask,
  type TargetRefusal,
} from "./target-data-port.js";

/** What is needed to agree on data connections, beside what each of them needs. */
export interface DataNegotiationTask
  extends Omit<TargetDataPortTask, "ask" | "peer" | "isLoggedIn">, Omit<DataConnectionsTask, "here"> {
  /** Whether a client that comes to a data port may come in. */
  readonly admit: AdmitClient;
  readonly passiveOptions: PassiveOptions;
}

/** The two ends of a control connection that agree on data connections. */
export interface DataNegotiationEnds {
  /** The address that the client dialled. */
  readonly here: Endpoint;
  /** The client's own. */
  readonly peer: Endpoint;
  /** Puts a question to the target. */
  readonly ask: TargetDataPortTask["ask"];
  readonly isLoggedIn: TargetDataPortTask["isLoggedIn"];
}

/**
 * Answers PASV, EPSV, PORT and EPRT. However the client asks for a data connection, the relay enters passive mode on the
 * target leg (`TargetDataPort`), and offers the client an endpoint of its own or calls it back. The client hears yes only
 * when the target's leg stands or can be relied on; what was agreed on waits for its transfer in `next`.
 */
export class DataNegotiation {
  readonly port: TargetDataPort;
  readonly connections: DataConnections;
  readonly next: NextDataConnection;
  readonly passiveReplyDelay: PassiveReplyDelay;

  constructor(
    private readonly ends: DataNegotiationEnds,
    private readonly task: DataNegotiationTask,
  ) {
    const { here, peer, ask, isLoggedIn } = ends;
    this.passiveReplyDelay = new PassiveReplyDelay(task.access.clock);
    this.port = new TargetDataPort({ ...task, peer, ask, isLoggedIn });
    this.connections = new DataConnections({ ...task, here });
    this.next = new NextDataConnection(this.port, this.connections);
  }

  /** Answer PASV, EPSV, PORT or EPRT; what was agreed on before and not used is given up. */
  async agree(command: FtpCommand): Promise<FtpReply> {
    const { here, peer } = this.ends;
    const admission = admitDataPort(command, { here: here.host, peer: peer.host, epsvOnly: this.port.epsvOnly });
    switch (admission.kind) {
      case "passive":
        return this.#passive(admission.verb, () => this.port.reach(admission.verb));
      case "active":
        return this.#active(admission.endpoint, command.verb);
      case "epsv-all":
        return this.#onlyExtended();
      case "refuse":
        if (isOtherProtocol(command)) return this.#otherProtocol(command, admission.reply);
        this.port.spare.drop(); // a PORT that is refused ends passive mode at some servers
        return this.#refusalOf(command, admission.reply);
    }
  }

  /** A leg to the target for a data connection that was agreed on before the control connection there was another. */
  async reachTargetAgain(): Promise<TargetOfData | TargetRefusal> {
    this.next.drop();
    this.port.unused.drop(); // the other control connection's own
    return this.port.open(this.port.epsvOnly ? "EPSV" : "PASV");
  }

  /** Break all data connections. Resolves when nothing of them is open on this computer. */
  async cut(): Promise<void> {
    this.port.spare.stop();
    await this.connections.cut();
  }

  /** The control connection has ended. Resolves when no data connection is open. */
  async close(): Promise<void> {
    this.port.spare.stop();
    await this.connections.close();
  }

  /** The server hears it too, since it may not know EPSV; then there is nothing to keep to. */
  async #onlyExtended(): Promise<FtpReply> {
    this.port.spare.stop();
    const answer = await this.ends.ask({ line: "EPSV ALL", limitMs: LAST_VERB_LIMIT_MS });
    if (answer !== undefined && !isPositive(answer)) return answer;
    this.port.keepToExtended();
    return answer === undefined || namesDataPort(answer) ? reply(200, "EPSV ALL it is.") : answer;
  }

  /**
   * What cannot be had is the server's to refuse, in its words: not logged in, say. It is asked with zeros for the digits of
   * addresses and ports, so that none that a client may not use can reach a server that would take it.
   */
  async #refusalOf({ verb, argument }: FtpCommand, own: FtpReply): Promise<FtpReply> {
    if (this.port.epsvOnly) return own;
    const text =
      verb === "PORT"
        ? argument.replaceAll(/\d/g, "0")
        : verb === "EPRT"
          ? argument.replaceAll(/(?<!^.)\d/g, "0")
          : argument;
    const answer = await this.ends.ask({ line: text === "" ? verb : `${verb} ${text}`, limitMs: LAST_VERB_LIMIT_MS });
    return answer === undefined || isPositive(answer) ? own : answer;
  }

  /** The listener is opened while the target is asked, since each takes a moment; nobody is told its port before both have succeeded. */
  async #passive(
    verb: PassiveVerb,
    reach: () => Promise<TargetOfData | SpareTargetLeg | TargetRefusal>,
  ): Promise<FtpReply> {
    const { here, peer } = this.ends;
    const { passiveOptions, admit, access } = this.task;
    let enter: (client: Socket) => void = resetSocket;
    const opening = DataListener.open({
      address: here.host,
      peer: peer.host,
      ports: passiveOptions.ports,
      clock: access.clock,
      admit,
      onConnection: (client) => enter(client),
    });
    this.next.drop();
    const [target, listener] = await Promise.all([reach(), opening.catch(() => undefined)]);
    if ("refusal" in target) {
      listener?.close();
      return target.refusal;
    }
    if (listener === undefined) {
      if (target instanceof SpareTargetLeg) target.close();
      else closeWhenOpen(target.target);
      return reply(425, "No local port could be opened for data.");
    }
    const data = this.connections.open(peer, listener);
    enter = (client) => {
      this.passiveReplyDelay.connected();
      data.enter(client);
    };
    this.next.set(data, target);
    if (target instanceof SpareTargetLeg) await this.passiveReplyDelay.begin(verb);
    this.passiveReplyDelay.replied();
    return rewritePassiveReply(verb, { here, peer, port: listener.port }, passiveOptions);
  }

  /** A server may take another protocol than the control connection's, as some do that look at no number; of its answer the client reads the port alone (RFC 2428 section 3). */
  #otherProtocol({ argument }: FtpCommand, own: FtpReply): Promise<FtpReply> {
    return this.#passive("EPSV", async () => (await this.port.openBy(`EPSV ${argument.trim()}`)) ?? { refusal: own });
  }

  /** A server of PORT's age knows PASV, if anything. */
  async #active(endpoint: Endpoint, verb: string): Promise<FtpReply> {
    this.next.drop();
    const target = await this.port.reach(verb === "PORT" ? "PASV" : "EPSV");
    if ("refusal" in target) return target.refusal;
    this.next.set(this.connections.open(endpoint), target);
    return reply(200, "You will be called back.");
  }
}

/** EPSV with the number of a protocol that the RFC knows (RFC 2428 section 2). */
const isOtherProtocol = ({ verb, argument }: FtpCommand): boolean => verb === "EPSV" && /^\s*[12]\s*$/.test(argument);
