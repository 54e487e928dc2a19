import type { Socket } from "node:net";
import type { Place } from "../../../../shared/profile/endpoint.js";
import type { Proxy } from "../../../../shared/profile/profile-schema.js";
import { Failed } from "../../../../shared/status/failure.js";
import { dial } from "../../../net/dial.js";
import { MOST_ROUNDS, SecretAsking } from "../../auth/secret-prompt.js";
import type { Opening } from "../../session-options.js";
import { connectByHttp, type Credentials } from "./http-connect.js";
import { ProxyTalk } from "./proxy-connection.js";
import { connectBySocks5 } from "./socks5-connect.js";

/**
 * A connection to a gateway that a proxy carries. A password is asked for only if the proxy wants one, and the profile names a user.
 *
 * @throws Failed `proxy.unreachable`, `proxy.not-a-proxy`, `proxy.login-refused`, `proxy.refused`, `ssh.question-cancelled`; the signal's reason
 */
export async function dialByProxy(proxy: Proxy, gateway: Place, opening: Opening): Promise<Socket> {
  const { host, port, username } = proxy;
  const login = new ProxyLogin(proxy, opening);
  let given: Credentials | undefined; // at first none: most proxies of an office let anyone through
  do {
    const socket = await dial(proxy, opening.outside.clock, opening.signal, "proxy.unreachable");
    try {
      const talk = new ProxyTalk(socket, proxy, opening.outside.clock, opening.signal);
      const isOpen = proxy.kind === "http" ? await connectByHttp(talk, proxy, gateway, given) : await connectBySocks5(talk, proxy, gateway, username === undefined ? undefined : () => login.next());
      if (isOpen) {
        await login.succeeded();
        return talk.end();
      }
    } catch (thrown) {
      socket.on("error", () => undefined).destroy();
      throw thrown;
    }
    socket.on("error", () => undefined).destroy();
    if (proxy.kind === "http") given = await login.next();
  } while (login.mayTryAgain());
  throw new Failed({ code: "proxy.login-refused", host, port, ...(username === undefined ? {} : { username }) });
}

/** The name and passwords for one proxy, a round after the other. */
class ProxyLogin {
  readonly #asking: SecretAsking;
  #round = 0;
  #latest: Credentials | undefined;

  constructor(private readonly proxy: Proxy, { outside, profile, signal }: Opening) {
    this.#asking = new SecretAsking({ profile, place: proxy, secrets: outside.secrets, ask: (question) => outside.asker.ask(profile, question, signal) });
  }

  /** @returns nothing where the profile names nobody, nobody is there to ask, or it was wrong often enough */
  async next(): Promise<Credentials | undefined> {
    const { host, port, username } = this.proxy;
    this.#latest = undefined;
    if (username === undefined || ++this.#round > MOST_ROUNDS) return undefined;
    const question = { kind: "password", ofProxy: true, host, port, username, again: false, mayRemember: false } as const;
    const password = await this.#asking.secret(`proxy-password ${username}@${host}:${port}`, this.#round, question);
    if (password !== undefined) this.#latest = { username, password };
    return this.#latest;
  }

  /** Whether the proxy has been given something that it did not take, and may be given something else. */
  mayTryAgain(): boolean {
    return this.#latest !== undefined;
  }

  succeeded(): Promise<void> {
    return this.#asking.succeeded();
  }
}
