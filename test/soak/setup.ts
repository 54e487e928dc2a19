import { systemClock } from "../../src/core/system/system-clock.js";
import { Tunnels } from "../../src/core/tunnel/tunnels.js";
import { parseProfile } from "../../src/shared/profile/profile-issues.js";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { DEFAULT_SETTINGS } from "../../src/shared/settings.js";
import { freePort } from "../support/fixtures/free-port.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { testEnvironment, ScriptedPrompter } from "../support/fixtures/test-environment.js";
import { startSshd } from "../support/gateways/sshd.js";
import { startDelayingProxy } from "../support/servers/delaying-proxy.js";
import { startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { waitFor } from "../support/wait-for.js";
import type { ClientAddress } from "./client.js";

/** A relay and a bridge in this process, over one link that can be cut, to real servers in processes of their own. */
export interface SoakSetup {
  readonly endpoints: readonly ClientAddress[];
  /** Where the relay to the hostile server listens; 0 where there is none. */
  readonly hostilePort: number;
  /** Connections of clients that relays and bridge have not done with. */
  connections(): number;
  /** Break the link, as a network does. */
  cut(): void;
  /** How often a tunnel has come up. */
  opened(): number;
  close(): Promise<void>;
}

/** @param hostileServer the port of an FTP server to which one more relay leads */
export async function startSoakSetup({ hostileServer }: { readonly hostileServer?: number } = {}): Promise<SoakSetup> {
  const ftp = await startPyftpdlib();
  const sshd = await startSshd({ config: ["MaxSessions 500"] });
  const link = await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: 1 });
  const files = tempFolder();
  const gateway = { host: link.host, port: link.port, username: sshd.username, keyFile: sshd.keyFile };
  const port = { relay: await freePort("127.0.0.1"), bridge: await freePort("127.0.0.1") };
  const hostilePort = hostileServer === undefined ? 0 : await freePort("127.0.0.1");

  let opened = 0;
  const tunnels = new Tunnels(
    testEnvironment({
      clock: systemClock,
      prompter: new ScriptedPrompter(({ kind }) =>
        kind === "host-key" ? { kind: "trust", remember: true } : { kind: "nobody" },
      ),
      settings: () => ({ ...DEFAULT_SETTINGS, closeSeconds: 2, whileDown: { do: "wait", seconds: 10 } }),
      log: {
        info: (sentence) => {
          if (sentence.endsWith("open.")) opened++;
        },
        error: (sentence, bug) => {
          if (bug !== undefined) console.error(sentence, bug);
        },
      },
    }),
  );
  const bridge: ProfileDraft = {
    id: "bridge",
    name: "bridge",
    ftp: { mode: "bridge", listen: { port: port.bridge } },
    gateway: {
      host: gateway.host,
      port: gateway.port,
      username: gateway.username,
      auth: [{ method: "key", file: gateway.keyFile }],
    },
  };
  const relayTo = (id: string, target: { readonly host: string; readonly port: number }, listens: number) =>
    relayProfile({ id, gateway, target, listen: { host: "127.0.0.1", port: listens } });
  const drafts = [
    relayTo("relay", ftp, port.relay),
    bridge,
    ...(hostileServer === undefined
      ? []
      : [relayTo("hostile", { host: "127.0.0.1", port: hostileServer }, hostilePort)]),
  ];
  const profiles = drafts.map((draft) => {
    const reading = parseProfile(draft);
    if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
    return reading.profile;
  });
  tunnels.setProfiles(profiles);
  for (const { id } of profiles) tunnels.open(id);
  await waitFor("both tunnels", () =>
    tunnels.status().every(({ state }) => state.kind === "open") ? true : undefined,
  );
  const login = tunnels.bridgeLogin("bridge");
  if (login === undefined) throw new Error("the bridge has no login");

  return {
    endpoints: [
      {
        name: "relay",
        port: port.relay,
        username: ftp.username,
        password: ftp.password,
        folder: "/pub",
        onDisk: ftp.pub,
      },
      { name: "bridge", port: port.bridge, ...login, folder: files.path, onDisk: files.path },
    ],
    hostilePort,
    connections: () =>
      tunnels
        .status()
        .flatMap(({ forwards }) => forwards)
        .reduce((sum, { connections }) => sum + connections.open, 0),
    cut: () => link.cut(),
    opened: () => opened,
    async close() {
      await tunnels.closeAll();
      await link.close();
      await sshd.close();
      await ftp.close();
      files.remove();
    },
  };
}
