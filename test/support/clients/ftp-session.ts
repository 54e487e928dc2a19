import { connect, type Socket } from "node:net";
import { ReplyReader } from "../../../src/core/ftp/reply-reader.js";
import type { FtpServerAddress } from "./ftp-clients.js";

export interface FtpResponse {
  readonly code: number;
  /** The whole reply, as UTF-8 or as the session reads it. */
  readonly text: string;
}

/** What came over a data connection, and how it ended. */
export interface DataResponse {
  readonly bytes: Buffer;
  /** By a reset, and not by a clean end; node shows a reset behind bytes that waited as a clean end, so false proves nothing. */
  readonly broken: boolean;
}

/** An FTP client that says exactly what a test wants, byte for byte, and hears every reply. */
export class FtpSession {
  readonly #heard: FtpResponse[] = [];
  readonly #waiting: ((heard: FtpResponse) => void)[] = [];
  readonly #reader = new ReplyReader();
  #ended = false;
  /** How commands are written and replies are read: latin1 for a test that means bytes. */
  encoding: "utf8" | "latin1" = "utf8";
  /** What became of the latest data connection, for a message about it. */
  dataProblem = "";
  /** How the control connection ended: by a reset or cleanly. */
  readonly closed: Promise<"broken" | "ended">;

  private constructor(readonly socket: Socket) {
    let broken = false;
    socket.on("data", (chunk) => {
      for (const heard of this.#reader.push(chunk.toString("latin1"))) {
        if (heard.kind === "reply")
          this.#take({ code: heard.code, text: Buffer.from(heard.raw, "latin1").toString(this.encoding) });
      }
    });
    this.closed = new Promise((resolve) =>
      socket
        .on("error", () => {
          broken = true;
        })
        .on("close", () => {
          this.#ended = true;
          for (const wake of this.#waiting.splice(0)) wake({ code: 0, text: "the connection ended" });
          resolve(broken ? "broken" : "ended");
        }),
    );
  }

  /** Connect without saying anything. */
  static dial({ host, port }: Pick<FtpServerAddress, "host" | "port">): FtpSession {
    return new FtpSession(connect({ host, port, noDelay: true }));
  }

  /** Connect, hear the greeting, and log in. */
  static async logIn(server: FtpServerAddress): Promise<FtpSession> {
    const ftp = FtpSession.dial(server);
    await ftp.hear();
    await ftp.say(`USER ${server.username}`);
    const { code, text } = await ftp.say(`PASS ${server.password}`);
    if (code !== 230) throw new Error(text);
    await ftp.say("TYPE I");
    return ftp;
  }

  /** The next reply; code 0 where the connection ends before. */
  hear(): Promise<FtpResponse> {
    const heard = this.#heard.shift();
    if (heard !== undefined) return Promise.resolve(heard);
    if (this.#ended) return Promise.resolve({ code: 0, text: "the connection ended" });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Send a command and hear the next reply. */
  say(line: string): Promise<FtpResponse> {
    this.socket.write(`${line}\r\n`, this.encoding);
    return this.hear();
  }

  /** Agree on a data connection by EPSV, and make it. */
  async data(): Promise<Socket> {
    const { text } = await this.say("EPSV");
    const socket = connect({
      host: this.socket.remoteAddress ?? "",
      port: Number(/\|\|\|(\d+)\|/.exec(text)?.[1]),
      allowHalfOpen: true,
    });
    const local = (): string => `${socket.localPort} to ${socket.remotePort}`;
    this.dataProblem = `; ${text.trim()}: not connected`;
    return socket
      .once("connect", () => (this.dataProblem = `; data connection from ${local()}`))
      .on("error", ({ message }) => (this.dataProblem += `; ${message}`));
  }

  /** RETR, LIST, MLSD and their like: what came, and the replies. */
  async fetch(
    line: string,
  ): Promise<DataResponse & { readonly replies: readonly number[]; readonly last: FtpResponse }> {
    const socket = await this.data();
    const came = read(socket);
    const { replies, last } = await this.#transfer(line);
    if (replies.length === 1) socket.destroy();
    return { ...(await came), replies, last };
  }

  /** STOR and its like. */
  async store(
    line: string,
    bytes: Buffer,
  ): Promise<{ readonly replies: readonly number[]; readonly last: FtpResponse }> {
    const socket = await this.data();
    socket.resume().end(bytes);
    const heard = await this.#transfer(line);
    socket.destroy();
    return heard;
  }

  close(): void {
    this.socket.destroy();
  }

  async #transfer(line: string): Promise<{ readonly replies: readonly number[]; readonly last: FtpResponse }> {
    const first = await this.say(line);
    if (first.code >= 200 || first.code === 0) return { replies: [first.code], last: first };
    const last = await this.hear();
    return { replies: [first.code, last.code], last };
  }

  #take(heard: FtpResponse): void {
    const wake = this.#waiting.shift();
    if (wake === undefined) this.#heard.push(heard);
    else wake(heard);
  }
}

/** All that a data connection brings. */
export function read(socket: Socket): Promise<DataResponse> {
  const chunks: Buffer[] = [];
  let broken = false;
  return new Promise((resolve) =>
    socket
      .on("data", (chunk) => chunks.push(chunk))
      .on("end", () => socket.end())
      .on("error", () => {
        broken = true;
      })
      .on("close", () => resolve({ bytes: Buffer.concat(chunks), broken })),
  );
}
