import { Tunnels } from "../../src/core/tunnel/tunnels.js";
import type { Clock } from "../../src/core/outside.js";
import { systemClock } from "../../src/core/system-clock.js";
import { readProfile } from "../../src/shared/profile-issues.js";
import type { TunnelStatus } from "../../src/shared/tunnel-state.js";
import type { FtpPlace } from "./clients.js";
import { freePort } from "./free-port.js";
import { MemoryKnownHosts, MemoryVault, outsideDouble, ScriptedAsker } from "./outside-double.js";
import { waitFor } from "./wait-for.js";

/** Where the gateway is, and how the bridge logs in to it. */
export interface BridgeGateway {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password?: string;
  readonly keyFile?: string;
}

export interface BridgeOptions {
  readonly listen?: string;
  readonly login?: { readonly any: boolean };
  readonly vault?: MemoryVault;
  readonly clock?: Clock;
}

/** A bridge that is open in this process, and how an FTP client comes to it. */
export interface Bridge extends FtpPlace {
  readonly tunnels: Tunnels;
  status(): TunnelStatus;
  close(): Promise<void>;
}

/** Open a tunnel in the bridge mode. @throws when it does not open */
export async function openBridge({ host, port, username, password, keyFile }: BridgeGateway, options: BridgeOptions = {}): Promise<Bridge> {
  const listen = { host: options.listen ?? "127.0.0.1", port: await freePort("127.0.0.1") };
  const reading = readProfile({
    id: "popeye", name: "Popeye's files",
    gateway: { host, port, username, auth: [keyFile === undefined ? { method: "password" } : { method: "key", file: keyFile }] },
    ftp: { mode: "bridge", listen, ...(options.login === undefined ? {} : { login: options.login }) },
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));

  const asker = new ScriptedAsker((question) => {
    if (question.kind === "host-key") return { kind: "trust", remember: true };
    return question.kind === "password" && password !== undefined ? { kind: "secret", text: password, remember: false } : { kind: "nobody" };
  });
  const tunnels = new Tunnels(outsideDouble({ clock: options.clock ?? systemClock, asker, knownHosts: new MemoryKnownHosts(), secrets: options.vault ?? new MemoryVault() }));
  tunnels.adopt([reading.profile]);
  tunnels.open("popeye");
  const status = (): TunnelStatus => {
    const [only] = tunnels.status();
    if (only === undefined) throw new Error("no tunnel");
    return only;
  };
  await waitFor("an open bridge", () => {
    const { state } = status();
    if (state.kind === "failed" || state.kind === "waiting") throw new Error(JSON.stringify(status()));
    return state.kind === "open" ? true : undefined;
  });
  const login = tunnels.bridgeLogin("popeye");
  return {
    host: listen.host === "localhost" ? "127.0.0.1" : listen.host, port: listen.port,
    username: login?.username ?? "anyone", password: login?.password ?? "anything",
    tunnels, status, close: () => tunnels.closeAll(),
  };
}
