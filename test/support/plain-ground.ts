import { connect, createServer, type AddressInfo, type ListenOptions, type Server, type Socket } from "node:net";
import type { Outside } from "../../src/core/outside.js";
import { Tunnels } from "../../src/core/tunnel/tunnels.js";
import { readProfile } from "../../src/shared/profile-issues.js";
import { DEFAULT_SETTINGS, type Settings } from "../../src/shared/settings.js";
import type { ForwardStatus, TunnelStatus } from "../../src/shared/tunnel-state.js";
import { startGateway, type Gateway, type GatewayOptions } from "./gateway.js";
import { HandClock, outsideDouble, ScriptedAsker } from "./outside-double.js";
import { tempFolder } from "./temp-folder.js";
import { waitFor } from "./wait-for.js";

/** Where a gateway is, and how the tunnel logs in to it. */
type TestGateway = Pick<Gateway, "host" | "port" | "username" | "password">;

/** What a test with one plain forward stands on; `leave` ends all that it started, last first. */
export class PlainGround {
  readonly clock = new HandClock();
  /** As the tunnels read them, at any time. */
  settings: Settings = { ...DEFAULT_SETTINGS, closeSeconds: 0 };
  readonly #gateways: Gateway[] = [];
  readonly #cleanUps: (() => Promise<unknown>)[] = [];

  async gateway(options: GatewayOptions = {}): Promise<Gateway> {
    const gateway = await startGateway(options);
    this.#gateways.push(gateway);
    this.#cleanUps.push(() => gateway.close());
    return gateway;
  }

  /** Cut every connection to a gateway, as a broken network would. */
  dropLinks(): void {
    for (const gateway of this.#gateways) gateway.dropAll();
  }

  /** To be done by `leave`, before what was begun earlier is ended. */
  atEnd(act: () => Promise<unknown>): void {
    this.#cleanUps.push(act);
  }

  /** A place on this computer that treats each connection as the test says. */
  async target(serve: (socket: Socket) => void, port = 0): Promise<{ host: string; port: number }> {
    const server = await this.#serve(serve, { host: "127.0.0.1", port });
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  }

  /** The same at a Unix socket, in a folder that goes when all goes. */
  async socketTarget(serve: (socket: Socket) => void): Promise<{ socket: string }> {
    const socket = this.socketPath();
    await this.#serve(serve, { path: socket });
    return { socket };
  }

  /** Where a Unix socket may be. */
  socketPath(): string {
    const folder = tempFolder();
    this.#cleanUps.push(() => {
      folder.remove();
      return Promise.resolve();
    });
    return folder.file("socket");
  }

  async #serve(serve: (socket: Socket) => void, where: ListenOptions): Promise<Server> {
    const sockets: Socket[] = [];
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket.on("error", () => undefined));
      serve(socket);
    });
    await new Promise<void>((resolve) => server.listen(where, resolve));
    this.#cleanUps.push(() => new Promise((resolve) => {
      server.close(resolve);
      for (const socket of sockets) socket.destroy();
    }));
    return server;
  }

  /** A tunnel that carries these forwards alone. */
  tunnel(gateway: TestGateway, ...forwards: object[]) {
    return this.carrying(gateway, { forwards });
  }

  /** A tunnel that carries FTP, forwards or both. */
  carrying(gateway: TestGateway, { ftp, forwards = [] }: { readonly ftp?: object; readonly forwards?: readonly object[] }) {
    const asker = new ScriptedAsker(({ kind }) => (kind === "host-key" ? { kind: "trust", remember: true } : { kind: "secret", text: gateway.password, remember: false }));
    const outside: Outside = outsideDouble({ asker, clock: this.clock, settings: () => this.settings });
    const tunnels = new Tunnels(outside);
    const adopt = (plans: readonly object[]) => {
      const reading = readProfile({
        id: "popeye", name: "Popeye", forwards: plans, ...(ftp === undefined ? {} : { ftp }),
        gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "password" }] },
      });
      if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
      tunnels.adopt([reading.profile]);
    };
    adopt(forwards);
    this.#cleanUps.push(() => tunnels.closeAll());
    const status = (): TunnelStatus => {
      const [one] = tunnels.status();
      if (one === undefined) throw new Error("no tunnel");
      return one;
    };
    const row = (index = 0): ForwardStatus => {
      const one = status().forwards[index];
      if (one === undefined) throw new Error("no such row");
      return one;
    };
    return {
      open: () => { tunnels.open("popeye"); },
      /** The profile's forwards are others from now on. */
      change: (...changed: object[]) => adopt(changed),
      close: () => tunnels.close("popeye"),
      lookAgain: () => { tunnels.lookAgain(); },
      login: () => tunnels.bridgeLogin("popeye"),
      status,
      until: (kind: TunnelStatus["state"]["kind"]) => waitFor(`a tunnel that is ${kind}`, () => (status().state.kind === kind ? status() : undefined)),
      row,
      rows: () => status().forwards,
    };
  }

  async leave(): Promise<void> {
    for (const cleanUp of this.#cleanUps.splice(0).reverse()) await cleanUp();
  }
}

/** Says back all that it heard, once its client has ended. */
export function echoAfterEnd(socket: Socket): void {
  let said = "";
  socket.on("data", (chunk) => { said += chunk.toString(); }).on("end", () => socket.end(`you said ${said}`));
}

/** All that comes from a port, or a Unix socket, until it ends, as latin1, and whether the end was a break. */
export function talk(port: number | string, ...say: (string | Buffer)[]): Promise<{ heard: string; broken: boolean }> {
  return new Promise((resolve) => {
    let heard = "";
    let broken = false;
    const socket = connect(typeof port === "string" ? { path: port, allowHalfOpen: true } : { host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true }, () => {
      for (const part of say) socket.write(part);
      socket.end();
    });
    socket.on("data", (chunk) => { heard += chunk.toString("latin1"); }).on("error", () => { broken = true; }).on("close", () => resolve({ heard, broken }));
  });
}
