import { connect } from "node:net";
import { join } from "node:path";
import dbus from "@homebridge/dbus-native";

/** A message of D-Bus, as the library has it; a variant is its signature and its value. */
export interface BusMessage {
  readonly type?: number;
  readonly destination?: string;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

interface Bus {
  readonly connection: {
    on(event: "error" | "end", listener: () => void): void;
    on(event: "message", listener: (message: BusMessage) => void): void;
    end(): void;
  };
  invoke(message: BusMessage, answered: (error: unknown, ...values: unknown[]) => void): void;
}

const SIGNAL = 4;
/** A bus that hangs must not keep the user waiting. Milliseconds. */
const ANSWER_LIMIT_MS = 2_000;

/** The socket of the session bus: where its address says, or where systemd has it. `undefined` where there is none, or none that is a Unix socket. */
export function busSocket(env: NodeJS.ProcessEnv): string | undefined {
  const address = env["DBUS_SESSION_BUS_ADDRESS"];
  if (address === undefined || address === "")
    return env["XDG_RUNTIME_DIR"] === undefined ? undefined : join(env["XDG_RUNTIME_DIR"], "bus");
  for (const one of address.split(";")) {
    const [, kind, value = ""] = /^unix:(?:[^,]*,)*(path|abstract)=([^,]*)/.exec(one) ?? [];
    if (kind !== undefined) return `${kind === "abstract" ? "\0" : ""}${decodeURIComponent(value)}`;
  }
  return undefined;
}

/** A connection to the session bus: calls that always end, and the signals that were asked for. */
export class SessionBus {
  readonly #bus: Bus;
  readonly #unanswered = new Set<() => void>();
  #isOpen = true;

  /** @param signalled told of every signal @param ended told once the bus is gone */
  constructor(socket: string, signalled: (signal: BusMessage) => void, ended: () => void) {
    const { createClient } = dbus as unknown as { createClient: (options: object) => Bus };
    this.#bus = createClient({ stream: connect(socket), authMethods: ["EXTERNAL"] });
    const end = (): void => {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      for (const giveUp of this.#unanswered) giveUp();
      ended();
    };
    this.#bus.connection.on("error", end);
    this.#bus.connection.on("end", end);
    this.#bus.connection.on("message", (message) => {
      if (message.type === SIGNAL) signalled(message);
    });
  }

  /** @returns the first value of the answer; `undefined` where it is refused, or none comes in time */
  call(message: BusMessage): Promise<unknown> {
    return new Promise((resolve) => {
      if (!this.#isOpen) return resolve(undefined);
      const answered = (value: unknown): void => {
        clearTimeout(limit);
        this.#unanswered.delete(giveUp);
        resolve(value);
      };
      const giveUp = (): void => answered(undefined);
      const limit = setTimeout(giveUp, ANSWER_LIMIT_MS);
      this.#unanswered.add(giveUp);
      this.#bus.invoke(message, (error, value) => answered(error === null || error === undefined ? value : undefined));
    });
  }

  /** Ask the bus itself. */
  callBus(member: string, argument: string): Promise<unknown> {
    return this.call({
      destination: "org.freedesktop.DBus",
      path: "/org/freedesktop/DBus",
      interface: "org.freedesktop.DBus",
      member,
      signature: "s",
      body: [argument],
    });
  }

  close(): void {
    this.#isOpen = false;
    this.#bus.connection.end();
  }
}
