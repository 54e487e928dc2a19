import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { FailureError, failureOf, type Failure } from "../../shared/status/failure.js";
import type { TransferStatus } from "../../shared/status/tunnel-state.js";
import { formatEndpoint, english, describeFailure } from "../../shared/words/words.js";
import type { AdmitClient } from "../net/admit-user.js";
import type { Meter } from "../forward/meter.js";
import type { GatewayAccess } from "../forward/session-access.js";
import { admitDataPort } from "../ftp/admit-data-port.js";
import type { FtpCommand } from "../ftp/command.js";
import { extendedPassivePort, passivePort, formatPassiveEndpoint } from "../ftp/passive-endpoint.js";
import { printableExcerpt, isPositive, namesDataPort, reply, type FtpReply } from "../ftp/reply.js";
import { DataListener } from "../net/data-listener.js";
import { announcedHost, type PassiveOffer } from "../net/passive-offer.js";
import { PassiveReplyDelay } from "../net/passive-reply-delay.js";
import { resetSocket } from "../net/reset-socket.js";
import { DataConnection, type TargetOfData } from "./data-connection.js";
import { openActiveAtGateway } from "./gateway-active.js";
import { SpareConnection, type LookAhead, type SpareLeg } from "./spare-connection.js";
import type { TargetTls } from "./tls/target-tls.js";

/** The verbs that agree on a data connection. */
export const DATA_PORT_VERBS: ReadonlySet<string> = new Set(["PASV", "EPSV", "PORT", "EPRT"]);

/** A verb that never worked with this server is given up after so long a silence, since another may be known to it. Milliseconds. */
const FIRST_VERB_LIMIT_MS = 3_000;
/** How long the last verb that can be asked is waited for. Milliseconds. */
const LAST_VERB_LIMIT_MS = 20_000;

/** What data connections need beside the two ends that agree on them. */
export interface DataNegotiationTask {
  readonly target: Endpoint;
  readonly access: GatewayAccess;
  readonly meter: Meter;
  /** Whether a client that comes to a data port may come in. */
  readonly admit: AdmitClient;
  readonly passiveOffer: PassiveOffer;
  readonly reportFailure: (failure: Failure | undefined) => void;
  readonly lookAhead: LookAhead;
  /** Begins TLS on a client's data connection, where that is agreed on now. */
  readonly clientDataTls?: () => ((client: Socket) => Promise<Socket>) | undefined;
}

/** A question of the relay's own to the target. */
export interface TargetQuestion {
  /** Without its line end. */
  readonly line: string;
  /** Without one, whoever asks bounds the wait. */
  readonly limitMs?: number;
  /** It asks for a port, so that a positive reply without one may be an earlier command's. */
  readonly isForPort?: boolean;
  /** Told of an answer that comes behind the limit, while other questions wait. */
  readonly onLate?: (answer: FtpReply) => void;
}

/** @returns the final reply; nothing where none came within the limit, or one to a question for a port that names none and refuses none, such as 202 */
export type AskTarget = (question: TargetQuestion) => Promise<FtpReply | undefined>;

/** What was agreed on with the target: its leg, or the reply that refuses. */
type TargetLegOrRefusal = { readonly leg: Promise<Channel> } | { readonly refusal: FtpReply };

/** A connection that was agreed on by a spare leg, which is bound to it when its transfer begins. */
interface Unbound {
  readonly data: DataConnection;
  readonly spare: SpareLeg;
}

/**
 * The data connections of one control connection. However the client asks for one, the relay enters passive mode on
 * the target leg, and offers the client an endpoint of its own or calls it back.
 *
 * The client hears yes only when the target's leg stands: some servers name ports on which nothing answers, some
 * gateways forward the control port alone, and some servers answer nothing until somebody has connected. So the channel
 * is opened when the two agree. Once a verb's port has taken a channel, its next ones are trusted, and the channel is
 * opened while the client connects.
 *
 * Where a spare connection is there (`SpareConnection`), the client's question is answered at once, and its transfer waits
 * until that has its port. A spare that turns out to be of no use before the transfer goes out is replaced by a fresh one.
 */
export class DataNegotiation {
  readonly #connections = new Set<DataConnection>();
  /** Agreed on, and waiting for its transfer. */
  #next: DataConnection | undefined;
  #isNextInDoubt = false;
  #epsvOnly = false;
  /** The verb whose port has taken a channel. */
  #provenVerb: "PASV" | "EPSV" | undefined;
  #closed = false;
  #unbound: Unbound | undefined;
  readonly spare: SpareConnection;
  readonly passiveReplyDelay: PassiveReplyDelay;
  #tls: TargetTls | undefined;

  /**
   * @param here the address that the client dialled
   * @param peer the client's own
   */
  constructor(
    private readonly here: Endpoint,
    private readonly peer: Endpoint,
    private readonly ask: AskTarget,
    private readonly task: DataNegotiationTask,
  ) {
    this.passiveReplyDelay = new PassiveReplyDelay(task.access.clock);
    this.spare = new SpareConnection({
      clock: task.access.clock,
      lookAhead: task.lookAhead,
      askPort: () => {
        const line = this.#provenVerb;
        return line === undefined || this.#epsvOnly || this.#tls !== undefined ? undefined : this.#askPort(line);
      },
      openDataChannel: (port) => this.#openDataChannel(port),
      releasePort: () => void this.ask({ line: "PORT 0,0,0,0,0,0", limitMs: FIRST_VERB_LIMIT_MS }),
      refusal: () => this.#passiveRefused(undefined, this.#provenVerb ?? "PASV"),
    });
  }

  /** The target leg is another control connection from now on, in TLS or in the clear: nothing is known of its ports. */
  setTls(tls: TargetTls | undefined): void {
    this.#tls = tls;
    this.#provenVerb = undefined;
    this.spare.drop();
  }

  /** A leg to the target for a data connection that was agreed on before the control connection there was another. */
  async reachTargetAgain(): Promise<TargetOfData | { readonly refusal: FtpReply }> {
    this.#dropNext();
    const reached = await this.#askForLeg(this.#epsvOnly ? "EPSV" : "PASV");
    return "refusal" in reached ? reached : this.#inTls(reached.leg);
  }

  /** Answer PASV, EPSV, PORT or EPRT; what was agreed on before and not used is given up. */
  async agree(command: FtpCommand): Promise<FtpReply> {
    const admission = admitDataPort(command, { here: this.here.host, peer: this.peer.host, epsvOnly: this.#epsvOnly });
    switch (admission.kind) {
      case "passive":
        return this.#passive(admission.verb);
      case "active":
        return this.#active(admission.endpoint, command.verb);
      case "epsv-all":
        return this.#onlyExtended();
      case "refuse":
        this.spare.drop(); // a PORT that is refused ends passive mode at some servers
        return this.#refusalOf(command, admission.reply);
    }
  }

  /** The connection that was agreed on, for the transfer that begins now. */
  takeNext(): DataConnection | undefined {
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) this.#bind(next);
    return next;
  }

  /** A transfer was refused and has not used the connection that was agreed on: the next one may. */
  putBack(data: DataConnection): void {
    this.#next ??= data;
    this.#isNextInDoubt = this.#next === data && data.portToCallBack !== undefined;
  }

  /** Whether `settleNext` is to be called before the next transfer. */
  get isNextInDoubt(): boolean {
    return this.#next !== undefined && this.#isNextInDoubt;
  }

  /**
   * A client's port outlives a refused transfer with servers that end a passive connection with it (ProFTPD): then the
   * client is called back on its port all the same, for which the target is asked to name another one.
   */
  async settleNext(): Promise<void> {
    this.#isNextInDoubt = false;
    const next = this.#next;
    const port = next?.portToCallBack;
    if (next === undefined || port === undefined || !(await next.hasLostTarget()) || this.#next !== next) return;
    const target = await this.#reachTarget("EPSV");
    if (!("refusal" in target)) this.#keep(new DataConnection(this.#dataTask(port)), target);
  }

  /**
   * To be waited for before a transfer goes out, where the spare connection that was agreed on has no port yet or is of no use
   * any more: it is replaced by a fresh one then.
   *
   * @returns nothing where nothing is to be waited for; else the reply of a server that will have no other, if it is so
   */
  readyNext(): Promise<FtpReply | undefined> | undefined {
    const { data, spare } = this.#unbound ?? {};
    if (data === undefined || spare === undefined || data !== this.#next) return undefined;
    if (spare.isNamed && !spare.isLost) return undefined;
    return spare.named.then(() => {
      if (!spare.isLost || data.isOver) return undefined;
      this.#unbound = undefined;
      return this.renew(data);
    });
  }

  /** Agree with the target on another leg for a connection that has carried nothing. @returns the reply that refuses; nothing where it is done */
  async renew(data: DataConnection): Promise<FtpReply | undefined> {
    data.holdBack();
    const target = await this.#askForLeg(this.#provenVerb ?? "PASV");
    if ("leg" in target) {
      data.useTarget(this.#inTls(target.leg));
      return undefined;
    }
    if (this.#next === data) this.#next = undefined;
    data.useTarget({ target: Promise.reject(new FailureError(this.#passiveRefused(target.refusal, "PASV"))) });
    data.giveUp();
    return target.refusal;
  }

  /** A transfer was refused, and the server has already been asked for the next port, which ends this one's leg: that port is the connection's now. */
  changeToSpare(data: DataConnection): void {
    const spare = data.isUntouched ? this.spare.take() : undefined;
    if (spare !== undefined) data.useTarget({ target: spare.use() });
  }

  /** Whether the target still owes the answer to a question that the client did not ask. */
  get isAskingAhead(): boolean {
    return this.spare.isAsking || this.#unbound?.spare.isNamed === false;
  }

  /** The spare leg that was agreed on is this connection's own. */
  #bind(data: DataConnection): void {
    if (this.#unbound?.data !== data) return;
    const { spare } = this.#unbound;
    this.#unbound = undefined;
    data.useTarget({ target: spare.use() }, true);
  }

  /** What passes now. */
  transfers(now: number): TransferStatus[] {
    return [...this.#connections].flatMap((data) => data.status(now) ?? []);
  }

  /** Whether no data connection is open or agreed on. */
  get isIdle(): boolean {
    return this.#connections.size === 0;
  }

  /** Break them all. Resolves when nothing of them is open on this computer. */
  async cut(): Promise<void> {
    this.#closed = true;
    this.spare.stop();
    await Promise.all([...this.#connections].map((data) => data.cut()));
  }

  /** The control connection has ended. Resolves when no data connection is open. */
  async close(): Promise<void> {
    this.#closed = true;
    this.spare.stop();
    for (const data of this.#connections) data.controlEnded();
    await Promise.all([...this.#connections].map((data) => data.over));
  }

  /** The server hears it too, since it may not know EPSV; then there is nothing to keep to. */
  async #onlyExtended(): Promise<FtpReply> {
    this.spare.stop();
    const answer = await this.ask({ line: "EPSV ALL", limitMs: LAST_VERB_LIMIT_MS });
    if (answer !== undefined && !isPositive(answer)) return answer;
    this.#epsvOnly = true;
    return answer === undefined || namesDataPort(answer) ? reply(200, "EPSV ALL it is.") : answer;
  }

  /**
   * What cannot be had is the server's to refuse, in its words: not logged in, say. It is asked with zeros for the digits of
   * addresses and ports, so that none that a client may not use can reach a server that would take it.
   */
  async #refusalOf({ verb, argument }: FtpCommand, own: FtpReply): Promise<FtpReply> {
    if (this.#epsvOnly) return own;
    const text =
      verb === "PORT"
        ? argument.replaceAll(/\d/g, "0")
        : verb === "EPRT"
          ? argument.replaceAll(/(?<!^.)\d/g, "0")
          : argument;
    const answer = await this.ask({ line: text === "" ? verb : `${verb} ${text}`, limitMs: LAST_VERB_LIMIT_MS });
    return answer === undefined || isPositive(answer) ? own : answer;
  }

  /** The gate is opened while the target is asked, since each takes a moment; nobody is told its port before both have succeeded. */
  async #passive(verb: "PASV" | "EPSV"): Promise<FtpReply> {
    let enter: (client: Socket) => void = resetSocket;
    const opening = DataListener.open({
      address: this.here.host,
      peer: this.peer.host,
      ports: this.task.passiveOffer.ports,
      clock: this.task.access.clock,
      admit: this.task.admit,
      onConnection: (client) => enter(client),
    });
    const [target, listener] = await Promise.all([this.#reachTarget(verb), opening.catch(() => undefined)]);
    if ("refusal" in target) {
      listener?.close();
      return target.refusal;
    }
    if (listener === undefined) {
      if ("spare" in target) target.spare.close();
      else closeWhenOpen(target.leg);
      return reply(425, "No local port could be opened for data.");
    }
    const data = new DataConnection(this.#dataTask(this.peer), listener);
    enter = (client) => {
      this.passiveReplyDelay.connected();
      data.enter(client);
    };
    this.#keep(data, target);
    if ("spare" in target) await this.passiveReplyDelay.begin(verb);
    this.passiveReplyDelay.replied();
    return verb === "PASV"
      ? reply(
          227,
          `Entering Passive Mode (${formatPassiveEndpoint({ host: announcedHost(this.task.passiveOffer, this.here.host, this.peer.host), port: listener.port })}).`,
        )
      : reply(229, `Entering Extended Passive Mode (|||${listener.port}|)`);
  }

  /** A server of PORT's age knows PASV, if anything. */
  async #active(endpoint: Endpoint, verb: string): Promise<FtpReply> {
    const target = await this.#reachTarget(verb === "PORT" ? "PASV" : "EPSV");
    if ("refusal" in target) return target.refusal;
    this.#keep(new DataConnection(this.#dataTask(endpoint)), target);
    return reply(200, "You will be called back.");
  }

  /** What is ready already, or else what the target agrees to now. */
  async #reachTarget(wanted: "PASV" | "EPSV"): Promise<TargetLegOrRefusal | { readonly spare: SpareLeg }> {
    this.#dropNext();
    const spare = this.#epsvOnly ? undefined : this.spare.take();
    return spare === undefined ? this.#askForLeg(wanted) : { spare };
  }

  /** Have the target name a port and connect to it, by the verb that it knows; or have it connect to us, where it knows neither. */
  async #askForLeg(wanted: "PASV" | "EPSV"): Promise<TargetLegOrRefusal> {
    this.spare.askedByClient();
    const unprotected = await this.#tls?.protectData((line) => this.ask({ line, limitMs: LAST_VERB_LIMIT_MS }));
    if (unprotected !== undefined) return { refusal: this.#report(unprotected, undefined, wanted) };
    const first = this.#epsvOnly ? "EPSV" : (this.#provenVerb ?? wanted);
    const verbs = this.#epsvOnly ? ([first] as const) : ([first, first === "PASV" ? "EPSV" : "PASV"] as const);
    let refusal: FtpReply | undefined;
    let failure: Failure | undefined;
    let latePort: number | undefined;
    let knowsPassive = false;
    for (const [index, verb] of verbs.entries()) {
      const isLast = index === verbs.length - 1 || verb === this.#provenVerb;
      const answer = await this.ask({
        line: verb,
        limitMs: isLast ? LAST_VERB_LIMIT_MS : FIRST_VERB_LIMIT_MS,
        isForPort: true,
        onLate: (late) => {
          latePort = portOf(late);
        },
      });
      if (answer !== undefined && (answer.code === 530 || answer.code === 421)) return { refusal: answer }; // not logged in, or going away: the other verb would not help
      const port = answer === undefined ? undefined : portOf(answer);
      if (port !== undefined) this.spare.portNamed(port);
      const reached = port === undefined ? undefined : await this.#connect(port, verb);
      if (reached !== undefined && "leg" in reached) return reached;
      failure ??= reached?.failure;
      if (answer !== undefined && !isPositive(answer)) refusal ??= answer;
      knowsPassive ||= answer !== undefined && (namesDataPort(answer) || (answer.code >= 400 && answer.code < 500));
    }
    const late = latePort === undefined ? undefined : await this.#connect(latePort, first);
    if (late !== undefined && "leg" in late) return late;
    if (!knowsPassive && !this.#epsvOnly) {
      const active = await openActiveAtGateway(this.task.target.host, this.task.access, (line) =>
        this.ask({ line, limitMs: LAST_VERB_LIMIT_MS }),
      );
      if (active !== undefined) return active;
    }
    return { refusal: this.#report(failure, refusal, wanted) };
  }

  /** A port that was never tried must take a channel before anybody is told of it. */
  async #connect(
    port: number,
    verb: "PASV" | "EPSV",
  ): Promise<{ readonly leg: Promise<Channel> } | { readonly failure: Failure }> {
    const leg = this.#openDataChannel(port);
    if (this.#provenVerb === verb) {
      leg.catch(() => {
        this.#provenVerb = undefined;
      });
      return { leg };
    }
    try {
      await leg;
      this.#provenVerb = verb;
      return { leg };
    } catch (thrown) {
      return { failure: failureOf(thrown) };
    }
  }

  #openDataChannel(port: number): Promise<Channel> {
    return this.task.access.openChannel({ host: this.task.target.host, port }, this.peer);
  }

  /** For a spare connection: nobody waits for the answer yet. */
  async #askPort(line: "PASV" | "EPSV"): Promise<number | undefined> {
    const answer = await this.ask({ line, isForPort: true });
    const port = answer === undefined ? undefined : portOf(answer);
    if (port !== undefined) this.spare.portNamed(port);
    return port;
  }

  #report(failure: Failure | undefined, refusal: FtpReply | undefined, wanted: string): FtpReply {
    this.task.reportFailure(failure ?? this.#passiveRefused(refusal, wanted));
    if (failure !== undefined) return reply(425, describeFailure(failure, english).says);
    return refusal ?? reply(425, "The server named no port that can be used for data.");
  }

  #passiveRefused(refusal: FtpReply | undefined, wanted: string): Failure {
    return {
      code: "ftp.passive-refused",
      target: formatEndpoint(this.task.target),
      said: printableExcerpt(refusal?.raw ?? `nothing that answers ${wanted}`),
    };
  }

  #inTls(target: Promise<Channel>): TargetOfData {
    return { target, tls: this.#tls };
  }

  #dataTask(client: Endpoint) {
    const { access, meter, reportFailure, clientDataTls } = this.task;
    const { transferHistory } = access;
    return { here: this.here, client, access, meter, reportFailure, transferHistory, secureClient: clientDataTls?.() };
  }

  #keep(data: DataConnection, target: { readonly leg: Promise<Channel> } | { readonly spare: SpareLeg }): void {
    if ("leg" in target) data.useTarget(this.#inTls(target.leg));
    else {
      this.#unbound = { data, spare: target.spare };
      void data.begun.then(() => this.#bind(data)); // it may begin without a transfer that is known, or be given up
    }
    this.#connections.add(data);
    void data.over.then(() => this.#connections.delete(data));
    if (this.#closed)
      data.giveUp(); // the control connection ended while the two agreed
    else this.#next = data;
    this.#isNextInDoubt = false;
  }

  #dropNext(): void {
    const next = this.takeNext();
    next?.giveUp();
  }
}

const portOf = (answer: FtpReply): number | undefined => passivePort(answer) ?? extendedPassivePort(answer);

const closeWhenOpen = (leg: Promise<Channel>): unknown =>
  leg.then(
    (channel) => channel.resume().close(),
    () => undefined,
  );
