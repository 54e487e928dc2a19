import type { Socket } from "node:net";
import type { Failure } from "../../shared/failure.js";
import type { Transfer } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import type { FtpCommand } from "../ftp/command.js";
import { extendedPassivePort, extendedPortEndpoint, isSameAddress, passivePort, portEndpoint, sayPassive } from "../ftp/endpoint.js";
import { inSentence, isPositive, reply, type FtpReply } from "../ftp/reply.js";
import type { Place } from "../place.js";
import { breakOff } from "../tunnel/break-off.js";
import type { Link } from "../tunnel/link.js";
import type { Meter } from "../tunnel/meter.js";
import { DataConnection } from "./data-connection.js";
import { DataGate } from "../ftp/data-gate.js";

/** The verbs that agree on a data connection. */
export const AGREES: ReadonlySet<string> = new Set(["PASV", "EPSV", "PORT", "EPRT"]);

/** What data connections need beside the two ends that agree on them. */
export interface AgreementTask {
  readonly target: Place;
  readonly link: Link;
  readonly meter: Meter;
  readonly found: (trouble: Failure | undefined) => void;
}

/**
 * The data connections of one control connection. However the client asks for one, the relay enters passive mode on
 * the target leg, and offers the client an endpoint of its own or calls it back.
 */
export class DataAgreements {
  readonly #connections = new Set<DataConnection>();
  /** Agreed, and waiting for its transfer. */
  #next: DataConnection | undefined;
  #epsvOnly = false;
  #targetPrefers: "PASV" | "EPSV" | undefined;
  #closed = false;

  /**
   * @param here the address that the client dialled
   * @param peer the client's own
   * @param ask puts a question to the target
   */
  constructor(private readonly here: Place, private readonly peer: Place, private readonly ask: (verb: string) => Promise<FtpReply>, private readonly task: AgreementTask) {}

  /** Answer PASV, EPSV, PORT or EPRT; what was agreed before and not used is given up. */
  async agree({ verb, argument }: FtpCommand): Promise<FtpReply> {
    const family = this.here.host.includes(":") ? "2" : "1"; // RFC 2428 section 2
    if (verb === "EPSV") return this.#extendedPassive(argument.trim().toUpperCase(), family);
    if (this.#epsvOnly) return reply(503, "After EPSV ALL there is only EPSV."); // RFC 2428 section 4
    if (verb === "PORT") return this.#active(portEndpoint(argument));
    if (verb === "PASV") return family === "1" ? this.#passive("PASV") : reply(425, "PASV cannot name an IPv6 address: use EPSV.");
    const endpoint = extendedPortEndpoint(argument);
    return endpoint !== undefined && endpoint.host.includes(":") !== (family === "2") ? reply(522, `Network protocol not supported, use (${family})`) : this.#active(endpoint);
  }

  /** The connection that was agreed for the transfer that begins now. */
  takeNext(): DataConnection | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next;
  }

  /** To be called when a connection's transfer is over: it is forgotten once nothing of it is open. */
  leave(data: DataConnection): void {
    void data.over.then(() => this.#connections.delete(data));
  }

  /** What passes now. */
  transfers(now: number): Transfer[] {
    return [...this.#connections].flatMap((data) => data.status(now) ?? []);
  }

  /** Bytes of the connections that are open, to tell whether any still pass. */
  get passed(): number {
    return [...this.#connections].reduce((sum, data) => sum + data.passed, 0);
  }

  /** Break them all. Resolves when nothing of them is open on this computer. */
  async cut(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#connections].map((data) => data.cut()));
  }

  /** The control connection has ended. Resolves when no data connection is open. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const data of this.#connections) data.controlEnded();
    await Promise.all([...this.#connections].map((data) => data.over));
  }

  async #extendedPassive(argument: string, family: string): Promise<FtpReply> {
    if (argument === "ALL") {
      this.#epsvOnly = true; // the target is not told: it may have to be asked for PASV
      return reply(200, "EPSV ALL it is.");
    }
    return argument === "" || argument === family ? this.#passive("EPSV") : reply(522, `Network protocol not supported, use (${family})`);
  }

  /** The gate is opened while the target is asked, since each takes a moment; nobody is told its port before both have succeeded. */
  async #passive(verb: "PASV" | "EPSV"): Promise<FtpReply> {
    let enter: (client: Socket) => void = breakOff;
    const asking = this.#enterPassive(verb);
    const opening = DataGate.open({
      address: this.here.host, peer: this.peer.host, clock: this.task.link.clock,
      enter: (client) => enter(client),
    });
    const [port, gate] = await Promise.all([asking, opening.catch(() => undefined)]);
    if (typeof port !== "number") {
      gate?.shut();
      return port;
    }
    if (gate === undefined) return reply(425, "No local port could be opened for data.");
    const data = DataConnection.passive(this.#dataTask(port, this.peer), gate);
    enter = (client) => data.enter(client);
    this.#keep(data);
    return verb === "PASV"
      ? reply(227, `Entering Passive Mode (${sayPassive({ host: this.here.host, port: gate.port })}).`)
      : reply(229, `Entering Extended Passive Mode (|||${gate.port}|)`);
  }

  async #active(endpoint: Place | undefined): Promise<FtpReply> {
    if (endpoint === undefined || !isSameAddress(endpoint.host, this.peer.host)) return reply(501, "Only your own address and ports above 1023 are called back.");
    const port = await this.#enterPassive("EPSV");
    if (typeof port !== "number") return port;
    this.#keep(DataConnection.active(this.#dataTask(port, endpoint)));
    return reply(200, "You will be called back.");
  }

  /** Ask the target for a port, by the verb that it takes. @returns its port, or the reply that refuses */
  async #enterPassive(wanted: "PASV" | "EPSV"): Promise<number | FtpReply> {
    this.#dropNext();
    const first = this.#targetPrefers ?? wanted;
    let refusal: FtpReply | undefined;
    for (const verb of [first, first === "PASV" ? "EPSV" : "PASV"] as const) {
      const answer = await this.ask(verb);
      const port = verb === "PASV" ? passivePort(answer) : extendedPassivePort(answer);
      if (port !== undefined) {
        this.#targetPrefers = verb;
        return port;
      }
      refusal ??= answer;
      if (answer.code === 530 || answer.code === 421) return answer; // not logged in, or going away: the other verb would not help
    }
    const said = refusal?.raw ?? "";
    this.task.found({ code: "ftp.passive-refused", target: at(this.task.target), said: inSentence(said) });
    return refusal === undefined || isPositive(refusal) ? reply(425, "The server named no port that can be used for data.") : refusal;
  }

  #dataTask(port: number, client: Place) {
    const { target, link, meter, found } = this.task;
    return { target: { host: target.host, port }, here: this.here, client, link, meter, found };
  }

  #keep(data: DataConnection): void {
    this.#connections.add(data);
    if (this.#closed) this.#drop(data); // the control connection ended while the two agreed
    else this.#next = data;
  }

  #dropNext(): void {
    if (this.#next !== undefined) this.#drop(this.#next);
    this.#next = undefined;
  }

  #drop(data: DataConnection): void {
    data.abandon();
    this.leave(data);
  }
}
