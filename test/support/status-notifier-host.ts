import { connect } from "node:net";
import dbus from "@homebridge/dbus-native";
import { busSocket, type BusMessage } from "../../src/main/tray/host/dbus-session-bus.js";

const WATCHER = "org.kde.StatusNotifierWatcher";
const WATCHER_PATH = "/StatusNotifierWatcher";
const DO_NOT_QUEUE = 4;
const IS_OWNER = 1;

/** As much of the library as it takes. */
interface Bus {
  readonly connection: {
    on(event: "error", listener: () => void): void;
    on(event: "message", listener: (message: BusMessage) => void): void;
    end(): void;
  };
  invoke(message: BusMessage, answered: (error: unknown) => void): void;
  addMatch(match: string, answered: (error: unknown) => void): void;
  requestName(name: string, flags: number, answered: (error: unknown, code: number) => void): void;
  exportInterface(served: object, path: string, description: object): void;
  sendSignal(path: string, of: string, member: string): void;
}

/** Watcher and host of StatusNotifierItems on a real session bus, as KDE and GNOME's extension have them; it draws nothing. */
export interface StatusNotifierHost {
  /** The items that were registered and are still there, by their names on the bus. */
  items(): readonly string[];
  /** Click an item with the left button. @throws where it does not answer */
  activate(item: string): Promise<void>;
  /** Leave the bus. Safe to call twice. */
  close(): void;
}

/** @param env names the session bus @throws where there is none, or somebody else is the watcher */
export async function startStatusNotifierHost(env: NodeJS.ProcessEnv): Promise<StatusNotifierHost> {
  const socket = busSocket(env);
  if (socket === undefined) throw new Error("there is no session bus");
  const { createClient } = dbus as unknown as { createClient: (options: object) => Bus };
  const bus = createClient({ stream: connect(socket), authMethods: ["EXTERNAL"] });
  bus.connection.on("error", () => undefined); // the bus may end before this does
  const items = new Set<string>();
  bus.addMatch("type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'", () => undefined);
  bus.connection.on("message", ({ member, body: [name, , owner] = [] }) => {
    if (member === "NameOwnerChanged" && owner === "") items.delete(String(name));
  });
  bus.exportInterface(
    {
      IsStatusNotifierHostRegistered: true,
      ProtocolVersion: 0,
      RegisterStatusNotifierItem: (item: string) => void items.add(item),
    },
    WATCHER_PATH,
    {
      name: WATCHER,
      methods: { RegisterStatusNotifierItem: ["s", ""] },
      properties: { IsStatusNotifierHostRegistered: "b", ProtocolVersion: "i" },
    },
  );
  await new Promise<void>((resolve, reject) =>
    bus.requestName(WATCHER, DO_NOT_QUEUE, (error, code) =>
      code === IS_OWNER ? resolve() : reject(new Error(`no watcher: ${JSON.stringify(error ?? code)}`)),
    ),
  );
  bus.sendSignal(WATCHER_PATH, WATCHER, "StatusNotifierHostRegistered");
  return {
    items: () => [...items],
    activate: (item) =>
      new Promise((resolve, reject) =>
        bus.invoke(
          {
            destination: item,
            path: "/StatusNotifierItem",
            interface: "org.kde.StatusNotifierItem",
            member: "Activate",
            signature: "ii",
            body: [0, 0],
          },
          (error) =>
            error === null || error === undefined
              ? resolve()
              : reject(new Error(`${item} does not answer: ${JSON.stringify(error)}`)),
        ),
      ),
    close: () => bus.connection.end(),
  };
}
