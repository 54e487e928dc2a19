import type { Channel } from "ssh2";
import type { Finding } from "../../shared/check/finding.js";
import type { SshSession } from "../ssh/ssh-session.js";

/** What probes ask of a session with the gateway. */
export type ProbeSession = Pick<
  SshSession,
  "gateway" | "clock" | "serverName" | "lost" | "openChannel" | "openSubsystem" | "listenRemotely" | "close"
>;

/** A session that a tunnel lends to a check, and what was found as it was opened. */
export interface LentSession {
  readonly session: ProbeSession;
  readonly findings: readonly Finding[];
}

/** Somebody else's session: closing it closes what was opened through it, and leaves the session itself alone. */
export class BorrowedSession implements ProbeSession {
  readonly #channels = new Set<Channel>();
  readonly #ended = new AbortController();

  constructor(private readonly session: SshSession) {}

  get gateway(): SshSession["gateway"] {
    return this.session.gateway;
  }

  get clock(): SshSession["clock"] {
    return this.session.clock;
  }

  get serverName(): string {
    return this.session.serverName;
  }

  get lost(): SshSession["lost"] {
    return this.session.lost;
  }

  readonly openChannel: SshSession["openChannel"] = (target, origin, signal) => {
    const signals = signal === undefined ? [this.#ended.signal] : [signal, this.#ended.signal];
    return this.#own(this.session.openChannel(target, origin, AbortSignal.any(signals)));
  };

  readonly openSubsystem: SshSession["openSubsystem"] = (name, failures, signal) =>
    this.#own(this.session.openSubsystem(name, failures, signal));

  readonly listenRemotely: SshSession["listenRemotely"] = (...asked) => this.session.listenRemotely(...asked);

  close(): Promise<void> {
    this.#ended.abort();
    for (const channel of this.#channels) closeChannel(channel);
    return Promise.resolve();
  }

  /** @throws the signal's reason where it has been given back meanwhile; what comes then is closed */
  async #own<C extends Channel>(opening: Promise<C>): Promise<C> {
    const channel = await opening;
    if (this.#ended.signal.aborted) closeChannel(channel);
    this.#ended.signal.throwIfAborted();
    this.#channels.add(channel);
    channel.once("close", () => this.#channels.delete(channel));
    return channel;
  }
}

function closeChannel(channel: Channel): void {
  channel.on("error", () => undefined).destroy();
}
