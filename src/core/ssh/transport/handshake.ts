import type { Duplex } from "node:stream";
import { Client } from "ssh2";
import type { JumpHost } from "../../../shared/profile/profile-schema.js";
import { Failed, type Failure } from "../../../shared/status/failure.js";
import { Login } from "../auth/authentication.js";
import { SecretAsking } from "../auth/secret-prompt.js";
import { checkHostKey, type Ask } from "../host-key/check-host-key.js";
import { hostKeyFacts } from "../host-key/fingerprint.js";
import { hostKeyOrder } from "../host-key/host-key-algorithms.js";
import type { Opening } from "../session-options.js";
import { Patience } from "../silence-timer.js";
import { userAuthOf } from "../ssh2-internals/userauth.js";
import { algorithmsFor } from "./algorithms.js";
import { listenForGreeting } from "./identification.js";
import { isLoginEnd, lossFailure, openingFailure, type Ssh2Error, type Stage } from "./ssh-failure.js";

/** How long a gateway may be silent while a session opens. Milliseconds. */
const SILENCE_LIMIT_MS = 20_000;

/**
 * Speak SSH on a stream that reaches a gateway: check its host key, log in.
 *
 * @returns a client that is logged in, with no listeners left on it
 * @throws Failed with the code of the stage that failed; the signal's reason when it is given up
 */
export async function logIn(hop: JumpHost, stream: Duplex, opening: Opening): Promise<Client> {
  const { outside, profile, signal, reached } = opening;
  const { host, port } = hop;
  const { keepalive } = outside.settings();
  const { kex, hostKey, cipher, mac } = algorithmsFor(hop.oldServer === true);
  const order = await hostKeyOrder(hostKey, hop, outside.knownHosts);
  signal.throwIfAborted();

  const client = new Client();
  let stage: Stage | undefined;
  let isIn = false;
  let trusted: Buffer | undefined;
  let error: Ssh2Error | undefined;

  return new Promise((resolve, reject) => {
    const greeting = listenForGreeting(stream, () => fail(new Failed(whyClosed())));
    const isStranger = () => !greeting.isSsh() && greeting.otherLine() !== undefined;
    const patience = new Patience(outside.clock, SILENCE_LIMIT_MS, () => fail(new Failed(isStranger() ? whyClosed() : { code: "ssh.unreachable", host, port, cause: "timed-out" })));
    const ask: Ask = async (question) => {
      patience.stop();
      try {
        return await outside.asker.ask(profile, question, signal);
      } finally {
        patience.restart();
      }
    };
    const asking = new SecretAsking({ profile, place: hop, ask, secrets: outside.secrets });
    const settle = () => {
      patience.end();
      signal.removeEventListener("abort", onAbort);
      client.removeAllListeners();
    };
    const fail = (reason: unknown) => {
      settle();
      client.on("error", () => undefined).destroy();
      reject(reason);
    };
    const onAbort = () => fail(signal.reason);
    const whyClosed = (): Failure => {
      const current = stage ?? (greeting.isSsh() ? "handshake" : "greeting");
      return isLoginEnd(current, error) ? login.failure(typeof error?.code === "number") : openingFailure(current, hop, error, greeting);
    };

    signal.addEventListener("abort", onAbort, { once: true });
    client
      .on("error", (next: Ssh2Error) => { error ??= next; })
      .on("handshake", () => { stage = "login"; patience.restart(); reached("authenticating"); })
      .on("close", () => fail(new Failed(isIn ? lossFailure(hop, error) : whyClosed())))
      .on("ready", () => {
        isIn = true;
        patience.end();
        asking.succeeded().then(() => { // a gateway may let the user in and disconnect with the same packet: until the session listens, we do
          settle();
          resolve(client);
        }, fail);
      });

    patience.restart();
    client.connect({
      sock: stream,
      username: hop.username,
      readyTimeout: 0, // ssh2's own limit would run on while the user is asked
      strictVendor: false, // any server may be asked for a Unix socket; one that knows none refuses by itself
      keepaliveInterval: keepalive.seconds * 1000,
      keepaliveCountMax: keepalive.misses,
      algorithms: { kex: [...kex], serverHostKey: order, cipher: [...cipher], hmac: [...mac] },
      hostVerifier: (key: Buffer, verify: (trusted: boolean) => void) => {
        // At a later key exchange of the session ssh2 must not wait here: it would send data between KEXINIT and NEWKEYS (RFC 4253 section 7.1).
        if (trusted !== undefined) return verify(key.equals(trusted));
        reached("checking-host-key");
        opening.met?.({ hop, software: greeting.software(), ...hostKeyFacts(key) });
        patience.stop(); // nothing of this waits for the gateway
        checkHostKey(hop, key, outside, ask).then(() => {
          trusted = key;
          patience.restart();
          verify(true);
        }, fail);
      },
      authHandler: (methods, partial, next) => {
        patience.stop(); // a token may wait for a finger, and a passphrase for its key
        login.handler(methods, partial, (way) => {
          patience.restart();
          next(way);
        });
      },
    });
    const userAuth = userAuthOf(client, patience);
    const login = new Login({ hop, ask, asking, userAuth, warn: opening.warn ?? (() => undefined), failed: fail });
  });
}
