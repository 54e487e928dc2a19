import type { Socket } from "node:net";
import { isDeepStrictEqual } from "node:util";
import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import { Failed, failureOf, mayPass, type Failure } from "../../shared/status/failure.js";
import { advance, nextAttempt, transfersUnderWay, type ForwardStatus, type TunnelEvent, type TunnelState, type TunnelStatus } from "../../shared/status/tunnel-state.js";
import type { Warning } from "../../shared/status/warning.js";
import { sayFailure, sayWarning } from "../../shared/words/words.js";
import type { Outside } from "../environment.js";
import type { GatewayLink } from "../forward/session-access.js";
import { openSftp } from "../sftp/open-sftp.js";
import { SshSession } from "../ssh/ssh-session.js";
import { retryDelay } from "./backoff.js";
import { carriersOf, type Carriers } from "./create-forwarders.js";
import { LastTransfers } from "./transfer-drain.js";
import { WaitingRoom } from "./waiting-clients.js";

/** Told when a tunnel's state or a row's has changed, or that bytes have passed. */
export interface TunnelListener {
  changed(): void;
  passed(): void;
}

/** A profile brought to life: one session, and the carriers that use it. Its state changes in one place, by `advance()`. */
export class Tunnel {
  #profile: Profile;
  #nextProfile: Profile;
  #carriers: Carriers;
  #state: TunnelState = { kind: "closed" };
  #session: SshSession | undefined;
  /** Of the latest attempt. */
  #warnings: readonly Warning[] = [];
  /** Ends the attempt under way, whatever it waits for. */
  #attempt = new AbortController();
  #stopWaiting: () => void = () => undefined;
  /** What is being done to come up or to give up; `close` waits for it. */
  #work: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();
  /** Stands while the gateway is asked whether it is still there. */
  #probing: Promise<void> | undefined;
  /** Why the link was down last. */
  #lastCause: Failure | undefined;
  readonly #waiting: WaitingRoom;
  readonly #lastTransfers: LastTransfers;

  constructor(profile: Profile, private readonly outside: Outside, private readonly listener: TunnelListener) {
    this.#profile = this.#nextProfile = profile;
    this.#carriers = carriersOf(profile, this.#link());
    this.#waiting = new WaitingRoom(outside.clock);
    this.#lastTransfers = new LastTransfers(outside, {
      windDown: () => {
        for (const carrier of this.#carriers.all) carrier.windDown();
      },
      count: () => transfersUnderWay(this.#rows()),
      waits: (waitsFor) => this.#tell({ kind: "waits", waitsFor }),
    });
  }

  status(): TunnelStatus {
    const { id, name } = this.#profile;
    return {
      profile: id, name, state: this.#state, forwards: this.#rows(),
      ...(this.#warnings.length === 0 ? {} : { warnings: this.#warnings }),
      ...(this.#nextProfile === this.#profile ? {} : { outdated: true }),
    };
  }

  /** What an FTP program logs in to this tunnel's bridge with; nothing where it has none, or has not listened yet. */
  bridgeLogin(): BridgeLogin | undefined {
    for (const carrier of this.#carriers.all) {
      const login = carrier.login?.();
      if (login !== undefined) return login;
    }
    return undefined;
  }

  /** Let an FTP program in to this tunnel's bridge by another password from now on; nothing where it has no bridge. */
  async changeBridgePassword(password: string): Promise<void> {
    for (const carrier of this.#carriers.all) await carrier.changePassword?.(password);
  }

  /**
   * Take over a changed profile: its name and its forwards at once, another gateway or other FTP with the next attempt.
   * A tunnel that waits makes that attempt at once, since a wrong gateway may be what it waits for.
   */
  adopt(profile: Profile): void {
    this.#nextProfile = profile;
    this.#takeOverAtRest();
    if (profile === this.#profile) return;
    const isSameGateway = isDeepStrictEqual(profile.gateway, this.#profile.gateway);
    if (isSameGateway) this.#carriers.plain.adopt(profile.forwards); // what is meant for another gateway must not go through this one
    if (isSameGateway && isDeepStrictEqual(profile.ftp, this.#profile.ftp)) this.#profile = profile;
    else if (this.#state.kind === "waiting") return this.open();
    this.listener.changed();
  }

  /** Open it, or try again at once where it waits; nothing where it is on its way or up. */
  open(): void {
    this.#begin({ kind: "asked-to-open" });
  }

  /** The computer was asleep or is online again: try at once where it waits, dial anew where nobody has answered, and do not trust a link that looks up. */
  lookAgain(): void {
    if (this.#session !== undefined) this.#probe(this.#session);
    else if (this.#state.kind === "waiting" || this.#state.kind === "opening") this.#begin({ kind: "asked-to-open", afresh: true });
  }

  /**
   * Close it, whatever it is doing; resolves when its session and every listener are closed. Transfers under way may
   * finish, for as long as the settings say; asked again meanwhile, it ends them.
   */
  close(): Promise<void> {
    const isClosing = this.#state.kind === "closing";
    if (!this.#tell({ kind: "asked-to-close" })) return this.#closing;
    if (isClosing) this.#lastTransfers.endNow();
    else this.#closing = this.#end();
    return this.#closing;
  }

  #begin(asked: Extract<TunnelEvent, { kind: "asked-to-open" }>): void {
    if (!this.#tell(asked)) return;
    this.#stopWaiting();
    this.#attempt.abort(); // one that dials still
    this.#warnings = [];
    this.#attempt = new AbortController();
    this.#work = Promise.all([this.#work, this.#bringUp(this.#attempt.signal)]);
  }

  async #bringUp(signal: AbortSignal): Promise<void> {
    try {
      await this.#takeOverBetween();
      this.outside.log.info(`${this.#profile.name}: opening.`);
      const session = await SshSession.open(this.#profile.gateway, {
        profile: this.#profile.id,
        outside: this.outside,
        signal,
        reached: (step) => { if (!signal.aborted) this.#tell({ kind: "reached", step }); },
        warn: (warning) => this.#warn(warning),
      });
      this.#session = session;
      this.#waiting.empty();
      session.onLost((cause) => this.#lost(session, cause));
      this.#tell({ kind: "reached", step: "listening" });
      await Promise.all(this.#carriers.all.map((carrier) => carrier.listen()));
      if (signal.aborted || this.#session !== session) return;
      if (isInVain(this.#rows())) throw new Failed({ code: "forward.none-listening" });
      this.#tell({ kind: "opened", at: this.outside.clock.now() });
      this.outside.log.info(`${this.#profile.name}: open.`);
    } catch (thrown) {
      if (!signal.aborted) await this.#giveUp(failureOf(thrown), thrown);
    }
  }

  /** Synchronous, since ssh2 ends the channels right after it: the clients must see a break and not a clean end. */
  #lost(session: SshSession, cause: Failure): void {
    if (this.#session !== session) return;
    this.#session = this.#probing = undefined;
    for (const carrier of this.#carriers.all) carrier.cut();
    this.#work = Promise.all([this.#work, this.#giveUp(cause)]);
  }

  /** Nobody is carried until the gateway has answered; one that does not is lost. */
  #probe(session: SshSession): void {
    if (this.#probing !== undefined) return;
    const probing = this.#probing = session.probe().then(() => {
      if (this.#probing !== probing) return;
      this.#probing = undefined;
      this.#waiting.empty();
    });
  }

  /** Wait and try again where that may help, with the listeners kept; else come to rest. */
  async #giveUp(cause: Failure, thrown?: unknown): Promise<void> {
    this.#lastCause = cause;
    this.outside.log.error(`${this.#profile.name}: ${sayFailure(cause).says}`, cause.code === "internal" ? thrown : undefined);
    if (!mayPass(cause)) {
      if (cause.code === "forward.none-listening") await this.#closeSession(); // the rows keep saying why
      else await this.#takeDown();
      this.#tell({ kind: "lost", cause });
      return;
    }
    const delay = retryDelay(nextAttempt(this.#state), Math.random());
    if (!this.#tell({ kind: "lost", cause, retryAt: this.outside.clock.now() + delay })) return;
    this.#stopWaiting = this.outside.clock.after(delay, () => this.open());
  }

  async #end(): Promise<void> {
    this.#stopWaiting();
    if (this.#session !== undefined) await this.#lastTransfers.pass();
    this.#attempt.abort();
    await this.#work;
    await this.#takeDown();
    this.#tell({ kind: "closed" });
    this.outside.log.info(`${this.#profile.name}: closed.`);
  }

  async #takeDown(): Promise<void> {
    await Promise.all(this.#carriers.all.map((carrier) => carrier.stop()));
    await this.#closeSession();
  }

  async #closeSession(): Promise<void> {
    const session = this.#session;
    this.#session = this.#probing = undefined;
    await session?.close();
  }

  #rows() {
    const now = this.outside.clock.now();
    return this.#carriers.all.flatMap((carrier) => carrier.rows(now));
  }

  #link(): GatewayLink {
    return {
      clock: this.outside.clock,
      secrets: this.outside.secrets,
      passed: () => this.listener.passed(),
      changed: () => this.listener.changed(),
      whyDown: () => (this.#session === undefined || this.#probing !== undefined ? this.#whyNoSession() : undefined),
      awaitUp: (client) => this.#awaitUp(client),
      openChannel: async (target, origin) => (await this.#trusted()).openChannel(target, origin),
      openSftp: async () => openSftp(await this.#trusted()),
      listenAtGateway: async (spot, arrived) => (await this.#trusted()).listenAtGateway(spot, arrived),
    };
  }

  #warn(warning: Warning): void {
    this.#warnings = [...this.#warnings, warning];
    this.outside.log.info(`${this.#profile.name}: ${sayWarning(warning).says}`);
    this.listener.changed();
  }

  async #awaitUp(client: Socket): Promise<void> {
    await this.#probing; // however it is with waiting, an answer comes soon
    const { whileDown } = this.outside.settings();
    if (this.#session === undefined && whileDown.do === "wait") await this.#waiting.wait(client, whileDown.seconds * 1000);
  }

  /** @throws Failed why there is no session */
  async #trusted(): Promise<SshSession> {
    if (this.#probing !== undefined) await this.#probing;
    if (this.#session === undefined) throw new Failed(this.#whyNoSession());
    return this.#session;
  }

  #whyNoSession(): Failure {
    const { host, port } = this.#profile.gateway;
    return this.#lastCause ?? { code: "ssh.lost", host, port, cause: "closed" };
  }

  /** @returns whether the event meant something */
  #tell(event: TunnelEvent): boolean {
    const next = advance(this.#state, event);
    if (next === this.#state) return false;
    this.#state = next;
    this.#takeOverAtRest();
    this.listener.changed();
    return true;
  }

  /** Between two attempts the ports are kept, so they are given up first. */
  async #takeOverBetween(): Promise<void> {
    if (isDeepStrictEqual(this.#nextProfile, this.#profile)) return;
    await Promise.all(this.#carriers.all.map((carrier) => carrier.stop()));
    this.#takeOver();
  }

  #takeOverAtRest(): void {
    if (this.#state.kind === "closed" || this.#state.kind === "failed") this.#takeOver();
  }

  /** Nothing listens now. The rows of the same profile go on saying why they failed. */
  #takeOver(): void {
    const isOther = !isDeepStrictEqual(this.#nextProfile, this.#profile);
    this.#profile = this.#nextProfile;
    if (!isOther) return;
    this.#carriers = carriersOf(this.#profile, this.#link());
    this.listener.changed();
  }
}

/** Whether nothing listens that should; where all is switched off, nothing should. */
function isInVain(rows: readonly ForwardStatus[]): boolean {
  return !rows.some(({ state }) => state.kind === "listening") && (rows.length === 0 || rows.some(({ state }) => state.kind === "refused"));
}
