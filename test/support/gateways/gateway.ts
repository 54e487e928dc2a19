import { createServer, type Socket } from "node:net";
import ssh2, { type AuthenticationType, type Connection } from "ssh2";
import { freePort } from "../fixtures/free-port.js";
import { freshKey } from "../fixtures/fresh-key.js";
import { hostKeyFacts, knownHostsLine } from "../fixtures/host-key-facts.js";
import { carryChannels, carryRemoteForwards, type Dial } from "./gateway-channels.js";
import { decideLogin, type GatewayLogin } from "./gateway-login.js";

export interface GatewayOptions {
  readonly host?: string;
  readonly port?: number;
  /** A private key as ssh2 reads it; a fresh Ed25519 key by default. */
  readonly hostKey?: string;
  readonly username?: string;
  readonly password?: string;
  /** Public key lines that are let in. */
  readonly publicKeys?: readonly string[];
  /** What is offered; all three by default. */
  readonly methods?: readonly AuthenticationType[];
  /** What is wanted behind the first way that was right (RFC 4252's partial success). */
  readonly then?: AuthenticationType;
  /** After so many tries that were wrong the session ends, as by sshd's MaxAuthTries. */
  readonly maxAuthTries?: number;
  /** What keyboard-interactive asks; the password alone by default. */
  readonly prompts?: GatewayLogin["prompts"];
  readonly furtherRounds?: GatewayLogin["furtherRounds"];
  /** Names that only the gateway can resolve; `{ popeye: "127.0.0.2" }` by default. */
  readonly names?: Readonly<Record<string, string>>;
  /** Where a channel leads, in place of `names`; `undefined` refuses the channel. */
  readonly dial?: Dial;
  /** While it says so, whoever tries to log in by any method gets no answer. */
  readonly isHoldingLogins?: () => boolean;
}

/** A running gateway, and what a test may do to it. */
export interface Gateway {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** The private key, to start the same gateway again. */
  readonly hostKey: string;
  /** For a known_hosts file, without its line end. */
  readonly hostKeyLine: string;
  readonly keyType: string;
  /** `SHA256:...` */
  readonly fingerprint: string;
  /** TCP connections that are open now. */
  connections(): number;
  /** How often somebody was let in. */
  logins(): number;
  /** Every target asked for, as `popeye:21`, in order. */
  asked(): readonly string[];
  /** Cut every connection, as a broken network would. */
  dropAll(): void;
  /** Read nothing more from anybody and answer nothing, as a dead network would; until `close`. */
  fallSilent(): void;
  close(): Promise<void>;
}

/** An SSH server on loopback, played by ssh2: it logs people in and carries channels, remote forwards and nothing else. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const host = options.host ?? "127.0.0.1";
  const port = options.port ?? (await freePort(host));
  const username = options.username ?? "olive";
  const password = options.password ?? "spinach";
  const hostKey = options.hostKey ?? freshKey().private;
  const names = options.names ?? { popeye: "127.0.0.2" };
  const login: GatewayLogin = {
    username,
    password,
    publicKeys: options.publicKeys ?? [],
    methods: options.methods ?? ["publickey", "keyboard-interactive", "password"],
    then: options.then,
    prompts: options.prompts ?? [{ text: "Password: ", answer: password }],
    ...(options.furtherRounds === undefined ? {} : { furtherRounds: options.furtherRounds }),
  };
  const dial: Dial = options.dial ?? ((target) => ({ ...target, host: names[target.host] ?? target.host }));
  const asked: string[] = [];
  let logins = 0;

  const server = new ssh2.Server({ hostKeys: [hostKey] }, (session: Connection) => {
    session.on("error", () => undefined); // `close` follows
    let current: GatewayLogin = login;
    let refusals = 0;
    session.on("authentication", (attempt) => {
      if (attempt.method !== "none" && options.isHoldingLogins?.() === true) return;
      const reject = attempt.reject.bind(attempt);
      attempt.reject = (...answer: unknown[]) => {
        const isPartial = answer[1] === true || answer[0] === true;
        if (attempt.method !== "none" && !isPartial) refusals++;
        if (refusals >= (options.maxAuthTries ?? Infinity)) session.end();
        else (reject as (...words: unknown[]) => void)(...answer);
      };
      decideLogin(current, attempt, () => {
        current = { ...login, methods: login.then === undefined ? [] : [login.then], then: undefined };
      });
    });
    session.once("ready", () => {
      logins++;
    });
    carryChannels(session, (target) => {
      asked.push(`${target.host}:${target.port}`);
      return dial(target);
    });
    carryRemoteForwards(session);
  });

  const sockets = new Set<Socket>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
    server.injectSocket(socket);
  });
  await new Promise<void>((resolve, reject) => listener.once("error", reject).listen(port, host, resolve));

  const facts = hostKeyFacts(publicLineOf(hostKey));
  const dropAll = () => sockets.forEach((socket) => socket.destroy());
  let closed: Promise<void> | undefined;
  return {
    host,
    port,
    username,
    password,
    hostKey,
    hostKeyLine: knownHostsLine(host, port, facts),
    keyType: facts.keyType,
    fingerprint: facts.fingerprint,
    connections: () => sockets.size,
    logins: () => logins,
    asked: () => asked,
    dropAll,
    fallSilent: () =>
      sockets.forEach((socket) => {
        socket.removeAllListeners("data").pause();
        socket.write = () => true;
      }),
    close: () =>
      (closed ??= new Promise((resolve) => {
        listener.close(() => resolve());
        dropAll();
      })),
  };
}

function publicLineOf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString("base64")}`;
}
