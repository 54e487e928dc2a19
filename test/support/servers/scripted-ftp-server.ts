import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Answers one command in place of the server's own way. */
export type ScriptedReply = (session: ScriptedSession, argument: string) => void | Promise<void>;

export interface ScriptedFtpServerOptions {
  /** What is said to whom connects. */
  readonly greeting?: string;
  /** Answers of the test's own, by verb. */
  readonly answers?: Readonly<Record<string, ScriptedReply>>;
  /** Files that can be fetched, as latin1. */
  readonly files?: Readonly<Record<string, string>>;
}

/** One client of the server. */
export interface ScriptedSession {
  say(text: string): void;
  readonly control: Socket;
  /** Listen for data. @returns the port */
  listen(): Promise<number>;
  /** The data connection that was made to the port; nothing where none was asked for. */
  data(): Promise<Socket | undefined>;
}

export interface ScriptedFtpServer {
  readonly host: string;
  readonly port: number;
  /** Every line that came from clients, to the byte. */
  readonly heard: readonly string[];
  readonly stored: ReadonlyMap<string, string>;
  /** Connections and listeners that are open now, both kinds together, without the server's own. */
  open(): number;
  close(): Promise<void>;
}

/** No two ports in a row lie closer together. */
const PORTS_APART = 16;
/** The one behind them is taken wherever it lies. */
const MAX_TRIES = 20;

/** An FTP server played by the test: one command after the other, ABOR and STAT at once, a port for each PASV. */
export async function startScriptedFtpServer({
  greeting = "220 popeye\r\n",
  answers = {},
  files = {},
}: ScriptedFtpServerOptions = {}): Promise<ScriptedFtpServer> {
  const heard: string[] = [];
  const endsUnread = greeting.includes("(vsFTPd "); // the relay ends what such a server does not read, before the server's own end
  const stored = new Map<string, string>();
  const live = new Set<Socket | Server>();
  let lastPort = 0;
  const server = createServer((control) => serve(keep(control)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  function keep<T extends Socket | Server>(one: T): T {
    live.add(one);
    one.on("error", () => undefined).once("close", () => live.delete(one));
    return one;
  }

  /** On a free port far from the last one: ports that lie close together are a small range to the relay, which keeps no spare there. */
  async function listenApart(listener: Server): Promise<number> {
    for (let tries = 1; ; tries++) {
      keep(listener);
      await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
      const { port } = listener.address() as AddressInfo;
      if (Math.abs(port - lastPort) >= PORTS_APART || tries === MAX_TRIES) return (lastPort = port);
      await new Promise((resolve) => listener.close(resolve));
    }
  }

  function serve(control: Socket): void {
    let listener: Server | undefined;
    let coming: Promise<Socket> | undefined;
    let running: Socket | "awaited" | undefined;
    let aborted = false;
    let received = "";
    let work = Promise.resolve();
    const shut = () => {
      listener?.close();
      void coming?.then((unused) => unused.destroy());
      listener = undefined;
      coming = undefined;
    };
    const session: ScriptedSession = {
      control,
      say: (text) => {
        if (control.writable) control.write(text, "latin1");
      },
      listen: () => {
        shut();
        const next = createServer({ allowHalfOpen: endsUnread });
        listener = next;
        coming = new Promise((resolve) =>
          next.once("connection", (socket) => {
            next.close();
            resolve(keep(socket));
          }),
        );
        return listenApart(next);
      },
      data: async () => {
        const socket = await coming;
        coming = undefined;
        return socket;
      },
    };

    const transfer = async (move: (data: Socket) => Promise<string>) => {
      if (coming === undefined) {
        session.say("425 Use PASV first.\r\n");
        return;
      }
      running = "awaited";
      const data = await Promise.race([
        session.data(),
        new Promise<undefined>((resolve) => control.once("close", () => resolve(undefined))),
      ]);
      if (data === undefined) return;
      running = data;
      aborted = false;
      session.say("150 Here it comes.\r\n");
      const last = await move(data);
      running = undefined;
      session.say(last);
    };
    const give = (text: string) =>
      transfer(
        (data) =>
          new Promise((resolve) => {
            data
              .once("close", (broken) => resolve(broken || aborted ? "426 Broken.\r\n" : "226 Done.\r\n"))
              .resume()
              .end(text, "latin1");
          }),
      );
    const own: Record<string, ScriptedReply> = {
      USER: () => session.say("331 And your password?\r\n"),
      PASS: () => session.say("230 Ahoy.\r\n"),
      PASV: async () => {
        const port = await session.listen();
        session.say(`227 Entering Passive Mode (10,0,0,5,${port >> 8},${port & 255}).\r\n`);
      },
      EPSV: async () => session.say(`229 Entering Extended Passive Mode (|||${await session.listen()}|)\r\n`),
      LIST: () => give(`${Object.keys(files).join("\r\n")}\r\n`),
      RETR: async (_, name) => {
        const text = files[name];
        if (text === undefined) session.say("550 No such file.\r\n");
        else await give(text);
      },
      STOR: (_, name) =>
        transfer(
          (data) =>
            new Promise((resolve) => {
              let text = "";
              data
                .setEncoding("latin1")
                .on("data", (more: string) => {
                  text += more;
                })
                .once("end", () => {
                  stored.set(name, text);
                  data.end();
                  resolve("226 Kept.\r\n");
                })
                .once("error", () => resolve("426 Broken.\r\n"));
            }),
        ),
      QUIT: () => {
        session.say("221 Bye.\r\n");
        control.end();
      },
      ABOR: () => session.say("226 Nothing to abort.\r\n"),
      STAT: () => session.say("211-All is\r\n well.\r\n211 End\r\n"),
    };

    const answer = async (line: string) => {
      if (control.destroyed) return; // what it would listen for has nobody to close it
      const text = line.replace(/\r?\n$/, "");
      const [verb = ""] = text.split(" ", 1);
      const act = answers[verb.toUpperCase()] ?? own[verb.toUpperCase()];
      if (act === undefined) session.say(`200 ${text}\r\n`);
      else await act(session, text.slice(verb.length + 1));
    };
    control.setEncoding("latin1").on("data", (text: string) => {
      received += text;
      for (let end = received.indexOf("\n"); end !== -1; end = received.indexOf("\n")) {
        const line = received.slice(0, end + 1);
        received = received.slice(end + 1);
        heard.push(line);
        if (running !== undefined && /^STAT/i.test(line)) void answer(line);
        else if (typeof running === "object" && /^ABOR/i.test(line)) {
          aborted = true; // its 426 comes first
          running.resetAndDestroy();
          work = work.then(() => session.say("226 Aborted.\r\n"));
        } else work = work.then(() => answer(line));
      }
    });
    control
      .once("end", () => {
        work = work.then(() => void control.end());
      })
      .once("close", () => {
        shut();
        if (typeof running === "object") running.destroy();
      });
    session.say(greeting);
  }

  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    heard,
    stored,
    open: () => live.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const one of live)
          if ("destroy" in one) one.destroy();
          else one.close();
      }),
  };
}
