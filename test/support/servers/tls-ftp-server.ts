import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket, type SecureContext, type SecureVersion } from "node:tls";
import type { PemPair } from "../fixtures/tls-certificates.js";

/** What is wrong with the server, or what it insists on. */
export interface TlsFtpServerOptions {
  readonly pair: PemPair;
  /** What it says first, to the byte. */
  readonly greeting?: string;
  /** It hangs up behind its greeting. */
  readonly hangsUpAtGreeting?: boolean;
  /** TLS from the first byte. */
  readonly isImplicit?: boolean;
  /** Where it demands TLS of whom speaks in the clear, and in which words. */
  readonly demands?: { readonly at: string; readonly reply: string; readonly hangsUp?: boolean };
  /** Says no to `AUTH TLS`, and perhaps to `AUTH SSL`. */
  readonly authTls?: string;
  readonly authSsl?: string;
  /** Sent in the clear in one piece with the yes to AUTH. */
  readonly injected?: string;
  /** What it answers PROT P with, and then keeps data in the clear. */
  readonly prot?: string;
  readonly pbsz?: string;
  /** Reads nothing of what is stored. */
  readonly readsNothing?: boolean;
  /** Ends data without close_notify, once this is so. */
  readonly withoutCloseNotify?: true | Promise<void>;
  /** Sends so many bytes of a file, and then breaks TCP off. */
  readonly cutsAfter?: number;
  /** Says nothing more once TLS should begin. */
  readonly stalls?: boolean;
  /** Answers the hello with text. */
  readonly answersTlsWith?: string;
  /** Goes back to plain text behind this command. */
  readonly plainAfter?: string;
  /** Breaks off at this command. */
  readonly diesAt?: string;
  /** Data connections must resume the control connection's session. */
  readonly requiresReuse?: boolean;
  readonly versions?: readonly [SecureVersion, SecureVersion];
  readonly ciphers?: string;
  /** A certificate of the client's, which this authority vouches for. */
  readonly clientAuthority?: string;
  /** Shows another certificate on data connections. */
  readonly dataPair?: PemPair;
  readonly files?: Readonly<Record<string, string>>;
}

export interface TlsFtpServer {
  readonly host: string;
  readonly port: number;
  /** What came in the clear, and what came in TLS, line by line. */
  readonly inClear: readonly string[];
  readonly inTls: readonly string[];
  readonly stored: ReadonlyMap<string, string>;
  /** For each data connection: whether it was in TLS, and resumed a session. */
  readonly data: readonly { readonly isTls: boolean; readonly isReused: boolean }[];
  open(): number;
  close(): Promise<void>;
}

/** An FTP server in TLS, played by the test: as a good one does it, but for what the test wants. */
export async function startTlsFtpServer(options: TlsFtpServerOptions): Promise<TlsFtpServer> {
  const { files = {} } = options;
  const inClear: string[] = [];
  const inTls: string[] = [];
  const stored = new Map<string, string>();
  const data: { isTls: boolean; isReused: boolean }[] = [];
  const live = new Set<Socket | Server>();
  const context = contextOf(options.pair, options);
  const dataContext = options.dataPair === undefined ? context : contextOf(options.dataPair, options);

  function keep<T extends Socket | Server>(one: T): T {
    live.add(one);
    one.on("error", () => undefined).once("close", () => live.delete(one));
    return one;
  }
  const wrap = (socket: Socket, secureContext: SecureContext): TLSSocket =>
    keep(
      new TLSSocket(socket, {
        isServer: true,
        secureContext,
        requestCert: options.clientAuthority !== undefined,
        rejectUnauthorized: options.clientAuthority !== undefined,
      }),
    );

  function serve(raw: Socket): void {
    let control: Socket = raw;
    let listener: Server | undefined;
    let coming: Promise<Socket> | undefined;
    let protects = options.isImplicit === true;
    let username = "";
    let isLoggedIn = false;
    let received = "";
    const isTls = () => control instanceof TLSSocket;
    const say = (text: string) => control.writable && control.write(`${text}\r\n`, "latin1");
    const enter = () => {
      raw.removeAllListeners("data");
      if (options.stalls === true) return;
      if (options.answersTlsWith !== undefined) {
        raw.once("data", () => raw.write(options.answersTlsWith ?? ""));
        return;
      }
      control = wrap(raw, context).on("data", onData);
    };
    const onData = (chunk: Buffer) => {
      received += chunk.toString("latin1");
      for (let end = received.indexOf("\r\n"); end !== -1; end = received.indexOf("\r\n")) {
        const line = received.slice(0, end);
        received = received.slice(end + 2);
        (isTls() ? inTls : inClear).push(line);
        void answer(line);
      }
    };

    async function answer(line: string): Promise<void> {
      const [verb = "", ...rest] = line.split(" ");
      const argument = rest.join(" ");
      const { demands } = options;
      if (verb === options.diesAt) return void raw.destroy();
      if (!isTls() && demands?.at === verb) {
        say(demands.reply);
        if (demands.hangsUp === true) control.end();
        return;
      }
      switch (verb) {
        case "AUTH": {
          const refusal = argument === "SSL" ? options.authSsl : options.authTls;
          if (refusal !== undefined) return void say(refusal);
          raw.write(`234 Go on.\r\n${options.injected ?? ""}`);
          enter();
          return;
        }
        case "PBSZ":
          return void say(options.pbsz ?? "200 PBSZ=0");
        case "PROT":
          if (options.prot !== undefined) return void say(options.prot);
          protects = true;
          return void say("200 Private.");
        case "USER":
          username = argument;
          return void say("331 Password?");
        case "PASS":
          isLoggedIn = username !== "" && argument === "oyl";
          say(isLoggedIn ? "230 Ahoy." : "530 No.");
          if (options.plainAfter === "PASS") raw.write("200 Plain as day.\r\n");
          return;
        case "FEAT":
          return void say("211-Features:\r\n AUTH TLS\r\n PBSZ\r\n PROT\r\n SIZE\r\n211 End");
        case "CWD":
        case "TYPE":
        case "NOOP":
          return void say("200 Yes.");
        case "REIN":
          return void say("220 Anew.");
        case "QUIT":
          say("221 Bye.");
          return void control.end();
        case "PASV": {
          if (!isLoggedIn) return void say("530 Log in.");
          coming = listenForData();
          return;
        }
        case "RETR":
        case "LIST": {
          const text = verb === "LIST" ? Object.keys(files).join("\r\n") : files[argument];
          if (text === undefined) {
            void coming?.then((socket) => socket.destroy());
            return void say("550 No such file.");
          }
          say("150 Here.");
          const leg = await dataLeg();
          if (leg === undefined) return void say("522 Resume the session.");
          const closed = new Promise((resolve) => leg.stream.once("close", resolve));
          const { cutsAfter } = options;
          if (cutsAfter !== undefined) {
            leg.stream.write(text.slice(0, cutsAfter), "latin1", () => leg.raw.resetAndDestroy());
          } else if (options.withoutCloseNotify !== undefined && leg.stream !== leg.raw) {
            await new Promise((resolve) => leg.stream.write(text, "latin1", resolve));
            await options.withoutCloseNotify;
            leg.stream.destroy();
          } else leg.stream.end(text, "latin1");
          await closed;
          return void say("226 Done.");
        }
        case "STOR": {
          say("150 Come.");
          const leg = await dataLeg();
          if (leg === undefined) return void say("522 Resume the session.");
          if (options.readsNothing === true) return;
          let text = "";
          leg.stream.on("data", (chunk: Buffer) => {
            text += chunk.toString("latin1");
          });
          await new Promise((resolve) => leg.stream.once("end", resolve));
          leg.stream.end();
          stored.set(argument, text);
          return void say("226 Stored.");
        }
        default:
          say("502 What?");
      }
    }

    function listenForData(): Promise<Socket> {
      listener?.close();
      const server = keep(createServer());
      listener = server;
      const connected = new Promise<Socket>((resolve) =>
        server.once("connection", (socket) => {
          server.close();
          resolve(keep(socket));
        }),
      );
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo;
        say(`227 Entering Passive Mode (127,0,0,1,${port >> 8},${port & 255}).`);
      });
      return connected;
    }

    /** Nothing where the session was not resumed and should be. */
    async function dataLeg(): Promise<{ readonly raw: Socket; readonly stream: Socket } | undefined> {
      const socket = await coming;
      if (socket === undefined) return undefined;
      if (!protects) {
        data.push({ isTls: false, isReused: false });
        return { raw: socket, stream: socket };
      }
      const stream = wrap(socket, dataContext);
      await new Promise((resolve) => stream.once("secure", resolve).once("close", resolve));
      data.push({ isTls: true, isReused: stream.isSessionReused() });
      if (options.requiresReuse === true && !stream.isSessionReused()) {
        socket.destroy();
        return undefined;
      }
      return { raw: socket, stream };
    }

    raw.once("close", () => listener?.close());
    if (options.isImplicit === true) enter();
    else raw.on("data", onData);
    if (control.writable) control.write(options.greeting ?? "220 popeye\r\n", "latin1");
    if (options.hangsUpAtGreeting === true) control.end();
  }

  const server = createServer((socket) => serve(keep(socket)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    inClear,
    inTls,
    stored,
    data,
    open: () => live.size,
    async close() {
      for (const one of live) if ("destroy" in one) one.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function contextOf(
  { cert, key }: PemPair,
  { versions, ciphers, clientAuthority }: Pick<TlsFtpServerOptions, "versions" | "ciphers" | "clientAuthority">,
): SecureContext {
  return createSecureContext({
    sessionIdContext: "popeye", // else no session is resumed where clients show certificates
    cert,
    key,
    ...(versions === undefined ? {} : { minVersion: versions[0], maxVersion: versions[1] }),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(clientAuthority === undefined ? {} : { ca: clientAuthority }),
  });
}
