import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface ProxyOptions {
  readonly kind: "http" | "socks5";
  /** Who is let through; anybody where it is left out. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Names that only the proxy resolves. */
  readonly names?: Readonly<Record<string, string>>;
  /** Answer every request with this refusal: a status line, or a SOCKS reply code. */
  readonly refuse?: string | number;
}

export interface TestProxy {
  readonly host: string;
  readonly port: number;
  /** Every place that was asked for, in order. */
  asked(): readonly string[];
  close(): Promise<void>;
}

/** A small proxy on loopback. */
export async function startProxy(options: ProxyOptions): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
  };
  const lead = (client: Socket, host: string, port: number, yes: Buffer | string, no: Buffer | string): void => {
    asked.push(`${host}:${port}`);
    const target = keep(connect({ host: options.names?.[host] ?? host, port }));
    target
      .once("connect", () => {
        client.write(yes);
        client.pipe(target).pipe(client);
      })
      .once("error", () => client.end(no));
  };
  const connection = options.kind === "http" ? talkHttp : talkSocks5;
  const server = createServer((client) => connection(keep(client), options, lead));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

type Lead = (client: Socket, host: string, port: number, yes: Buffer | string, no: Buffer | string) => void;

function talkHttp(client: Socket, { login, refuse }: ProxyOptions, lead: Lead): void {
  client.once("data", (head) => {
    const [, host = "", port = ""] = /^CONNECT (\S+):(\d+) HTTP/.exec(head.toString()) ?? [];
    const right =
      login === undefined ||
      head.toString().includes(`Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`);
    if (refuse !== undefined) client.end(`${refuse}\r\n\r\n`);
    else if (!right && head.includes("Basic "))
      client.end("HTTP/1.0 401 Unauthorized\r\n\r\n"); // as tinyproxy says it to a wrong password
    else if (!right) client.end("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n");
    else
      lead(
        client,
        host,
        Number(port),
        "HTTP/1.1 200 Connection established\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\n\r\n",
      );
  });
}

function talkSocks5(client: Socket, { login, refuse }: ProxyOptions, lead: Lead): void {
  const steps: ((bytes: Buffer) => void)[] = [
    () => client.write(Buffer.of(5, login === undefined ? 0 : 2)),
    ...(login === undefined
      ? []
      : [
          (bytes: Buffer) => {
            const length = bytes[1] ?? 0;
            const right =
              bytes.subarray(2, 2 + length).toString() === login.username &&
              bytes.subarray(3 + length).toString() === login.password;
            client.write(Buffer.of(1, right ? 0 : 1));
          },
        ]),
    (bytes) => {
      const host = bytes[3] === 3 ? bytes.subarray(5, -2).toString() : bytes.subarray(4, -2).join(".");
      const reply = (code: number) => Buffer.of(5, code, 0, 1, 127, 0, 0, 1, 0, 0);
      if (typeof refuse === "number") client.end(reply(refuse));
      else lead(client, host, bytes.readUInt16BE(bytes.length - 2), reply(0), reply(5));
    },
  ];
  client.on("data", (bytes) => {
    const step = steps.shift();
    if (step !== undefined) step(bytes);
  });
}
