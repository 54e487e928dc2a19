import { isDeepStrictEqual } from "node:util";
import type { BridgeLogin } from "../../shared/profile/bridge-login.js";
import { localEndpoints } from "../../shared/profile/local-ports.js";
import type { Gateway, Profile } from "../../shared/profile/profile-schema.js";
import { FailureError, failureOf, isRetryable, type Failure } from "../../shared/status/failure.js";
import {
  advance,
  nextAttempt,
  countActiveTransfers,
  type OpeningStep,
  type TunnelEvent,
  type TunnelState,
  type TunnelStatus,
} from "../../shared/status/tunnel-state.js";
import type { Warning } from "../../shared/status/warning.js";
import { describeFailure, describeWarning, english } from "../../shared/words/words.js";
import type { Environment } from "../environment.js";
import type { GatewayAccess } from "../forward/session-access.js";
import { ControlMemoryBudget } from "../net/ftp/control-memory-budget.js";
import type { LentSession } from "../check/probe-session.js";
import type { SshSession } from "../ssh/ssh-session.js";
import { AttemptNotes } from "./attempt-notes.js";
import { createForwarders } from "./create-forwarders.js";
import { exposureWarnings } from "./exposure-warnings.js";
import { LiveSession, type OpenedSession } from "./live-session.js";
import { openTunnelSession } from "./open-tunnel-session.js";
import { OpeningAttempt } from "./opening-attempt.js";
import type { PortNeighbours } from "./port-clash.js";
import { profileChange } from "./profile-change.js";
import { isRememberedGateway } from "./remembered-gateway.js";
import { RetryTimer } from "./retry-timer.js";
import { TransferDrain } from "./transfer-drain.js";
import { nothingListens, type TunnelForwarders } from "./tunnel-forwarders.js";
import { TunnelRoute } from "./tunnel-route.js";
import { tunnelSessionAccess } from "./tunnel-session-access.js";

/** Told when a tunnel's state or a row's has changed, or that bytes have passed; and asked who else listens here. */
export interface TunnelListener {
  onChange(): void;
  onTraffic(): void;
  readonly neighbours: PortNeighbours;
}

/** A profile brought to life: one session, and the forwarders that use it. Its state changes in one place, by `advance()`. */
export class Tunnel {
  #profile: Profile;
  #nextProfile: Profile;
  #forwarders: TunnelForwarders;
  #state: TunnelState = { kind: "closed" };
  readonly #session: LiveSession;
  readonly #notes = new AttemptNotes();
  /** The one under way, or the latest. */
  #attempt: OpeningAttempt;
  /** What is being done to come up or to give up; `close` waits for it. */
  #work: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();
  /** It has been open with the gateway that the profile has now, and its login has not stayed refused since. */
  #isProven = false;
  readonly #retryTimer: RetryTimer;
  readonly #transferDrain: TransferDrain;
  readonly #route: TunnelRoute;
  readonly #access: GatewayAccess;

  constructor(
    profile: Profile,
    private readonly environment: Environment,
    private readonly listener: TunnelListener,
    controlMemory = new ControlMemoryBudget(),
  ) {
    this.#profile = this.#nextProfile = profile;
    this.#attempt = new OpeningAttempt(environment.prompter);
    this.#retryTimer = new RetryTimer(environment.clock, () => this.#startAttempt({ kind: "asked-to-open" }));
    this.#session = new LiveSession(environment, () => this.#profile.gateway);
    this.#route = new TunnelRoute(environment, {
      profile: () => this.#profile,
      session: () => (this.#state.kind === "open" ? this.#session.current : undefined),
      rows: () => this.#rows(),
      neighbours: listener.neighbours,
      onChange: () => listener.onChange(),
    });
    this.#access = tunnelSessionAccess({
      environment,
      controlMemory,
      session: this.#session,
      route: this.#route,
      storedProfile: () => this.#nextProfile,
      onTraffic: () => listener.onTraffic(),
      onChange: () => listener.onChange(),
    });
    this.#forwarders = createForwarders(profile, this.#access);
    this.#transferDrain = new TransferDrain(environment, {
      drain: () => this.#forwarders.drain(),
      count: () => countActiveTransfers(this.#rows()),
      onWaiting: (waitsFor) => this.#dispatch({ kind: "waits", waitsFor }),
    });
  }

  status(): TunnelStatus {
    const { id, name } = this.#profile;
    const forwards = this.#rows();
    const isOutdated = this.#nextProfile !== this.#profile;
    const route = this.#route.status(this.#state, forwards, isOutdated);
    return {
      profile: id,
      name,
      state: this.#state,
      forwards,
      ...(route === undefined ? {} : { route }),
      ...this.#notes.facts(),
      ...(isOutdated ? { outdated: true } : {}),
    };
  }

  /** As it is stored: what it has, or takes over with its next attempt. */
  get profile(): Profile {
    return this.#nextProfile;
  }

  get name(): string {
    return this.#profile.name;
  }

  get isOpening(): boolean {
    return this.#state.kind === "opening";
  }

  /** Whether it listens there now. @param address `127.0.0.1:2121` */
  listensOn(address: string): boolean {
    return this.#rows().some(({ listen, state }) => listen === address && state.kind === "listening");
  }

  /** Whether it is to listen on a port of this computer, when it is open next. */
  isPlanned(port: number): boolean {
    return localEndpoints(this.#nextProfile).some((endpoint) => endpoint.port === port);
  }

  /** What an FTP program logs in to this tunnel's bridge with; nothing where it has none, or has not listened yet. */
  bridgeLogin(): BridgeLogin | undefined {
    return this.#forwarders.bridgeLogin();
  }

  /** Let an FTP program in to this tunnel's bridge by another password from now on; nothing where it has no bridge. */
  changeBridgePassword(password: string): Promise<void> {
    return this.#forwarders.changeBridgePassword(password);
  }

  /**
   * Take over a changed profile: its name and its forwards at once, another gateway or other FTP with the next attempt.
   * A tunnel that waits makes that attempt at once, since a wrong gateway may be what it waits for.
   */
  setProfile(profile: Profile): void {
    this.#nextProfile = profile;
    this.#applyProfileAtRest();
    if (profile === this.#profile) return;
    const { isSameGateway, isSameWay } = profileChange(this.#profile, profile);
    if (isSameGateway) this.#forwarders.setPlans(profile.forwards); // what is meant for another gateway must not go through this one
    if (isSameWay) this.#profile = profile;
    else if (this.#state.kind === "waiting") return this.open();
    this.listener.onChange();
  }

  /** Open it, or try again at once where it waits; nothing where it is on its way or up. */
  open(): void {
    this.#retryTimer.forgetRefusals();
    this.#startAttempt({ kind: "asked-to-open" });
  }

  /** Open it; where it is open, listen where that failed, and look again at the way to the FTP server. */
  async retry(): Promise<void> {
    if (this.#state.kind !== "open") {
      this.open();
      return;
    }
    await this.#forwarders.listen();
    this.#route.listened();
    this.#route.probe(true);
  }

  /**
   * The computer was asleep or is online again: try at once where it waits, dial anew where no gateway has answered or the
   * login has asked the user nothing yet, and do not trust a link that looks up.
   */
  networkChanged(): void {
    if (this.#session.current !== undefined) this.#session.checkAlive();
    else if (this.#state.kind === "waiting" || this.#state.kind === "opening")
      this.#startAttempt({ kind: "asked-to-open", afresh: true, unasked: !this.#attempt.hasAsked });
  }

  /**
   * Close it, whatever it is doing; resolves when its session and every listener are closed. Transfers under way may
   * finish, for as long as the settings say; asked again meanwhile, it ends them.
   */
  close(): Promise<void> {
    const isClosing = this.#state.kind === "closing";
    if (!this.#dispatch({ kind: "asked-to-close" })) return this.#closing;
    if (isClosing) this.#transferDrain.endNow();
    else this.#closing = this.#shutDown();
    return this.#closing;
  }

  /**
   * The session that is open, once its gateway has answered, for probes of a profile with this gateway; nothing where there
   * is none, or where the gateway would hang up on who asks for a channel again.
   */
  async lendSession(gateway: Gateway): Promise<LentSession | undefined> {
    const lent = await this.#session.lend();
    const isFit = this.#state.kind === "open" && !this.#route.isForwardingRefused;
    return isFit && isDeepStrictEqual(gateway, this.#profile.gateway) ? lent : undefined;
  }

  #startAttempt(asked: Extract<TunnelEvent, { kind: "asked-to-open" }>): void {
    if (!this.#dispatch(asked)) return;
    this.#retryTimer.cancel();
    this.#attempt.giveUp(); // one that dials still
    this.#notes.begin(exposureWarnings(this.#nextProfile));
    this.#route.opening();
    this.#attempt = new OpeningAttempt(this.environment.prompter);
    this.#work = Promise.all([this.#work, this.#connect(this.#attempt)]);
  }

  async #connect(attempt: OpeningAttempt): Promise<void> {
    try {
      await this.#applyProfileBetweenAttempts();
      await this.#forwarders.listenWithoutLink();
      this.environment.log.info(`${this.#profile.name}: opening.`);
      const { session, findings } = await this.#openSession(attempt);
      if (attempt.isGivenUp()) {
        await session.close(); // it stood just as the attempt was given up
        return;
      }
      this.#session.set({ session, findings });
      session.onLost((cause) => this.#handleLoss(session, cause));
      this.#reachStep("listening");
      await this.#forwarders.listen();
      if (attempt.isGivenUp() || this.#session.current !== session) return;
      if (nothingListens(this.#rows())) throw new FailureError({ code: "forward.none-listening" });
      this.#isProven = true;
      this.#retryTimer.forgetRefusals();
      this.#dispatch({ kind: "opened", at: this.environment.clock.now() });
      this.environment.log.info(`${this.#profile.name}: open.`);
      this.#route.listened();
      this.#route.probe();
    } catch (thrown) {
      const failure = failureOf(thrown);
      const isProven = this.#isProven || (await this.#mayBeStranger(failure));
      if (!attempt.isGivenUp()) await this.#handleFailure(failure, thrown, isProven);
    }
  }

  #openSession(attempt: OpeningAttempt): Promise<OpenedSession> {
    return openTunnelSession(this.#profile, {
      environment: this.environment,
      attempt,
      spareSecrets: this.#isProven && !this.#retryTimer.hasRefusedLogin,
      listener: {
        onStep: (step) => this.#reachStep(step),
        onServerIdentified: (identity) => this.#route.serverIdentified(identity),
        onEncrypted: (encryption) => this.#route.learnSsh(encryption),
        onLoginWait: (loginWait) => {
          this.#dispatch({ kind: "login-waits", loginWait });
        },
        onBanner: (text) => {
          if (this.#notes.addBanner(text)) this.listener.onChange();
        },
        onWarning: (warning) => this.#addWarning(warning),
      },
    });
  }

  #reachStep(step: OpeningStep): void {
    this.#route.stepReached(step);
    this.#dispatch({ kind: "reached", step });
  }

  /** Synchronous, since ssh2 ends the channels right after it: the clients must see a break and not a clean end. */
  #handleLoss(session: SshSession, cause: Failure): void {
    if (this.#session.current !== session) return;
    this.#session.take();
    this.#route.lost();
    this.#forwarders.reset();
    this.#work = Promise.all([this.#work, this.#handleFailure(cause)]);
  }

  /** Whether something else seems to answer in the place of a gateway that an earlier run was let in by. */
  async #mayBeStranger({ code }: Failure): Promise<boolean> {
    const isStranger = code === "ssh.not-ssh" || code === "proxy.not-a-proxy";
    return isStranger && (await isRememberedGateway(this.#profile, this.environment));
  }

  /** Wait and try again where that may help, with the listeners kept; else come to rest. */
  async #handleFailure(failure: Failure, thrown?: unknown, isProven = this.#isProven): Promise<void> {
    const cause = isProven && failure.code === "ssh.not-ssh" ? { ...failure, wasSsh: true as const } : failure;
    this.#session.setCause(cause);
    this.environment.log.error(
      `${this.#profile.name}: ${describeFailure(cause, english).says}`,
      cause.code === "internal" ? thrown : undefined,
    );
    const delay = isRetryable(cause, isProven)
      ? this.#retryTimer.delayAfter(cause, nextAttempt(this.#state))
      : undefined;
    if (delay === undefined) {
      const isCancelled = cause.code === "ssh.question-cancelled";
      this.#isProven &&= isCancelled; // which says nothing of the gateway
      if (cause.code === "forward.none-listening")
        await this.#closeSession(); // the rows keep saying why
      else await this.#stopForwarders();
      this.#dispatch({ kind: isCancelled ? "cancelled" : "lost", cause });
      this.#route.listened();
      return;
    }
    if (!this.#dispatch({ kind: "lost", cause, retryAt: this.environment.clock.now() + delay })) return;
    this.#retryTimer.start(delay);
  }

  async #shutDown(): Promise<void> {
    this.#retryTimer.cancel();
    if (this.#session.current !== undefined) await this.#transferDrain.wait();
    this.#attempt.giveUp();
    await this.#work;
    await this.#stopForwarders();
    this.#dispatch({ kind: "closed" });
    this.environment.log.info(`${this.#profile.name}: closed.`);
  }

  async #stopForwarders(): Promise<void> {
    await this.#forwarders.stop();
    await this.#closeSession();
  }

  async #closeSession(): Promise<void> {
    const session = this.#session.take();
    this.#route.lost();
    await session?.close();
  }

  #rows() {
    return this.#forwarders.rows(this.environment.clock.now());
  }

  #addWarning(warning: Warning): void {
    this.#notes.addWarning(warning);
    this.environment.log.info(`${this.#profile.name}: ${describeWarning(warning, english).says}`);
    this.listener.onChange();
  }

  /** @returns whether the event meant something */
  #dispatch(event: TunnelEvent): boolean {
    const next = advance(this.#state, event);
    if (next === this.#state) return false;
    this.#state = next;
    this.#applyProfileAtRest();
    this.listener.onChange();
    return true;
  }

  /** Between two attempts the ports are kept, so they are given up first. */
  async #applyProfileBetweenAttempts(): Promise<void> {
    if (isDeepStrictEqual(this.#nextProfile, this.#profile)) return;
    await this.#forwarders.stop();
    this.#applyProfile();
  }

  #applyProfileAtRest(): void {
    if (this.#state.kind === "closed" || this.#state.kind === "failed") this.#applyProfile();
  }

  /** Nothing listens now. The rows of the same profile go on saying why they failed. */
  #applyProfile(): void {
    const isOther = !isDeepStrictEqual(this.#nextProfile, this.#profile);
    if (!isDeepStrictEqual(this.#nextProfile.gateway, this.#profile.gateway)) this.#isProven = false;
    this.#profile = this.#nextProfile;
    if (!isOther) return;
    this.#route.reset();
    this.#forwarders = createForwarders(this.#profile, this.#access);
    this.listener.onChange();
  }
}
