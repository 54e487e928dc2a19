import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer, type Server, type Socket } from "node:net";
import type { BusMessage } from "../../src/main/session-bus.js";

type Received = BusMessage & { readonly serial: number };
interface Sent extends BusMessage { readonly serial: number; readonly replySerial?: number; readonly errorName?: string }

const require = createRequire(import.meta.url);
const { unmarshalMessages, marshall } = require("@homebridge/dbus-native/lib/message.js") as { unmarshalMessages: (stream: Socket, heard: (message: Received) => void) => void; marshall: (message: Sent) => Buffer };
const readLine = require("@homebridge/dbus-native/lib/readline.js") as (stream: Socket, heard: (line: Buffer) => void) => void;

const [RETURN, ERROR, SIGNAL] = [2, 3, 4];
const WATCHER = "org.kde.StatusNotifierWatcher";

/** As much of a session bus as a question for the tray needs, on a Unix socket: a StatusNotifier host is there or not, and comes and goes. */
export class PlayedSessionBus {
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  #serial = 0;
  #hasHost: boolean;
  /** How many matches were asked for; a signal sent before is not heard. */
  matches = 0;
  /** Whether questions stay without an answer. */
  isSilent = false;

  private constructor(readonly socket: string, hasHost: boolean) {
    this.#hasHost = hasHost;
    this.#server = createServer((client) => this.#welcome(client));
  }

  static async listen(socket: string, hasHost: boolean): Promise<PlayedSessionBus> {
    const bus = new PlayedSessionBus(socket, hasHost);
    await once(bus.#server.listen(socket), "listening");
    return bus;
  }

  get address(): string {
    return `unix:path=${this.socket},guid=00`;
  }

  /** The host comes, or goes; the bus tells that the watcher's name has another owner. */
  setHost(isThere: boolean): void {
    this.#hasHost = isThere;
    const [before, after] = isThere ? ["", ":1.9"] : [":1.9", ""];
    for (const client of this.#clients) this.#send(client, { type: SIGNAL, path: "/org/freedesktop/DBus", interface: "org.freedesktop.DBus", member: "NameOwnerChanged", signature: "sss", body: [WATCHER, before, after] });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const client of this.#clients) client.destroy();
    await closed;
  }

  #welcome(client: Socket): void {
    client.on("error", () => undefined);
    client.on("close", () => this.#clients.delete(client));
    readLine(client, () => { // AUTH EXTERNAL
      client.write("OK 00\r\n");
      readLine(client, () => { // BEGIN
        this.#clients.add(client);
        unmarshalMessages(client, (message) => this.#answer(client, message));
        setImmediate(() => client.emit("readable")); // the first messages may have come with BEGIN
      });
    });
  }

  #answer(client: Socket, { serial, member }: Received): void {
    if (this.isSilent) return;
    if (member === "Hello") this.#send(client, { type: RETURN, replySerial: serial, signature: "s", body: [":1.7"] });
    else if (member === "AddMatch") {
      this.matches++;
      this.#send(client, { type: RETURN, replySerial: serial });
    }
    else if (member === "Get" && this.#hasHost) this.#send(client, { type: RETURN, replySerial: serial, signature: "v", body: [["b", true]] });
    else this.#send(client, { type: ERROR, replySerial: serial, errorName: "org.freedesktop.DBus.Error.ServiceUnknown", signature: "s", body: ["The name is not activatable"] });
  }

  #send(client: Socket, message: Omit<Sent, "serial">): void {
    if (client.writable) client.write(marshall({ ...message, serial: ++this.#serial }));
  }
}
