import type { Channel } from "ssh2";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { failureOf, type Failure } from "../../../shared/status/failure.js";
import { formatEndpoint, english, describeFailure } from "../../../shared/words/words.js";
import type { GatewayAccess } from "../../forward/session-access.js";
import { portNamedIn } from "../../ftp/passive-endpoint.js";
import { printableExcerpt, isPositive, namesDataPort, reply, type FtpReply } from "../../ftp/reply.js";
import { openActiveAtGateway } from "./open-active-at-gateway.js";
import { SpareDataConnection, type LookAhead } from "./spare-data-connection.js";
import type { SpareTargetLeg } from "./spare-target-leg.js";
import { UnusedLeg } from "./unused-leg.js";
import type { TargetOfData } from "../data/target-data-leg.js";
import type { AskTarget } from "../reply-matching/own-commands.js";
import type { TargetTls } from "../tls/target-tls.js";

/** A verb that never worked with this server is given up after so long a silence, since another may be known to it. Milliseconds. */
const FIRST_VERB_LIMIT_MS = 3_000;
/** How long the last verb that can be asked is waited for. Milliseconds. */
export const LAST_VERB_LIMIT_MS = 20_000;

/** The verbs by which a server names a port. */
export type PassiveVerb = "PASV" | "EPSV";

/** The reply of a target that will have no data connection, or that stands for it. */
export interface TargetRefusal {
  readonly refusal: FtpReply;
}

/** What is needed to be let in by the target for data. */
export interface TargetDataPortTask {
  readonly target: Endpoint;
  /** The client's own address, which the gateway may log. */
  readonly peer: Endpoint;
  readonly access: GatewayAccess;
  readonly lookAhead: LookAhead;
  readonly reportFailure: (failure: Failure | undefined) => void;
  readonly ask: AskTarget;
  /** Whether the target has let the client in: until then it refuses everything. */
  readonly isLoggedIn: () => boolean;
}

/**
 * How a channel for data is had from the target: it is asked for a port in passive mode, and the channel leads to that
 * port *on the target already chosen*, whatever host it names. A target that knows no passive verb is given a port at the
 * gateway instead (`openActiveAtGateway`).
 *
 * Some servers name ports on which nothing answers, some gateways forward the control port alone, and some servers answer
 * nothing until somebody has connected. So a channel is waited for before anybody is told of a port. Once a verb's port has
 * taken a channel, its next ones are trusted.
 */
export class TargetDataPort {
  /** The verb whose port has taken a channel. */
  #provenVerb: PassiveVerb | undefined;
  #epsvOnly = false;
  /** It has named no port by any verb, and has connected to one of the gateway's. */
  #isActiveAlone = false;
  #tls: TargetTls | undefined;
  /** A channel that is made before the client asks for it. */
  readonly spare: SpareDataConnection;
  /** What the last agreement left, until the next one is made. */
  readonly unused = new UnusedLeg();

  constructor(private readonly task: TargetDataPortTask) {
    this.spare = new SpareDataConnection({
      clock: task.access.clock,
      lookAhead: task.lookAhead,
      askPort: () => {
        const line = this.#provenVerb;
        return line === undefined || this.#epsvOnly || this.#tls !== undefined ? undefined : this.#askPort(line);
      },
      openDataChannel: (port) => this.#openDataChannel(port),
      releasePort: () => void task.ask({ line: "PORT 0,0,0,0,0,0", limitMs: FIRST_VERB_LIMIT_MS }),
      refusal: () => this.passiveRefused(undefined, this.provenVerb),
    });
  }

  /** The target leg is another control connection from now on, in TLS or in the clear: nothing is known of its ports. */
  setTls(tls: TargetTls | undefined): void {
    this.#tls = tls;
    this.#provenVerb = undefined;
    this.#isActiveAlone = false;
    this.spare.drop();
  }

  /** Whether the client has said EPSV ALL: then the target is asked by EPSV alone. */
  get epsvOnly(): boolean {
    return this.#epsvOnly;
  }

  keepToExtended(): void {
    this.#epsvOnly = true;
  }

  /** The verb that has worked here; PASV, which most servers know, while none has. */
  get provenVerb(): PassiveVerb {
    return this.#provenVerb ?? "PASV";
  }

  /** The spare channel where one is ready, or else what the target agrees to now. */
  async reach(wanted: PassiveVerb): Promise<TargetOfData | SpareTargetLeg | TargetRefusal> {
    const spare = this.#epsvOnly ? undefined : this.spare.take();
    if (spare !== undefined) this.unused.drop();
    return spare ?? this.open(wanted);
  }

  /** What the target agrees to now where it is asked by this very line, for which the relay has no other: EPSV with the number of a protocol. */
  async openBy(line: string): Promise<TargetOfData | TargetRefusal | undefined> {
    return this.#openBy(line).finally(() => this.unused.drop());
  }

  async #openBy(line: string): Promise<TargetOfData | TargetRefusal | undefined> {
    const unprotected = await this.#beginAsking(line);
    if (unprotected !== undefined) return unprotected;
    const answer = await this.task.ask({ line, limitMs: LAST_VERB_LIMIT_MS, isForPort: true });
    if (answer !== undefined && !isPositive(answer)) return { refusal: answer };
    const port = answer === undefined ? undefined : portNamedIn(answer);
    if (port === undefined) return undefined;
    const reached = await this.#connect(port, "EPSV");
    return "target" in reached ? reached : { refusal: this.#report(reached.failure, undefined, line) };
  }

  /** Have the target name a port and connect to it, by the verb that it knows; or have it connect to us, where it knows neither. */
  async open(wanted: PassiveVerb): Promise<TargetOfData | TargetRefusal> {
    return this.#open(wanted).finally(() => this.unused.drop());
  }

  async #open(wanted: PassiveVerb): Promise<TargetOfData | TargetRefusal> {
    const unprotected = await this.#beginAsking(wanted);
    if (unprotected !== undefined) return unprotected;
    const known = this.#isActiveAlone && !this.#epsvOnly ? await this.#openActive() : undefined;
    if (known !== undefined) return known;
    const first = this.#epsvOnly ? "EPSV" : (this.#provenVerb ?? wanted);
    const verbs = this.#epsvOnly ? ([first] as const) : ([first, first === "PASV" ? "EPSV" : "PASV"] as const);
    let refusal: FtpReply | undefined;
    let failure: Failure | undefined;
    let latePort: number | undefined;
    let knowsPassive = false;
    for (const [index, verb] of verbs.entries()) {
      const isLast = index === verbs.length - 1 || verb === this.#provenVerb;
      const answer = await this.task.ask({
        line: verb,
        limitMs: isLast ? LAST_VERB_LIMIT_MS : FIRST_VERB_LIMIT_MS,
        isForPort: true,
        onLate: (late) => {
          latePort = portNamedIn(late);
        },
      });
      if (answer?.code === 421 || (answer?.code === 530 && !this.task.isLoggedIn())) return { refusal: answer }; // going away, or not logged in: the other verb would not help
      const port = answer === undefined ? undefined : portNamedIn(answer);
      if (answer !== undefined && port !== undefined) this.#note(answer, port);
      const reached = port === undefined ? undefined : await this.#connect(port, verb);
      if (reached !== undefined && "target" in reached) return reached;
      failure ??= reached?.failure;
      if (answer !== undefined && !isPositive(answer)) refusal ??= answer;
      knowsPassive ||= answer !== undefined && (namesDataPort(answer) || (answer.code >= 400 && answer.code < 500));
    }
    const late = latePort === undefined ? undefined : await this.#connect(latePort, first);
    if (late !== undefined && "target" in late) return late;
    const active = knowsPassive || this.#epsvOnly ? undefined : await this.#openActive();
    return active ?? { refusal: this.#report(failure, refusal, wanted) };
  }

  /** Have the target connect to a port of the gateway's. Where it takes that, it is not asked by passive verbs again, which it may leave unanswered. */
  async #openActive(): Promise<TargetOfData | undefined> {
    const active = await openActiveAtGateway(this.task.target.host, this.task.access, (line) =>
      this.task.ask({ line, limitMs: LAST_VERB_LIMIT_MS }),
    );
    this.#isActiveAlone = active !== undefined;
    active?.leg.catch(() => {
      this.#isActiveAlone = false;
    });
    return active && this.#protected(active.leg);
  }

  /** The client's own question goes to the server. @returns a refusal where data cannot be in TLS, and must be */
  async #beginAsking(wanted: string): Promise<TargetRefusal | undefined> {
    this.spare.askedByClient();
    const failure = await this.#tls?.protectData((line) => this.task.ask({ line, limitMs: LAST_VERB_LIMIT_MS }));
    return failure === undefined ? undefined : { refusal: this.#report(failure, undefined, wanted) };
  }

  /** A port that a reply other than 227 and 229 names could be taken for a command's of the client's, so such a server is asked for none ahead. */
  #note(answer: FtpReply, port: number): void {
    if (namesDataPort(answer)) this.spare.portNamed(port);
    else this.task.lookAhead.isRefused = true;
  }

  /** A port that was never tried must take a channel before anybody is told of it. */
  async #connect(port: number, verb: PassiveVerb): Promise<TargetOfData | { readonly failure: Failure }> {
    const unused = await this.unused.takeFor(port);
    const leg = unused === undefined ? this.#openDataChannel(port) : Promise.resolve(unused);
    if (this.#provenVerb === verb) {
      leg.catch(() => {
        this.#provenVerb = undefined;
      });
      return this.#protected(leg, port);
    }
    try {
      await leg;
      this.#provenVerb = verb;
      return this.#protected(leg, port);
    } catch (thrown) {
      return { failure: failureOf(thrown) };
    }
  }

  #openDataChannel(port: number): Promise<Channel> {
    return this.task.access.openChannel({ host: this.task.target.host, port }, this.task.peer);
  }

  /** For a spare connection: nobody waits for the answer yet. */
  async #askPort(line: PassiveVerb): Promise<number | undefined> {
    const answer = await this.task.ask({ line, isForPort: true });
    const port = answer === undefined ? undefined : portNamedIn(answer);
    if (port !== undefined) this.spare.portNamed(port);
    return port;
  }

  #report(failure: Failure | undefined, refusal: FtpReply | undefined, wanted: string): FtpReply {
    this.task.reportFailure(failure ?? this.passiveRefused(refusal, wanted));
    if (failure !== undefined) return reply(425, describeFailure(failure, english).says);
    return refusal ?? reply(425, "The server named no port that can be used for data.");
  }

  /** Why no channel is had of a server that will have no passive mode. */
  passiveRefused(refusal: FtpReply | undefined, wanted: string): Failure {
    return {
      code: "ftp.passive-refused",
      target: formatEndpoint(this.task.target),
      said: printableExcerpt(refusal?.raw ?? `nothing that answers ${wanted}`),
    };
  }

  #protected(target: Promise<Channel>, port?: number): TargetOfData {
    return { target, tls: this.#tls, ...(port === undefined ? {} : { port }) };
  }
}
