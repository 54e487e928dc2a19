import type { Duplex } from "node:stream";
import type { Channel, Client, ClientChannel } from "ssh2";
import { isSocket, type Endpoint, type EndpointOrSocket } from "../../shared/profile/endpoint.js";
import type { Gateway, JumpHost, Proxy } from "../../shared/profile/profile-schema.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import { formatEndpoint } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";
import { dial } from "../net/dial/dial.js";
import { ReadBuffer } from "../net/read-buffer.js";
import { asciiHost } from "../net/dial/resolve-host.js";
import { AgentListing } from "./auth/agent/find-identities.js";
import { answersPing } from "./answers-ping.js";
import { enforceLimits } from "./enforce-limits.js";
import { RemoteListeners, type IncomingConnection, type RemoteListener } from "./remote-listeners.js";
import { requestNoDelay } from "./request-no-delay.js";
import { requestChannel, type ChannelRequest } from "./request-channel.js";
import type { SessionOptions } from "./session-options.js";
import { hearDisconnect } from "./ssh2-internals/disconnect.js";
import { serverName } from "./ssh2-internals/ping.js";
import { keepAnswersForNextLogin } from "./transport/keep-answers-for-next-login.js";
import { openTransport, type TransportOptions } from "./transport/handshake.js";
import { dialViaProxy } from "./transport/proxy/dial-via-proxy.js";
import { sessionEncryption, type SessionEncryption } from "./session-encryption.js";
import { waitForTurn } from "./wait-for-turn.js";
import { channelFailure, lossFailure, NO_ANSWER, type Ssh2Error } from "./transport/ssh-failure.js";
import { SessionTuning } from "./tuning/session-tuning.js";

/** A session that is closed within this time, and has carried nothing, was closed because of the login. Milliseconds. */
const AT_ONCE_MS = 500;
/** How long a session may take to say goodbye. Milliseconds. */
const DISCONNECT_TIMEOUT_MS = 2_000;

/** One authenticated SSH connection to a gateway whose host key was checked; there is no other way to make one. */
export class SshSession {
  #lost: Failure | undefined;
  #onLost: ((cause: Failure) => void) | undefined;
  #closing = false;
  #error: Ssh2Error | undefined;
  #hasCarried = false;
  readonly #closed: Promise<void>;
  readonly #remoteListeners: RemoteListeners;
  readonly #tuning: SessionTuning;

  private constructor(
    private readonly client: Client,
    private readonly stream: Duplex,
    readonly gateway: Endpoint,
    readonly clock: Clock,
    /** The session of the jump host that carries this one. */
    private readonly carriedBy: SshSession | undefined,
    readBuffer: ReadBuffer | undefined,
  ) {
    enforceLimits(client, stream, (detail) => {
      this.#error ??= new Error(detail);
      stream.destroy();
    });
    this.#tuning = new SessionTuning(client, stream, readBuffer);
    this.#remoteListeners = new RemoteListeners({
      client,
      clock,
      lost: () => this.#lost,
      opened: (channel) => this.#tuning.channelAccepted(channel),
    });
    client.on("error", (next: Ssh2Error) => (this.#error ??= next));
    const disconnect = hearDisconnect(client);
    const loggedInAt = clock.elapsed();
    this.#closed = new Promise((resolve) =>
      client.once("close", () => {
        const atOnce = !this.#hasCarried && clock.elapsed() - loggedInAt < AT_ONCE_MS;
        this.#lost = lossFailure(gateway, this.#error, disconnect(), atOnce);
        if (!this.#closing) this.#onLost?.(this.#lost);
        resolve();
      }),
    );
  }

  /**
   * Dial the gateway, through its jump hosts where it has any; check each host key, and log in at each.
   *
   * @throws Failed with the stage's code, naming the hop that failed; the signal's reason when it is given up
   */
  static async open(gateway: Gateway, options: SessionOptions): Promise<SshSession> {
    let session: SshSession | undefined;
    try {
      for (const hop of [...gateway.via, gateway])
        session = await SshSession.#openHop(hop, session ?? gateway.proxy, options);
    } catch (thrown) {
      await session?.close();
      throw thrown;
    }
    if (session === undefined) throw new Error("a gateway is always its own last hop");
    return session;
  }

  /** @param via what carries it: the session of the hop before, or a proxy; nothing where it is dialled from here */
  static async #openHop(
    hop: JumpHost,
    via: SshSession | Proxy | undefined,
    options: SessionOptions,
  ): Promise<SshSession> {
    const { clock, prompter: asked } = options.environment;
    options.onStep("dialling");
    const turn = await waitForTurn(hop, options);
    const carriedBy = via instanceof SshSession ? via : undefined;
    const agents = new AgentListing(clock);
    const { client, stream, readBuffer } = await keepAnswersForNextLogin(
      asked,
      (prompter) =>
        SshSession.#connect(hop, via, { ...options, agents, environment: { ...options.environment, prompter } }),
      () => agents.answered,
    )
      .catch(async (thrown: unknown) => {
        await turn?.failed(thrown);
        throw thrown;
      })
      .finally(() => agents.close());
    await turn?.accepted();
    const readBufferOfStream = via === undefined ? readBuffer : undefined;
    const session = new SshSession(client, stream, hop, clock, carriedBy, readBufferOfStream);
    const { host, port, noDelay } = hop;
    if (noDelay === true && !(await requestNoDelay(session, clock, options.signal)))
      options.onWarning?.({ code: "gateway.delays", host, port });
    return session;
  }

  /** One connection to a hop, up to the login that it takes. */
  static async #connect(
    hop: JumpHost,
    via: SshSession | Proxy | undefined,
    options: TransportOptions,
  ): Promise<{ client: Client; stream: Duplex; readBuffer: ReadBuffer }> {
    const readBuffer = new ReadBuffer();
    const stream: Duplex =
      via === undefined
        ? await dial(hop, options.environment.clock, options.signal, "ssh.unreachable", (to) => readBuffer.connect(to))
        : via instanceof SshSession
          ? await via.#channelToHop(hop, options.signal)
          : await dialViaProxy(via, hop, options);
    const client = await openTransport(hop, stream, options).catch((thrown: unknown) => {
      stream.destroy();
      throw thrown;
    });
    return { client, stream, readBuffer };
  }

  /** What carries the session with the next hop. @throws Failed; the signal's reason when it is given up */
  #channelToHop(hop: Endpoint, signal: AbortSignal): Promise<Channel> {
    return this.openChannel(hop, { host: "127.0.0.1", port: 0 }, signal).catch((thrown: unknown) => {
      throw thrown instanceof FailureError && thrown.failure.code === "channel.refused"
        ? new FailureError({ ...thrown.failure, through: formatEndpoint(this.gateway) })
        : thrown;
    });
  }

  /** Tell when the link is lost, not when it is closed as asked; at once if it is lost already. */
  onLost(listener: (cause: Failure) => void): void {
    this.#onLost = listener;
    if (this.#lost !== undefined && !this.#closing) listener(this.#lost);
  }

  /**
   * A channel to an endpoint beyond the gateway (RFC 4254 section 7.2), which resolves the name; or to a Unix socket there
   * (OpenSSH's PROTOCOL section 2.4).
   *
   * @param origin the client's address, which the gateway may log
   * @param signal gives it up; one that comes then is closed
   * @throws Failed `channel.refused` with the gateway's reason; `ssh.lost`; the signal's reason
   */
  openChannel(target: EndpointOrSocket, origin: Endpoint, signal?: AbortSignal): Promise<Channel> {
    return this.#openChannel<Channel>(
      {
        send: (done) =>
          isSocket(target)
            ? this.client.openssh_forwardOutStreamLocal(target.socket, done)
            : this.client.forwardOut(origin.host, origin.port, asciiHost(target.host), target.port, done),
        refused: (error) => channelFailure(formatEndpoint(target), error),
        timedOut: { code: "channel.refused", target: formatEndpoint(target), cause: "timed-out", detail: "" },
        closeLate: (channel) => channel.close(),
        roundTrips: 1,
      },
      signal,
    );
  }

  /**
   * A subsystem on a channel of its own (RFC 4254 section 6.5), such as `sftp`.
   *
   * @param failures what it means that the gateway refuses, or does not answer in time
   * @param signal gives it up; one that comes then is closed
   * @throws Failed one of these; `ssh.lost`; the signal's reason
   */
  openSubsystem(
    name: string,
    failures: Pick<ChannelRequest<ClientChannel>, "refused" | "timedOut">,
    signal?: AbortSignal,
  ): Promise<ClientChannel> {
    return this.#openChannel<ClientChannel>(
      {
        ...failures,
        send: (done) => this.client.subsys(name, done),
        closeLate: (late) => late.close(),
        roundTrips: 2, // the channel, the subsystem
      },
      signal,
    );
  }

  /** What the gateway calls itself, `OpenSSH_9.2p1`; empty where ssh2 does not tell. */
  get serverName(): string {
    return serverName(this.client);
  }

  /** How the session is encrypted now; nothing where ssh2 does not tell. */
  link(): SessionEncryption | undefined {
    return sessionEncryption(this.client);
  }

  /** The session of the jump host that carries this one. */
  get jumpHost(): SshSession | undefined {
    return this.carriedBy;
  }

  /** Why the session is lost; nothing while it lives. */
  get lost(): Failure | undefined {
    return this.#lost;
  }

  /**
   * Have the gateway listen, for as long as the session lives.
   *
   * @param onConnection called for each connection
   * @throws Failed `forward.gateway-refused`, `forward.gateway-socket-refused`; `ssh.lost`
   */
  listenRemotely(
    endpoint: EndpointOrSocket,
    onConnection: (arrival: IncomingConnection) => void,
  ): Promise<RemoteListener> {
    return this.#remoteListeners.listen(endpoint, onConnection);
  }

  /**
   * Ask the gateway, and each jump host on the way to it, whether it is still there. Where none of them says anything
   * for a few seconds the link is lost, as `onLost` tells; resolves when that is settled.
   */
  async checkAlive(): Promise<void> {
    if (this.carriedBy !== undefined) await this.carriedBy.checkAlive();
    if (this.#lost !== undefined || this.#closing) return;
    if (await answersPing(this.client, this.stream, this.#closed, this.clock)) return;
    this.#error ??= NO_ANSWER;
    this.stream.destroy();
    await this.#closed;
  }

  #openChannel<Opened extends Channel>(request: ChannelRequest<Opened>, signal?: AbortSignal): Promise<Opened> {
    return requestChannel(
      request,
      {
        clock: this.clock,
        gateway: this.gateway,
        lost: () => this.#lost,
        onOpened: (channel, roundTripMs) => {
          this.#hasCarried = true;
          this.#tuning.channelOpened(channel, roundTripMs);
        },
      },
      signal,
    );
  }

  /** Say goodbye and wait until the connection is closed. Safe to call twice. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#lost === undefined) {
      await this.#disconnect();
    }
    await this.carriedBy?.close();
  }

  /** Resolves when the connection is closed, or has been given up: what carries it may be as silent as the gateway. */
  #disconnect(): Promise<void> {
    return new Promise((resolve) => {
      const cancelTimeout = this.clock.setTimeout(DISCONNECT_TIMEOUT_MS, () => {
        this.stream.destroy(); // ssh2's own `destroy` does nothing once `end` was called
        resolve();
      });
      this.client.end();
      void this.#closed.then(() => {
        cancelTimeout();
        resolve();
      });
    });
  }
}
