import type { Duplex } from "node:stream";
import { Client } from "ssh2";
import type { JumpHost } from "../../../shared/profile/profile-schema.js";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import type { OnWarning } from "../../../shared/status/warning.js";
import { Authentication } from "../auth/authentication.js";
import { LoginWaitClock } from "../auth/login-wait.js";
import { SecretPrompt } from "../auth/secret-prompt.js";
import { certifiedKey } from "../certificate/certificate.js";
import { checkHostKey, type AskUser } from "../host-key/check-host-key.js";
import { hostKeyFacts } from "../host-key/fingerprint.js";
import { hostKeyOffer } from "../host-key/host-key-algorithms.js";
import type { SessionOptions } from "../session-options.js";
import { SilenceTimer } from "../silence-timer.js";
import { hearDisconnect } from "../ssh2-internals/disconnect.js";
import { extendKeyExchange } from "../ssh2-internals/key-exchange.js";
import { hookUserAuth } from "../ssh2-internals/userauth.js";
import { algorithmsFor, isOfSsh2 } from "./algorithms.js";
import { readIdentification } from "./identification.js";
import { sshLink } from "../ssh-link.js";
import { connectFailure, loginEnding, lossFailure, type Ssh2Error, type Stage } from "./ssh-failure.js";

/** How long a gateway may be silent while a session opens. Milliseconds. */
const SILENCE_TIMEOUT_MS = 20_000;
/** How long the line that SSH begins with may be away where another protocol's came first. Milliseconds. */
const OTHER_PROTOCOL_WAIT_MS = 1_000;
/**
 * The same once it is asked to let the user in: it may ask a telephone, a directory or its own owner first. OpenSSH's own
 * limit, LoginGraceTime, is two minutes, unless its owner sets more.
 */
const LOGIN_SILENCE_TIMEOUT_MS = 300_000;

/**
 * Speak SSH on a stream that reaches a gateway: check its host key, log in.
 *
 * @returns a client that is logged in, with no listeners left on it
 * @throws Failed with the code of the stage that failed; the signal's reason when it is given up
 */
export async function openTransport(hop: JumpHost, stream: Duplex, options: SessionOptions): Promise<Client> {
  const { environment, profile, signal, onStep } = options;
  const { host, port } = hop;
  const { keepalive } = environment.settings();
  const { kex, hostKey, cipher, mac } = algorithmsFor(hop.oldServer === true);
  const { certificates, plain } = await hostKeyOffer(hostKey, hop, environment.knownHosts);
  signal.throwIfAborted();

  const client = new Client();
  let stage: Stage | undefined;
  let isAuthenticated = false;
  let trustedKey: Buffer | undefined;
  let error: Ssh2Error | undefined;

  return new Promise((resolve, reject) => {
    let stopWaitingForSsh: () => void = () => undefined;
    const identification = readIdentification(stream, (stranger) => {
      const giveUp = () => fail(new FailureError(closeFailure()));
      if (stranger === "old-version") return giveUp();
      stopWaitingForSsh = environment.clock.setTimeout(OTHER_PROTOCOL_WAIT_MS, () => {
        if (!identification.isSsh()) giveUp();
      });
    });
    const isOtherProtocol = () => !identification.isSsh() && identification.firstLine() !== undefined;
    const loginWait = new LoginWaitClock(environment.clock, (wait) => options.onLoginWait?.(wait));
    let isAsking = false;
    const silenceTimer = new SilenceTimer(
      environment.clock,
      SILENCE_TIMEOUT_MS,
      () =>
        fail(
          new FailureError(
            isOtherProtocol() ? closeFailure() : { code: "ssh.unreachable", host, port, cause: "timed-out" },
          ),
        ),
      (isGatewaysTurn) => {
        if (stage === "login" && isGatewaysTurn) loginWait.begin("gateway");
        else if (stage === "login" && !isAsking && usesAgent(hop)) loginWait.begin("agent");
        else loginWait.end();
      },
    );
    const ask: AskUser = async (question) => {
      isAsking = true;
      silenceTimer.stop();
      try {
        return await environment.prompter.ask(profile, question, signal);
      } finally {
        isAsking = false;
        silenceTimer.restart();
      }
    };
    const onWarning: OnWarning = options.onWarning ?? (() => undefined);
    const secretPrompt = new SecretPrompt({
      profile,
      endpoint: hop,
      ask,
      secrets: environment.secrets,
      spareSecrets: options.spareSecrets,
    });
    const settle = () => {
      stopWaitingForSsh();
      silenceTimer.end();
      loginWait.end();
      signal.removeEventListener("abort", onAbort);
      client.removeAllListeners();
    };
    const fail = (reason: unknown) => {
      settle();
      client.on("error", () => undefined).destroy();
      reject(reason);
    };
    const onAbort = () => fail(signal.reason);
    const closeFailure = (): Failure => {
      const current = stage ?? (identification.isSsh() ? "handshake" : "greeting");
      const ending = current === "login" ? loginEnding(error, disconnect(), authentication.wasToldWhy) : undefined;
      return ending === undefined
        ? connectFailure(current, hop, error, identification, disconnect())
        : authentication.failure(ending, disconnect()?.said);
    };

    signal.addEventListener("abort", onAbort, { once: true });
    client
      .on("error", (next: Ssh2Error) => {
        error ??= next;
      })
      .on("banner", (text: string) => {
        authentication.hearBanner(text);
        options.onBanner?.(text);
      })
      .on("handshake", () => {
        stage = "login";
        const link = sshLink(client);
        if (link !== undefined) options.onEncrypted?.(link);
        silenceTimer.setLimit(LOGIN_SILENCE_TIMEOUT_MS);
        silenceTimer.restart();
        onStep("authenticating");
      })
      .on("close", () =>
        fail(new FailureError(isAuthenticated ? lossFailure(hop, error, disconnect(), true) : closeFailure())),
      )
      .on("ready", () => {
        isAuthenticated = true;
        silenceTimer.end();
        loginWait.end();
        secretPrompt.succeeded().then(() => {
          // a gateway may let the user in and disconnect with the same packet: until the session listens, we do
          settle();
          resolve(client);
        }, fail);
      });

    silenceTimer.restart();
    client.connect({
      sock: stream,
      username: hop.username,
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
      hostVerifier: (key: Buffer, verify: (trusted: boolean) => void) => {
        // At a later key exchange of the session ssh2 must not wait here: it would send data between KEXINIT and NEWKEYS (RFC 4253 section 7.1).
        if (trustedKey !== undefined) return verify(key.equals(trustedKey));
        onStep("checking-host-key");
        options.onServerIdentified?.({
          hop,
          software: identification.software(),
          ...hostKeyFacts(certifiedKey(key) ?? key),
        });
        silenceTimer.stop(); // nothing of this waits for the gateway
        checkHostKey(hop, key, environment, ask, onWarning).then(() => {
          trustedKey = key;
          silenceTimer.restart();
          verify(true);
        }, fail);
      },
      authHandler: (methods, partial, next) => {
        silenceTimer.stop(); // a token may wait for a finger, and a passphrase for its key
        authentication.handler(methods, partial, (way) => {
          silenceTimer.restart();
          next(way);
        });
      },
    });
    extendKeyExchange(client, { hostCertificates: certificates });
    const disconnect = hearDisconnect(client);
    const userAuth = hookUserAuth(client, silenceTimer);
    if (userAuth === undefined)
      return fail(
        new FailureError({
          code: "ssh.incompatible",
          host,
          port,
          detail: "this release of ssh2 does not let Culvert hold a login to its rules",
        }),
      );
    const authentication = new Authentication({
      hop,
      ask,
      secretPrompt,
      userAuth,
      now: () => environment.clock.now(),
      onWarning,
      onFailure: fail,
    });
  });
}

/** While it is not the gateway's turn, what takes long is the agent: its owner unlocks it, or touches a token. */
const usesAgent = ({ auth }: JumpHost): boolean => auth.some(({ method }) => method === "agent");
