import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import type { Failure } from "../../shared/failure.js";
import type { Transfer } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import { EndlessLine, takeCommands, type FtpCommand } from "../ftp/command.js";
import { extendedPassivePort, extendedPortEndpoint, passivePort, portEndpoint, sayPassive } from "../ftp/endpoint.js";
import { CANNOT_PASS, withoutWhatCannotPass } from "../ftp/features.js";
import { isPositive, isPreliminary, reply, type FtpReply } from "../ftp/reply.js";
import type { Place } from "../place.js";
import type { Link } from "../tunnel/link.js";
import type { Meter } from "../tunnel/meter.js";
import { DataConnection } from "./data-connection.js";
import { TargetLeg, type Exchange } from "./target-leg.js";
import { demandsTls } from "./tls-demand.js";

/** How long a data connection may go on after its control connection has ended. Milliseconds. */
const AFTERMATH_LIMIT_MS = 60_000;
/** Above this many bytes of commands that wait their turn, the client is read no further. */
const MOST_HELD = 64 * 1024;

const TRANSFERS: ReadonlySet<string> = new Set(["RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD"]);

/** What a pair of control legs needs beside its two streams. */
export interface ControlTask {
  readonly target: Place;
  readonly link: Link;
  readonly meter: Meter;
  readonly found: (trouble: Failure | undefined) => void;
}

/**
 * A running pair of control legs. Commands and replies pass to the byte, except what agrees on a data connection:
 * the relay enters passive mode on the target leg itself, and offers the client an endpoint of its own.
 */
export class ControlRelay {
  readonly #here: Place;
  readonly #peer: Place;
  readonly #leg: TargetLeg;
  readonly #connections = new Set<DataConnection>();
  #fromClient = "";
  #held: FtpCommand[] = [];
  #arranging = false;
  /** Agreed, and waiting for its transfer. */
  #next: DataConnection | undefined;
  #epsvOnly = false;
  #targetPrefers: "PASV" | "EPSV" | undefined;
  #clientEnded = false;
  /** Resolves when both legs and every data connection are closed. */
  readonly closed: Promise<void>;

  constructor(private readonly client: Socket, private readonly channel: Channel, private readonly task: ControlTask) {
    this.#here = { host: plain(client.localAddress), port: client.localPort ?? 0 };
    this.#peer = { host: plain(client.remoteAddress), port: client.remotePort ?? 0 };
    client.on("data", (chunk) => this.#clientSaid(chunk)).on("end", () => { this.#clientEnded = true; this.#proceed(); }).on("drain", () => channel.resume());
    channel.on("data", (chunk: Buffer) => task.meter.down(chunk.length)).on("drain", () => client.resume());
    this.#leg = new TargetLeg(channel, {
      answered: (answer, exchange) => this.#answered(answer, exchange),
      malformed: (line) => this.#hangUp(reply(421, "What answers at the target does not speak FTP."), { code: "ftp.not-ftp", target: at(task.target), heard: line }),
      ended: () => void client.end(),
    });
    const channelClosed = new Promise<void>((resolve) => channel.once("close", resolve));
    const clientClosed = new Promise<void>((resolve) => client.once("close", () => resolve()));
    void channelClosed.then(() => { if (!client.writableEnded) client.destroy(); });
    void clientClosed.then(() => { channel.resume(); channel.close(); });
    this.closed = Promise.all([channelClosed, clientClosed]).then(() => this.#aftermath());
    client.resume();
  }

  /** What passes now. */
  transfers(now: number): Transfer[] {
    return [...this.#connections].flatMap((data) => data.status(now) ?? []);
  }

  /** Break both the control connection and the data connections, so that the client sees it. */
  cut(): void {
    for (const data of this.#connections) data.cut();
    this.client.resetAndDestroy();
  }

  #clientSaid(chunk: Buffer): void {
    this.task.meter.up(chunk.length);
    try {
      const { commands, rest } = takeCommands(this.#fromClient + chunk.toString("latin1"));
      this.#fromClient = rest;
      this.#held.push(...commands);
    } catch (thrown) {
      if (!(thrown instanceof EndlessLine)) throw thrown;
      this.#hangUp(reply(500, "That line is too long."));
      return;
    }
    this.#proceed();
  }

  /** Handle the commands that wait, in their order, up to one that must first agree on a data connection with the target. */
  #proceed(): void {
    while (!this.#arranging) {
      const command = this.#held.shift();
      if (command === undefined) break;
      this.#handle(command);
    }
    if (this.#held.reduce((bytes, { raw }) => bytes + raw.length, 0) > MOST_HELD) this.client.pause();
    else if (this.client.isPaused() && !this.channel.writableNeedDrain) this.client.resume();
    if (this.#clientEnded && !this.#arranging) this.channel.end();
  }

  #handle(command: FtpCommand): void {
    const { verb, argument, raw } = command;
    if (raw.includes("\0")) return this.#leg.answer(reply(501, "A command cannot hold NUL."));
    if (CANNOT_PASS.has(verb)) return this.#leg.answer(reply(502, `${verb} is not needed: the tunnel encrypts already.`));
    if (this.#epsvOnly && (verb === "PASV" || verb === "PORT" || verb === "EPRT")) return this.#leg.answer(reply(503, "After EPSV ALL there is only EPSV."));
    switch (verb) {
      case "PASV": return this.#here.host.includes(":") ? this.#leg.answer(reply(425, "PASV cannot name an IPv6 address: use EPSV.")) : this.#arrange(() => this.#offerPassive(verb));
      case "EPSV": return this.#handleEpsv(argument.trim().toUpperCase());
      case "PORT": return this.#arrangeActive(portEndpoint(argument));
      case "EPRT": return this.#arrangeActive(extendedPortEndpoint(argument));
      default: return this.#pass(command);
    }
  }

  #handleEpsv(argument: string): void {
    const family = this.#here.host.includes(":") ? "2" : "1"; // RFC 2428 section 3
    if (argument === "ALL") this.#epsvOnly = true;
    if (argument === "ALL") this.#leg.answer(reply(200, "EPSV ALL it is."));
    else if (argument === "" || argument === family) this.#arrange(() => this.#offerPassive("EPSV"));
    else this.#leg.answer(reply(522, `Network protocol not supported, use (${family})`));
  }

  #arrangeActive(endpoint: Place | undefined): void {
    if (endpoint === undefined || endpoint.host !== this.#peer.host) this.#leg.answer(reply(501, "Only your own address and ports above 1023 are called back."));
    else this.#arrange(() => this.#offerActive(endpoint));
  }

  #pass({ verb, argument, raw }: FtpCommand): void {
    const data = TRANSFERS.has(verb) ? this.#next : undefined;
    if (data !== undefined) this.#next = undefined;
    data?.begin(verb, argument);
    if (!this.#leg.send({ verb, ...(data === undefined ? {} : { data }) }, raw)) this.client.pause();
  }

  /** Agree on a data connection; the commands behind it wait, since it may take more than one exchange with the target. */
  #arrange(agree: () => Promise<FtpReply>): void {
    this.#arranging = true;
    this.#dropNext();
    void agree().catch(() => reply(425, "No local port could be opened for data.")).then((answer) => {
      this.#leg.answer(answer);
      this.#arranging = false;
      this.#proceed();
    });
  }

  async #offerPassive(verb: "PASV" | "EPSV"): Promise<FtpReply> {
    const port = await this.#enterPassive(verb);
    if (typeof port !== "number") return port;
    const offer = await DataConnection.passive(this.#dataTask(port, this.#peer));
    this.#keep(offer.data);
    return verb === "PASV"
      ? reply(227, `Entering Passive Mode (${sayPassive({ host: this.#here.host, port: offer.port })}).`)
      : reply(229, `Entering Extended Passive Mode (|||${offer.port}|)`);
  }

  async #offerActive(endpoint: Place): Promise<FtpReply> {
    const port = await this.#enterPassive("EPSV");
    if (typeof port !== "number") return port;
    this.#keep(DataConnection.active(this.#dataTask(port, endpoint)));
    return reply(200, "You will be called back.");
  }

  /** Ask the target for a port, by the verb that it takes. @returns its port, or the reply that refuses */
  async #enterPassive(wanted: "PASV" | "EPSV"): Promise<number | FtpReply> {
    const first = this.#targetPrefers ?? wanted;
    let refusal: FtpReply | undefined;
    for (const verb of [first, first === "PASV" ? "EPSV" : "PASV"] as const) {
      const answer = await this.#leg.ask(verb);
      const port = verb === "PASV" ? passivePort(answer) : extendedPassivePort(answer);
      if (port !== undefined) {
        this.#targetPrefers = verb;
        this.task.found(undefined);
        return port;
      }
      refusal ??= answer;
      if (answer.code === 530 || answer.code === 421) return answer; // not logged in, or going away: the other verb would not help
    }
    const said = refusal?.raw ?? "";
    this.task.found({ code: "ftp.passive-refused", target: at(this.task.target), said: inSentence(said) });
    return refusal === undefined || isPositive(refusal) ? reply(425, "The server named no port that can be used for data.") : refusal;
  }

  async #answered(answer: FtpReply, exchange: Exchange | undefined): Promise<void> {
    const { verb, data } = exchange ?? {};
    if (isPreliminary(answer)) {
      data?.started();
      this.#tell(answer);
      return;
    }
    if (demandsTls(verb, answer)) this.task.found({ code: "ftp.tls-demanded", target: at(this.task.target), said: inSentence(answer.raw) });
    if (data !== undefined) {
      void data.over.then(() => this.#connections.delete(data));
      this.#tell(await data.ended(answer));
    } else this.#tell(verb === "FEAT" ? withoutWhatCannotPass(answer) : answer);
  }

  #tell({ raw }: FtpReply): void {
    if (this.client.writable && !this.client.write(raw, "latin1")) this.channel.pause();
  }

  #hangUp(last: FtpReply, trouble?: Failure): void {
    if (trouble !== undefined) this.task.found(trouble);
    this.#tell(last);
    this.client.removeAllListeners("data").resume().end();
    this.channel.end();
  }

  #dataTask(port: number, client: Place) {
    const { target, link, meter, found } = this.task;
    return { target: { host: target.host, port }, here: this.#here, client, link, meter, found };
  }

  #keep(data: DataConnection): void {
    this.#next = data;
    this.#connections.add(data);
  }

  #dropNext(): void {
    this.#next?.abandon();
    if (this.#next !== undefined) this.#connections.delete(this.#next);
    this.#next = undefined;
  }

  async #aftermath(): Promise<void> {
    this.#dropNext();
    const stopLimit = this.task.link.clock.after(AFTERMATH_LIMIT_MS, () => { for (const data of this.#connections) data.cut(); });
    await Promise.all([...this.#connections].map((data) => data.over));
    stopLimit();
  }
}

/** An IPv4 address that came on an IPv6 socket, in its own form. */
const plain = (address: string | undefined): string => (address ?? "").replace(/^::ffff:(?=\d+\.)/, "");
const inSentence = (raw: string): string => raw.replace(/[^\x20-\x7e]+/g, " ").trim().slice(0, 120);
