import type { Socket } from "node:net";
import type { Endpoint } from "../../../../shared/profile/endpoint.js";
import type { Proxy } from "../../../../shared/profile/profile-schema.js";
import { FailureError } from "../../../../shared/status/failure.js";
import { dial } from "../../../net/dial/dial.js";
import { MAX_ROUNDS, SecretPrompt } from "../../auth/secret-prompt.js";
import type { SessionOptions } from "../../session-options.js";
import { connectViaHttp, type Credentials } from "./http-connect.js";
import { ProxyConnection } from "./proxy-connection.js";
import { connectViaSocks5 } from "./socks5-connect.js";

/**
 * A connection to a gateway that a proxy carries. A password is asked for only if the proxy wants one, and the profile names a user.
 *
 * @throws Failed `proxy.unreachable`, `proxy.not-a-proxy`, `proxy.login-refused`, `proxy.refused`, `ssh.question-cancelled`; the signal's reason
 */
export async function dialViaProxy(proxy: Proxy, gateway: Endpoint, options: SessionOptions): Promise<Socket> {
  const { host, port, username } = proxy;
  const login = new ProxyLogin(proxy, options);
  let credentials: Credentials | undefined; // at first none: most proxies of an office let anyone through
  do {
    const socket = await dial(proxy, options.environment.clock, options.signal, "proxy.unreachable");
    try {
      const connection = new ProxyConnection(socket, proxy, options.environment.clock, options.signal);
      const isOpen =
        proxy.kind === "http"
          ? await connectViaHttp(connection, proxy, gateway, credentials)
          : await connectViaSocks5(connection, proxy, gateway, username === undefined ? undefined : () => login.next());
      if (isOpen) {
        await login.succeeded();
        return connection.release();
      }
    } catch (thrown) {
      socket.on("error", () => undefined).destroy();
      throw thrown;
    }
    socket.on("error", () => undefined).destroy();
    if (proxy.kind === "http") credentials = await login.next();
  } while (login.canRetry());
  throw new FailureError({ code: "proxy.login-refused", host, port, ...(username === undefined ? {} : { username }) });
}

/** The name and passwords for one proxy, a round after the other. */
class ProxyLogin {
  readonly #secretPrompt: SecretPrompt;
  #round = 0;
  #latest: Credentials | undefined;

  constructor(
    private readonly proxy: Proxy,
    { environment, profile, signal, spareSecrets }: SessionOptions,
  ) {
    this.#secretPrompt = new SecretPrompt({
      profile,
      endpoint: proxy,
      secrets: environment.secrets,
      sessionSecrets: environment.sessionSecrets,
      spareSecrets,
      ask: (question) => environment.prompter.ask(profile, question, signal),
    });
  }

  /** @returns nothing where the profile names nobody, nobody is there to ask, or it was wrong often enough */
  async next(): Promise<Credentials | undefined> {
    const { host, port, username } = this.proxy;
    this.#latest = undefined;
    if (username === undefined || ++this.#round > MAX_ROUNDS) return undefined;
    const question = {
      kind: "password",
      ofProxy: true,
      host,
      port,
      username,
      again: false,
      mayRemember: false,
    } as const;
    const password = await this.#secretPrompt.get(`proxy-password ${username}@${host}:${port}`, this.#round, question);
    if (password !== undefined) this.#latest = { username, password };
    return this.#latest;
  }

  /** Whether the proxy has been given something that it did not take, and may be given something else. */
  canRetry(): boolean {
    return this.#latest !== undefined;
  }

  succeeded(): Promise<void> {
    return this.#secretPrompt.succeeded();
  }
}
