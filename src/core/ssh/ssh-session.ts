import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Channel, Client, ClientChannel } from "ssh2";
import { isSocket, type Place, type Spot } from "../../shared/profile/endpoint.js";
import type { Gateway, JumpHost, Proxy } from "../../shared/profile/profile-schema.js";
import { Failed, type Failure } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";
import { dial } from "../net/dial.js";
import { ReadBuffer } from "../net/read-buffer.js";
import { holdToRules } from "./enforce-limits.js";
import { GatewayPorts, type Arrival, type GatewayPort } from "./remote-listeners.js";
import type { Opening } from "./session-options.js";
import { pinger, serverName } from "./ssh2-internals/ping.js";
import { logIn } from "./transport/handshake.js";
import { dialByProxy } from "./transport/proxy/dial-via-proxy.js";
import { channelFailure, lossFailure, SILENCE, type Ssh2Error } from "./transport/ssh-failure.js";
import { Flow } from "./tuning/session-tuning.js";

/** How long the gateway may take to open a channel: it may have to dial the target itself. Milliseconds. */
const CHANNEL_LIMIT_MS = 30_000;
/** How long a gateway may take to say that it is still there. Milliseconds. */
const PROBE_LIMIT_MS = 4_000;
/** How long a session may take to say goodbye. Milliseconds. */
const GOODBYE_LIMIT_MS = 2_000;

/** A channel to be asked for, and what it means when it does not come. */
interface Request<Opened> {
  readonly ask: (done: (error: Error | undefined, opened: Opened) => void) => unknown;
  readonly refused: (error: Ssh2Error | undefined) => Failure;
  readonly timedOut: Failure;
  readonly drop: (late: Opened) => void;
  /** How many questions and answers it takes. */
  readonly turns: number;
}

/** One authenticated SSH connection to a gateway whose host key was checked; there is no other way to make one. */
export class SshSession {
  #lost: Failure | undefined;
  #tellLost: ((cause: Failure) => void) | undefined;
  #closing = false;
  #error: Ssh2Error | undefined;
  readonly #closed: Promise<void>;
  readonly #ports: GatewayPorts;
  readonly #flow: Flow;

  private constructor(
    private readonly client: Client,
    private readonly stream: Duplex,
    readonly gateway: Place,
    readonly clock: Clock,
    /** The session of the jump host that carries this one. */
    private readonly carriedBy: SshSession | undefined,
    reads: ReadBuffer | undefined,
  ) {
    holdToRules(client, stream, (detail) => {
      this.#error ??= new Error(detail);
      stream.destroy();
    });
    this.#flow = new Flow(client, stream, reads);
    this.#ports = new GatewayPorts({ client, clock, lost: () => this.#lost, opened: (channel) => this.#flow.accepted(channel) });
    client.on("error", (next: Ssh2Error) => (this.#error ??= next));
    this.#closed = new Promise((resolve) => client.once("close", () => {
      this.#lost = lossFailure(gateway, this.#error);
      if (!this.#closing) this.#tellLost?.(this.#lost);
      resolve();
    }));
  }

  /**
   * Dial the gateway, through its jump hosts where it has any; check each host key, and log in at each.
   *
   * @throws Failed with the stage's code, naming the hop that failed; the signal's reason when it is given up
   */
  static async open(gateway: Gateway, opening: Opening): Promise<SshSession> {
    let session: SshSession | undefined;
    try {
      for (const hop of [...gateway.via, gateway]) session = await SshSession.#openHop(hop, session ?? gateway.proxy, opening);
    } catch (thrown) {
      await session?.close();
      throw thrown;
    }
    if (session === undefined) throw new Error("a gateway is always its own last hop");
    return session;
  }

  /** @param by what carries it: the session of the hop before, or a proxy; nothing where it is dialled from here */
  static async #openHop(hop: JumpHost, by: SshSession | Proxy | undefined, opening: Opening): Promise<SshSession> {
    const { clock } = opening.outside;
    opening.reached("dialling");
    const carriedBy = by instanceof SshSession ? by : undefined;
    const reads = new ReadBuffer();
    const stream: Duplex = by === undefined ? await dial(hop, clock, opening.signal, "ssh.unreachable", (to) => reads.connect(to))
      : by instanceof SshSession ? await by.#channelToHop(hop, opening.signal)
      : await dialByProxy(by, hop, opening);
    const client = await logIn(hop, stream, opening).catch((thrown: unknown) => {
      stream.destroy();
      throw thrown;
    });
    return new SshSession(client, stream, hop, clock, carriedBy, by === undefined ? reads : undefined);
  }

  /** What carries the session with the next hop. @throws Failed; the signal's reason when it is given up */
  #channelToHop(hop: Place, signal: AbortSignal): Promise<Channel> {
    return this.openChannel(hop, { host: "127.0.0.1", port: 0 }, signal).catch((thrown: unknown) => {
      throw thrown instanceof Failed && thrown.failure.code === "channel.refused" ? new Failed({ ...thrown.failure, through: at(this.gateway) }) : thrown;
    });
  }

  /** Tell when the link is lost, not when it is closed as asked; at once if it is lost already. */
  onLost(tell: (cause: Failure) => void): void {
    this.#tellLost = tell;
    if (this.#lost !== undefined && !this.#closing) tell(this.#lost);
  }

  /**
   * A channel to a place beyond the gateway (RFC 4254 section 7.2), which resolves the name; or to a Unix socket there
   * (OpenSSH's PROTOCOL section 2.4).
   *
   * @param origin the client's address, which the gateway may log
   * @param signal gives it up; one that comes then is closed
   * @throws Failed `channel.refused` with the gateway's reason; `ssh.lost`; the signal's reason
   */
  openChannel(target: Spot, origin: Place, signal?: AbortSignal): Promise<Channel> {
    return this.#ask<Channel>({
      ask: (done) => (isSocket(target)
        ? this.client.openssh_forwardOutStreamLocal(target.socket, done)
        : this.client.forwardOut(origin.host, origin.port, target.host, target.port, done)),
      refused: (error) => channelFailure(at(target), error),
      timedOut: { code: "channel.refused", target: at(target), cause: "timed-out", detail: "" },
      drop: (channel) => channel.close(),
      turns: 1,
    }, signal);
  }

  /**
   * A subsystem on a channel of its own (RFC 4254 section 6.5), such as `sftp`.
   *
   * @param failures what it means that the gateway refuses, or does not answer in time
   * @throws Failed one of these; `ssh.lost`
   */
  openSubsystem(name: string, failures: Pick<Request<ClientChannel>, "refused" | "timedOut">): Promise<ClientChannel> {
    return this.#ask<ClientChannel>({
      ...failures,
      ask: (done) => this.client.subsys(name, done),
      drop: (late) => late.close(),
      turns: 2, // the channel, the subsystem
    });
  }

  /** What the gateway calls itself, `OpenSSH_9.2p1`; empty where ssh2 does not tell. */
  get serverName(): string {
    return serverName(this.client);
  }

  /** Why the session is lost; nothing while it lives. */
  get lost(): Failure | undefined {
    return this.#lost;
  }

  /**
   * Have the gateway listen, for as long as the session lives.
   *
   * @param arrived called for each connection
   * @throws Failed `forward.gateway-refused`, `forward.gateway-socket-refused`; `ssh.lost`
   */
  listenAtGateway(spot: Spot, arrived: (arrival: Arrival) => void): Promise<GatewayPort> {
    return this.#ports.listen(spot, arrived);
  }

  /**
   * Ask the gateway, and each jump host on the way to it, whether it is still there. Where none of them says anything
   * for a few seconds the link is lost, as `onLost` tells; resolves when that is settled.
   */
  async probe(): Promise<void> {
    if (this.carriedBy !== undefined) await this.carriedBy.probe();
    const ping = pinger(this.client);
    if (ping === undefined || this.#lost !== undefined || this.#closing) return;
    const before = this.#heard;
    const answered = await new Promise<boolean>((resolve) => {
      const stopLimit = this.clock.after(PROBE_LIMIT_MS, () => resolve(this.#heard > before)); // its answer may stand behind many bytes
      const settle = (isThere: boolean) => {
        stopLimit();
        resolve(isThere);
      };
      void this.#closed.then(() => settle(true)); // and told of already
      ping(() => settle(true));
    });
    if (answered) return;
    this.#error ??= SILENCE;
    this.stream.destroy();
    await this.#closed;
  }

  /** Bytes that have come; none are counted where a jump host carries them. */
  get #heard(): number {
    return this.stream instanceof Socket ? this.stream.bytesRead : 0;
  }

  #ask<Opened extends Channel>({ ask, refused, timedOut, drop, turns }: Request<Opened>, signal?: AbortSignal): Promise<Opened> {
    if (this.#lost !== undefined) return Promise.reject(new Failed(this.#lost));
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const asked = performance.now();
      let waiting = true;
      const giveUp = (why: unknown) => {
        waiting = false;
        settle();
        reject(why);
      };
      const onAbort = () => giveUp(signal?.reason);
      const stopLimit = this.clock.after(CHANNEL_LIMIT_MS, () => giveUp(new Failed(timedOut)));
      signal?.addEventListener("abort", onAbort, { once: true });
      const settle = () => {
        stopLimit();
        signal?.removeEventListener("abort", onAbort);
      };
      const done = (error: Ssh2Error | undefined, opened?: Opened) => {
        settle();
        if (opened === undefined) reject(new Failed(this.#lost ?? refused(error)));
        else if (waiting) {
          this.#flow.opened(opened, (performance.now() - asked) / turns);
          resolve(opened);
        } else drop(opened); // too late: nobody wants it any more
      };
      try {
        ask(done);
      } catch { // ssh2 throws where its socket has just ended, before it has told of it
        settle();
        reject(new Failed(lossFailure(this.gateway, undefined)));
      }
    });
  }

  /** Say goodbye and wait until the connection is closed. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#lost === undefined) {
      await this.#sayGoodbye();
    }
    await this.carriedBy?.close();
  }

  /** Resolves when the connection is closed, or has been given up: what carries it may be as silent as the gateway. */
  #sayGoodbye(): Promise<void> {
    return new Promise((resolve) => {
      const stopLimit = this.clock.after(GOODBYE_LIMIT_MS, () => {
        this.stream.destroy(); // ssh2's own `destroy` does nothing once `end` was called
        resolve();
      });
      this.client.end();
      void this.#closed.then(() => {
        stopLimit();
        resolve();
      });
    });
  }
}
