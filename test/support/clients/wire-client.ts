import { createHash } from "node:crypto";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { comparable } from "./comparable-reply.js";
import type { FtpServerAddress } from "./ftp-clients.js";

/** Who waits longer than this for a reply writes down that none came. Milliseconds. */
const SILENCE_MS = 12_000;
const DATA_LIMIT_MS = 20_000;

/** How a client asks for a data connection. */
export type DataPortVerb = "PASV" | "EPSV" | "PORT" | "EPRT";
export const DATA_PORT_VERBS: readonly DataPortVerb[] = ["PASV", "EPSV", "PORT", "EPRT"];

/** The client's end of a data connection. */
export class DataEnd {
  readonly #hash = createHash("sha256");
  #text = "";
  #bytes = 0;
  #socket: Socket | undefined;
  /** Whether there is one: connected, called back, or in vain. */
  readonly made: Promise<Socket | undefined>;
  readonly #over: Promise<"end" | "reset" | "no connection">;

  constructor(
    making: Promise<Socket | undefined>,
    private readonly shut: () => void,
  ) {
    this.made = within(DATA_LIMIT_MS, making, undefined).then((socket) => {
      this.#socket = socket;
      return socket;
    });
    this.#over = this.made.then((socket) =>
      socket === undefined
        ? "no connection"
        : new Promise((resolve) => {
            socket.on("data", (chunk: Buffer) => {
              this.#bytes += chunk.length;
              this.#hash.update(chunk);
              if (this.#text.length < 65_536) this.#text += chunk.toString("latin1");
            });
            socket.once("end", () => resolve("end")).once("close", () => resolve("reset"));
          }),
    );
  }

  /** Wait for all, and tell it as `whole` (the SHA-256 is that of `wanted`), as a part of it, or as nothing. */
  async came(wanted: Buffer): Promise<string> {
    const how = await within(DATA_LIMIT_MS, this.#over, "no end");
    this.close();
    if (this.#bytes === wanted.length && this.#hash.digest("hex") === sha256(wanted)) return `whole, ${how}`;
    return this.#bytes === 0 ? `nothing, ${how}` : "a part";
  }

  /** Wait for a listing, and tell the names in it. */
  async names(): Promise<string> {
    const how = await within(DATA_LIMIT_MS, this.#over, "no end");
    this.close();
    const names = this.#text
      .split(/\r?\n/)
      .filter((line) => line !== "" && !/^total \d+$/.test(line))
      .map((line) => line.replace(/^.*[ /](?=[^ /])/, ""));
    return `${names.sort().join(" ")}, ${how}`;
  }

  /** Read no further for now, once something has come. */
  async pause(): Promise<void> {
    const socket = await this.made;
    if (socket === undefined) return;
    if (this.#bytes === 0)
      await within(
        SILENCE_MS,
        new Promise((resolve) => socket.once("data", resolve).once("close", resolve)),
        undefined,
      );
    socket.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Send it all, and end. */
  async end(bytes: Buffer | string = ""): Promise<void> {
    (await this.made)?.end(bytes);
  }

  close(): void {
    this.shut();
    this.#socket?.destroy();
  }

  /** As a program that crashed leaves it. */
  reset(): void {
    this.shut();
    this.#socket?.resetAndDestroy();
  }
}

/** An FTP client that does exactly what it is told, and writes down all that it hears, fit to be compared. */
export class WireClient {
  readonly transcript: string[] = [];
  #received = "";
  #over = false;
  #wake = (): void => undefined;
  readonly #data: DataEnd[] = [];

  private constructor(
    readonly socket: Socket,
    private readonly server: FtpServerAddress,
  ) {
    socket.setEncoding("latin1").on("data", (text: string) => {
      this.#received += text;
      this.#wake();
    });
    const over = (): void => {
      this.#over = true;
      this.#wake();
    };
    socket
      .on("error", () => undefined)
      .once("end", over)
      .once("close", over);
  }

  /** Connect and hear the greeting. */
  static async connect(server: FtpServerAddress): Promise<WireClient> {
    const socket = connect({ host: server.host, port: server.port, noDelay: true, allowHalfOpen: true });
    const client = new WireClient(socket, server);
    await client.hear();
    return client;
  }

  /** Log in, and go into a folder. */
  async logIn(folder: string): Promise<void> {
    for (const line of [`USER ${this.server.username}`, `PASS ${this.server.password}`, "TYPE I", `CWD ${folder}`])
      await this.say(line);
  }

  /** Whether nothing more can come. */
  isOver(): boolean {
    return this.#over;
  }

  get login(): Pick<FtpServerAddress, "username" | "password"> {
    return this.server;
  }

  /** Send bytes as they are, given as latin1. */
  send(bytes: string): void {
    if (this.socket.writable) this.socket.write(bytes, "latin1");
  }

  /** Send a line and hear one reply. */
  say(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.hear();
  }

  /** The next reply, written down; empty where none comes. */
  async hear(limit = SILENCE_MS, silence: string | undefined = "(silence)"): Promise<string> {
    const timeOut = Date.now() + limit;
    for (;;) {
      const reply = this.#takeReply();
      if (reply !== undefined) {
        this.transcript.push(comparable(reply));
        return reply;
      }
      const isOver = this.isOver();
      if (isOver || Date.now() > timeOut) {
        const said = isOver ? "(the connection ended)" : silence;
        if (this.transcript.at(-1) !== "(the connection ended)") this.transcript.push(said);
        return "";
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, timeOut - Date.now()));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Hear every reply up to one with any of these codes. */
  async hearUntil(...codes: readonly string[]): Promise<void> {
    for (let replies = 0; replies < 50; replies++) {
      const reply = await this.hear();
      if (reply === "" || codes.some((code) => reply.startsWith(code))) return;
    }
  }

  /** Ask where it is: all that was still to come comes before the answer. */
  async settle(): Promise<void> {
    this.note("then PWD");
    this.send("PWD\r\n");
    await this.hearUntil("257", "530");
  }

  /** Write something down beside the replies. */
  note(what: string): void {
    this.transcript.push(what);
  }

  /** Agree on a data connection; a passive one is made at once. Nothing where the server refuses. */
  async agree(way: DataPortVerb): Promise<DataEnd | undefined> {
    if (way === "PASV" || way === "EPSV") return this.dial(await this.say(way));
    const { data, command } = await this.listen(way);
    if ((await this.say(command)).startsWith("2")) {
      this.transcript.splice(-1, 1, `2xx to ${way}`); // in whose words does not matter
      return data;
    }
    data.close();
    return undefined;
  }

  /** Connect where a 227 or 229 says. */
  dial(reply: string): DataEnd | undefined {
    const numbers = /(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(reply)?.slice(1).map(Number);
    const extended = /\(\|\|\|(\d+)\|\)/.exec(reply)?.[1];
    const [a, b, c, d, high, low] = numbers ?? [];
    if (high === undefined || low === undefined)
      return extended === undefined ? undefined : this.#dial(this.server.host, Number(extended));
    return this.#dial(`${a}.${b}.${c}.${d}`, high * 256 + low);
  }

  #dial(host: string, port: number): DataEnd {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true }).on("error", () => undefined);
    return this.#keep(
      new DataEnd(
        new Promise((resolve) => socket.once("connect", () => resolve(socket)).once("close", () => resolve(undefined))),
        () => undefined,
      ),
    );
  }

  /** A port of one's own, and the command that names it. */
  async listen(
    way: "PORT" | "EPRT",
    format?: (host: string, port: number) => string,
  ): Promise<{ readonly data: DataEnd; readonly command: string }> {
    const host = this.socket.localAddress ?? "127.0.0.1";
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const called = new Promise<Socket | undefined>((resolve) => {
      server
        .once("connection", (socket) => {
          server.close();
          resolve(socket.on("error", () => undefined));
        })
        .once("close", () => resolve(undefined));
    });
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const { port } = server.address() as AddressInfo;
    const plain =
      way === "PORT" ? `PORT ${host.replaceAll(".", ",")},${port >> 8},${port & 255}` : `EPRT |1|${host}|${port}|`;
    return { data: this.#keep(new DataEnd(called, () => void server.close())), command: format?.(host, port) ?? plain };
  }

  /** RETR and its like: what came is told as `whole` where it is what was wanted. */
  async fetch(way: DataPortVerb, command: string, wanted: Buffer): Promise<void> {
    const data = await this.agree(way);
    if (data === undefined) return;
    if ((await this.say(command)).startsWith("1")) {
      this.note(`data: ${await data.came(wanted)}`);
      await this.hear();
    }
    data.close();
  }

  /** LIST and its like. */
  async list(way: DataPortVerb, command: string): Promise<void> {
    const data = await this.agree(way);
    if (data === undefined) return;
    if ((await this.say(command)).startsWith("1")) {
      this.note(`names: ${await data.names()}`);
      await this.hear();
    }
    data.close();
  }

  /** STOR and its like. */
  async store(way: DataPortVerb, command: string, bytes: Buffer | string): Promise<void> {
    const data = await this.agree(way);
    if (data === undefined) return;
    if ((await this.say(command)).startsWith("1")) {
      await data.end(bytes);
      await this.hear();
    }
    data.close();
  }

  close(): void {
    for (const data of this.#data) data.close();
    this.socket.destroy();
  }

  #keep(data: DataEnd): DataEnd {
    this.#data.push(data);
    return data;
  }

  /** A line, or `ddd-` to the line that begins with the same code and no hyphen. A line that is no reply counts as one. */
  #takeReply(): string | undefined {
    const code = /^(\d{3})-/.exec(this.#received)?.[1];
    const whole =
      code === undefined
        ? /^[^\n]*\n/.exec(this.#received)
        : new RegExp(`^[^]*?\\n${code}(?!-)[^\\n]*\\n`).exec(this.#received);
    if (whole === null) return undefined;
    this.#received = this.#received.slice(whole[0].length);
    return whole[0];
  }
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** What a promise brings, or something else where it takes too long. */
export function within<T, L>(milliseconds: number, promise: Promise<T>, late: L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  return Promise.race([
    promise,
    new Promise<L>((resolve) => {
      timer = setTimeout(() => resolve(late), milliseconds);
    }),
  ]).finally(() => clearTimeout(timer));
}
