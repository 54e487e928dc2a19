import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import type { JumpHost } from "../../../shared/profile/profile-schema.js";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import type { OnWarning } from "../../../shared/status/warning.js";
import type { AgentListing } from "../auth/agent/find-identities.js";
import { Authentication } from "../auth/authentication.js";
import { LoginWaitClock } from "../auth/login-wait-clock.js";
import { SecretPrompt } from "../auth/secret-prompt.js";
import { certifiedKey } from "../certificate/openssh-certificate.js";
import { checkHostKey, type AskUser } from "../host-key/check-host-key.js";
import { hostKeyFacts } from "../host-key/fingerprint.js";
import { hostKeyOffer, type HostKeyOffer } from "../host-key/host-key-algorithms.js";
import type { SessionOptions } from "../session-options.js";
import { SilenceTimer } from "../silence-timer.js";
import { loadSsh2 } from "../load-ssh2.js";
import { hearDisconnect, type Disconnect } from "../ssh2-internals/disconnect.js";
import { extendKeyExchange } from "../ssh2-internals/key-exchange.js";
import { hookUserAuth } from "../ssh2-internals/userauth.js";
import { algorithmsFor, isOfSsh2, type Algorithms } from "./algorithms.js";
import { readIdentification, type Identification, type Stranger } from "./identification.js";
import { sessionEncryption } from "../session-encryption.js";
import { UserWait } from "./keep-answers-for-next-login.js";
import { connectFailure, loginEnding, lossFailure, type Ssh2Error, type Stage } from "./ssh-failure.js";

/** How long a gateway may be silent while a session opens. Milliseconds. */
const SILENCE_TIMEOUT_MS = 20_000;
/** How long the line that SSH begins with may be away where another protocol's came first. Milliseconds. */
const OTHER_PROTOCOL_WAIT_MS = 1_000;
/**
 * How long it may be silent once it is asked to let the user in: it may ask a telephone, a directory or its own owner first. OpenSSH's own
 * limit, LoginGraceTime, is two minutes, unless its owner sets more.
 */
const LOGIN_SILENCE_TIMEOUT_MS = 300_000;

/** What speaking SSH needs beside the stream. */
export interface TransportOptions extends SessionOptions {
  /** Of all connections that one login takes. */
  readonly agents: AgentListing;
}

/**
 * Speak SSH on a stream that reaches a gateway: check its host key, log in.
 *
 * @returns a client that is logged in, with no listeners left on it
 * @throws Failed with the code of the stage that failed; the signal's reason when it is given up; `EndedWhileAsked`
 */
export async function openTransport(hop: JumpHost, stream: Duplex, options: TransportOptions): Promise<Client> {
  const algorithms = algorithmsFor(hop.oldServer === true);
  const hostKeys = await hostKeyOffer(algorithms.hostKey, hop, options.environment.knownHosts);
  options.signal.throwIfAborted();
  return new Handshake(hop, stream, options).run(algorithms, hostKeys);
}

/** One connection from the gateway's first line to the login that it takes. */
class Handshake {
  readonly #client = new (loadSsh2().Client)();
  readonly #identification: Identification;
  readonly #loginWait: LoginWaitClock;
  readonly #silenceTimer: SilenceTimer;
  readonly #secretPrompt: SecretPrompt;
  readonly #userWait: UserWait;
  /** What the server has said as it ended the connection. */
  #disconnect: () => Disconnect | undefined = () => undefined;
  #authentication: Authentication | undefined;
  #stage: Stage | undefined;
  #isAuthenticated = false;
  #isAsking = false;
  #trustedKey: Buffer | undefined;
  #error: Ssh2Error | undefined;
  #resolve: (client: Client) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  #stopWaitingForSsh: () => void = () => undefined;

  constructor(
    private readonly hop: JumpHost,
    private readonly stream: Duplex,
    private readonly options: TransportOptions,
  ) {
    const { environment, profile, spareSecrets } = options;
    this.#userWait = new UserWait(environment.clock, () => stream.destroy());
    this.#identification = readIdentification(stream, (stranger) => this.#onStranger(stranger));
    this.#loginWait = new LoginWaitClock(environment.clock, (wait) => options.onLoginWait?.(wait));
    this.#silenceTimer = new SilenceTimer(
      environment.clock,
      SILENCE_TIMEOUT_MS,
      () => this.#fail(new FailureError(this.#silenceFailure())),
      (isGatewaysTurn) => this.#watchLogin(isGatewaysTurn),
    );
    this.#secretPrompt = new SecretPrompt({
      profile,
      endpoint: hop,
      ask: this.#ask,
      secrets: environment.secrets,
      sessionSecrets: environment.sessionSecrets,
      server: () => this.#serverFingerprint(),
      spareSecrets,
    });
  }

  /** Of the host key that is trusted, or of the key that its certificate vouches for; empty before. */
  #serverFingerprint(): string {
    const key = this.#trustedKey;
    return key === undefined ? "" : hostKeyFacts(certifiedKey(key) ?? key).fingerprint;
  }

  run(algorithms: Algorithms, hostKeys: HostKeyOffer): Promise<Client> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.options.signal.addEventListener("abort", this.#onAbort, { once: true });
      this.#listen();
      this.#silenceTimer.restart();
      this.#connect(algorithms, hostKeys);
      this.#prepareLogin();
    });
  }

  #listen(): void {
    const { options } = this;
    this.#client
      .on("error", (next: Ssh2Error) => {
        this.#error ??= next;
      })
      .on("banner", (text: string) => {
        this.#authentication?.hearBanner(text);
        options.onBanner?.(text);
      })
      .on("handshake", () => {
        this.#stage = "login";
        const encryption = sessionEncryption(this.#client);
        if (encryption !== undefined) options.onEncrypted?.(encryption);
        this.#silenceTimer.setLimit(LOGIN_SILENCE_TIMEOUT_MS);
        this.#silenceTimer.restart();
        options.onStep("authenticating");
      })
      .on("close", () => {
        const failure = new FailureError(this.#closeFailure());
        if (!this.#userWait.ended(failure)) this.#fail(failure);
      })
      .on("ready", () => this.#loggedIn());
  }

  #connect({ kex, cipher, mac }: Algorithms, { certificates, plain }: HostKeyOffer): void {
    const { keepalive } = this.options.environment.settings();
    this.#client.connect({
      sock: this.stream,
      username: this.hop.username,
      readyTimeout: 0, // ssh2's own limit would run on while the user is asked
      strictVendor: false, // any server may be asked for a Unix socket; one that knows none refuses by itself
      keepaliveInterval: keepalive.seconds * 1000,
      keepaliveCountMax: keepalive.misses,
      algorithms: {
        kex: kex.filter(isOfSsh2),
        serverHostKey: plain,
        cipher: [...cipher],
        hmac: [...mac],
        compress: ["none"], // zlib's state before the login has been an attack surface, and a few bytes may unfold to any number
      },
      hostVerifier: (key: Buffer, verify: (trusted: boolean) => void) => this.#verifyHostKey(key, verify),
      authHandler: (methods, partial, next) => {
        this.#silenceTimer.stop(); // a token may wait for a finger, and a passphrase for its key
        this.#authentication?.handler(methods, partial, (way) => {
          this.#silenceTimer.restart();
          next(way);
        });
      },
    });
    extendKeyExchange(this.#client, { hostCertificates: certificates });
  }

  #verifyHostKey(key: Buffer, verify: (trusted: boolean) => void): void {
    const { environment, onStep, onServerIdentified } = this.options;
    const hop = this.hop;
    const trustedKey = this.#trustedKey;
    // At a later key exchange of the session ssh2 must not wait here: it would send data between KEXINIT and NEWKEYS (RFC 4253 section 7.1).
    if (trustedKey !== undefined) return verify(key.equals(trustedKey));
    onStep("checking-host-key");
    const software = this.#identification.software();
    onServerIdentified?.({ hop, software, ...hostKeyFacts(certifiedKey(key) ?? key) });
    this.#silenceTimer.stop(); // nothing of this waits for the gateway
    const check = async () => {
      await this.#userWait.during(() => checkHostKey(hop, key, environment, this.#ask, this.#onWarning));
      this.#userWait.throwIfEnded();
    };
    check().then(() => {
      this.#trustedKey = key;
      this.#silenceTimer.restart();
      verify(true);
    }, this.#fail);
  }

  #prepareLogin(): void {
    const { hop } = this;
    const { clock } = this.options.environment;
    this.#disconnect = hearDisconnect(this.#client);
    const userAuth = hookUserAuth(this.#client, this.#silenceTimer);
    if (userAuth === undefined) {
      const detail = "this release of ssh2 does not let Culvert hold a login to its rules";
      this.#fail(new FailureError({ code: "ssh.incompatible", host: hop.host, port: hop.port, detail }));
      return;
    }
    this.#authentication = new Authentication({
      hop,
      ask: this.#ask,
      secretPrompt: this.#secretPrompt,
      userAuth,
      clock,
      agents: this.options.agents,
      awaitAgents: async (asked) => {
        const answer = await this.#userWait.during(() => asked);
        this.#userWait.throwIfEnded();
        return answer;
      },
      onWarning: this.#onWarning,
      onFailure: this.#fail,
    });
  }

  #loggedIn(): void {
    this.#isAuthenticated = true;
    this.#silenceTimer.end();
    this.#loginWait.end();
    this.#secretPrompt.succeeded().then(() => {
      // a gateway may let the user in and disconnect with the same packet: until the session listens, we do
      this.#settle();
      this.#resolve(this.#client);
    }, this.#fail);
  }

  readonly #ask: AskUser = async (question) => {
    const { environment, profile, signal } = this.options;
    this.#isAsking = true;
    this.#silenceTimer.stop();
    try {
      const asking = () => environment.prompter.ask(profile, question, signal);
      const answer = await this.#userWait.during(asking, question);
      if (answer.kind !== "cancel") this.#userWait.throwIfEnded();
      return answer;
    } finally {
      this.#isAsking = false;
      this.#silenceTimer.restart();
    }
  };

  readonly #onWarning: OnWarning = (warning) => this.options.onWarning?.(warning);

  readonly #onAbort = (): void => this.#fail(this.options.signal.reason);

  readonly #fail = (reason: unknown): void => {
    this.#settle();
    this.#client.on("error", () => undefined).destroy();
    this.#reject(reason);
  };

  #onStranger(stranger: Stranger): void {
    const giveUp = () => this.#fail(new FailureError(this.#closeFailure()));
    if (stranger === "old-version") return giveUp();
    this.#stopWaitingForSsh = this.options.environment.clock.setTimeout(OTHER_PROTOCOL_WAIT_MS, () => {
      if (!this.#identification.isSsh()) giveUp();
    });
  }

  #settle(): void {
    this.#stopWaitingForSsh();
    this.#silenceTimer.end();
    this.#loginWait.end();
    this.options.signal.removeEventListener("abort", this.#onAbort);
    this.#client.removeAllListeners();
  }

  /** Tell for whom a login waits. */
  #watchLogin(isGatewaysTurn: boolean): void {
    if (this.#stage === "login" && isGatewaysTurn) this.#loginWait.begin("gateway");
    else if (this.#stage === "login" && !this.#isAsking && usesAgent(this.hop)) this.#loginWait.begin("agent");
    else this.#loginWait.end();
  }

  #silenceFailure(): Failure {
    const { host, port } = this.hop;
    const isOtherProtocol = !this.#identification.isSsh() && this.#identification.firstLine() !== undefined;
    return isOtherProtocol ? this.#closeFailure() : { code: "ssh.unreachable", host, port, cause: "timed-out" };
  }

  /** Why the connection was closed, by the stage that it had come to. */
  #closeFailure(): Failure {
    const { hop } = this;
    const disconnect = this.#disconnect();
    if (this.#isAuthenticated) return lossFailure(hop, this.#error, disconnect, true);
    const stage = this.#stage ?? (this.#identification.isSsh() ? "handshake" : "greeting");
    const authentication = stage === "login" ? this.#authentication : undefined;
    if (authentication !== undefined) {
      if (authentication.waitsForAgent) return authentication.failure("no-way-left");
      const hungUp = this.#error === undefined && disconnect === undefined && authentication.awaitsVerdict;
      const ending = loginEnding(this.#error, disconnect, authentication.wasToldWhy || hungUp);
      if (ending !== undefined) return authentication.failure(ending, disconnect?.said);
    }
    return connectFailure(stage, hop, this.#error, this.#identification, disconnect);
  }
}

/** While it is not the gateway's turn, what takes long is the agent: its owner unlocks it, or touches a token. */
const usesAgent = ({ auth }: JumpHost): boolean => auth.some(({ method }) => method === "agent");
