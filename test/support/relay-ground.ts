import type { Channel } from "ssh2";
import { FtpRelay } from "../../src/core/relay/ftp-relay.js";
import { SshSession } from "../../src/core/ssh/ssh-session.js";
import type { GatewayLink } from "../../src/core/tunnel/link.js";
import { readProfile } from "../../src/shared/profile-issues.js";
import type { ForwardStatus } from "../../src/shared/tunnel-state.js";
import { freePort } from "./free-port.js";
import { startGateway, type Gateway } from "./gateway.js";
import { startMiniFtp, type MiniFtp, type MiniFtpOptions } from "./mini-ftp.js";
import { HandClock, outsideDouble, ScriptedAsker } from "./outside-double.js";
import { RawFtp, type RawConnect } from "./raw-ftp.js";
import { waitFor } from "./wait-for.js";

/** A session through a gateway in this process, for relays of a test's own. */
export interface RelayGround {
  readonly gateway: Gateway;
  readonly relay: (target: { readonly host: string; readonly port: number }, listenHost?: string) => Promise<RunningRelay>;
  /** A relay in front of an FTP server that the test plays; both go with `cleanUp`. */
  readonly scene: (options: MiniFtpOptions, listenHost?: string) => Promise<Scene>;
  readonly cleanUp: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Scene {
  readonly server: MiniFtp;
  readonly running: RunningRelay;
  readonly client: (how?: RawConnect) => Promise<RawFtp>;
  /** Nothing of any client: no connection at the server, no channel, no transfer, no timer. */
  readonly untilNothingIsLeft: () => Promise<void>;
}

/** A relay that listens, with a clock that only the test moves. */
export interface RunningRelay {
  readonly relay: FtpRelay;
  readonly port: number;
  readonly clock: HandClock;
  readonly row: () => ForwardStatus;
  /** Channels that are open now. */
  readonly channels: () => number;
}

export async function startRelayGround(): Promise<RelayGround> {
  const gateway = await startGateway();
  const reading = readProfile({ id: "popeye", name: "Popeye", gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "password" }] } });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const asker = new ScriptedAsker(({ kind }) => (kind === "host-key" ? { kind: "trust", remember: false } : { kind: "secret", text: gateway.password, remember: false }));
  const session = await SshSession.open(reading.profile.gateway, { profile: "popeye", outside: outsideDouble({ asker }), signal: new AbortController().signal, reached: () => undefined });

  async function relay(target: { readonly host: string; readonly port: number }, listenHost = "127.0.0.1"): Promise<RunningRelay> {
    const clock = new HandClock();
    const open = new Set<Channel>();
    const counted = (channel: Channel): Channel => {
      open.add(channel);
      channel.once("close", () => open.delete(channel));
      return channel;
    };
    const link: GatewayLink = {
      clock, passed: () => undefined, changed: () => undefined, whyDown: () => undefined, awaitUp: () => Promise.resolve(),
      openChannel: async (place, origin) => counted(await session.openChannel(place, origin)),
      listenAtGateway: (spot, arrived) => session.listenAtGateway(spot, (arrival) => arrived({ ...arrival, accept: () => counted(arrival.accept()) })),
      openSftp: () => Promise.reject(new Error("a relay needs no SFTP")),
      secrets: outsideDouble({ asker }).secrets,
    };
    const port = await freePort("127.0.0.1", ...(listenHost === "localhost" ? ["::1"] : []));
    const relay = new FtpRelay({ listen: { host: listenHost, port }, target }, link);
    await relay.listen();
    const row = (): ForwardStatus => {
      const [only] = relay.rows(clock.now());
      if (only === undefined) throw new Error("a relay has one row");
      return only;
    };
    if (row().state.kind !== "listening") throw new Error(JSON.stringify(row().state));
    return { relay, port, clock, row, channels: () => open.size };
  }

  const cleanUps: (() => Promise<void> | void)[] = [];
  return {
    gateway, relay,
    async scene(options, listenHost) {
      const server = await startMiniFtp(options);
      const running = await relay(server, listenHost);
      cleanUps.push(() => server.close(), () => running.relay.stop());
      return {
        server, running,
        async client(how) {
          const ftp = await RawFtp.connect(running.port, how);
          cleanUps.push(() => ftp.close());
          return ftp;
        },
        untilNothingIsLeft: () => waitFor("the end of everything", () =>
          running.channels() === 0 && server.open() === 0 && running.row().connections.open === 0 && running.row().transfers?.length === 0 && running.clock.pending === 0 ? true : undefined).then(() => undefined),
      };
    },
    async cleanUp() {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    },
    async close() {
      await session.close();
      await gateway.close();
    },
  };
}

/** Listeners of this process, whoever opened them. */
export const listeners = (): number => process.getActiveResourcesInfo().filter((name) => name === "TCPServerWrap").length;

/** The same, once those that are closing have closed. */
export async function listenersAtRest(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return listeners();
}
