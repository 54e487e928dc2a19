import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { PATIENCE_MS } from "../wait-for.js";

export interface RawConnect {
  readonly host?: string;
  /** Whether the greeting is heard first. */
  readonly greeted?: boolean;
}

/** An FTP client by hand: says exactly these bytes, and hears replies one by one. */
export class RawFtp {
  #received = "";
  #wake: () => void = () => undefined;
  #over = false;
  /** Resolves when the connection is closed; `true` where it was broken. */
  readonly closed: Promise<boolean>;

  private constructor(readonly socket: Socket) {
    let broken = false;
    socket.setEncoding("latin1").on("data", (text: string) => {
      this.#received += text;
      this.#wake();
    });
    socket.on("error", () => {
      broken = true;
    });
    this.closed = new Promise((resolve) =>
      socket.once("close", () => {
        this.#over = true;
        this.#wake();
        resolve(broken);
      }),
    );
    socket.once("end", () => {
      this.#over = true;
      this.#wake();
    });
  }

  /** Connect, and hear the greeting. */
  static async connect(port: number, { host = "127.0.0.1", greeted = true }: RawConnect = {}): Promise<RawFtp> {
    const socket = connect({ host, port, noDelay: true, allowHalfOpen: true });
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    const ftp = new RawFtp(socket);
    if (greeted) await ftp.hear();
    return ftp;
  }

  /** Connect in TLS from the first byte, and hear the greeting. */
  static async connectTls(port: number, options: ConnectionOptions = {}): Promise<RawFtp> {
    const ftp = new RawFtp(await secured({ host: "127.0.0.1", port, ...options }));
    await ftp.hear();
    return ftp;
  }

  /** Go on in TLS, once AUTH was granted. */
  async secure(options: ConnectionOptions = {}): Promise<RawFtp> {
    this.socket.removeAllListeners("data").removeAllListeners("end");
    return new RawFtp(await secured({ socket: this.socket, ...options }));
  }

  /** AUTH TLS, and what follows it, with PROT P. */
  async authenticate(options: ConnectionOptions = {}): Promise<RawFtp> {
    const granted = await this.say("AUTH TLS");
    if (!granted.startsWith("234")) throw new Error(granted);
    const ftp = await this.secure(options);
    for (const line of ["PBSZ 0", "PROT P"]) {
      const said = await ftp.say(line);
      if (!said.startsWith("200")) throw new Error(said);
    }
    return ftp;
  }

  /** Send bytes as they are, given as latin1. */
  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** Say a line and hear the reply to it. */
  async say(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.hear();
  }

  /** The next whole reply to the byte; empty where the connection ends first. */
  async hear(limit = PATIENCE_MS): Promise<string> {
    const timeOut = Date.now() + limit;
    for (;;) {
      const whole = /^(\d{3})(?: [^\n]*\n|-[^]*?\n\1 [^\n]*\n)/.exec(this.#received)?.[0];
      if (whole !== undefined) {
        this.#received = this.#received.slice(whole.length);
        return whole;
      }
      if (this.#over) return "";
      if (Date.now() > timeOut) throw new Error(`no whole reply came; only ${JSON.stringify(this.#received)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Ask for a passive port. */
  async passive(verb: "PASV" | "EPSV" = "PASV"): Promise<{ readonly host: string | undefined; readonly port: number }> {
    const said = await this.say(verb);
    const numbers = /\((\d+,\d+,\d+,\d+),(\d+),(\d+)\)/.exec(said);
    if (numbers !== null)
      return { host: numbers[1]?.replaceAll(",", "."), port: Number(numbers[2]) * 256 + Number(numbers[3]) };
    const port = /\(\|\|\|(\d+)\|\)/.exec(said)?.[1];
    if (port === undefined) throw new Error(`no passive port: ${said}`);
    return { host: undefined, port: Number(port) };
  }

  /** Fetch in passive mode. @returns what came on the data connection, and the replies */
  async fetch(
    command: string,
    verb: "PASV" | "EPSV" = "PASV",
  ): Promise<{ readonly data: string; readonly replies: readonly string[] }> {
    const data = dataFrom(connectData((await this.passive(verb)).port, "127.0.0.1"));
    const first = await this.say(command);
    const replies = first.startsWith("1") ? [first, await this.hear()] : [first];
    return { data: await data, replies };
  }

  close(): void {
    this.socket.destroy();
  }
}

/** A connection in TLS whose certificate nobody looks at. @throws where the handshake fails */
export function secured(options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connectTls({ rejectUnauthorized: false, ...options });
  return new Promise((resolve, reject) => socket.once("secureConnect", () => resolve(socket)).on("error", reject));
}

export function connectData(port: number, host: string, localAddress?: string): Socket {
  return connect({ host, port, ...(localAddress === undefined ? {} : { localAddress }) }).on("error", () => undefined);
}

/** All that comes until the connection is closed, as latin1. */
export function dataFrom(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (more: string) => {
    text += more;
  });
  return new Promise((resolve) => socket.once("close", () => resolve(text)));
}

/** A client's own port for active mode; the first connection to it is given. */
export async function activePort(
  host = "127.0.0.1",
): Promise<{ readonly port: number; readonly called: Promise<Socket>; readonly close: () => void }> {
  const server: Server = createServer();
  const called = new Promise<Socket>((resolve) =>
    server.once("connection", (socket) => {
      server.close();
      resolve(socket.on("error", () => undefined));
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { port: (server.address() as AddressInfo).port, called, close: () => server.close() };
}

export const portCommand = (port: number, host = "127.0.0.1"): string =>
  `PORT ${host.replaceAll(".", ",")},${port >> 8},${port & 255}`;
