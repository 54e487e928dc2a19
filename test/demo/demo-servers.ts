import type { Tunnels } from "../../src/core/tunnel/tunnels.js";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import type { FtpServerAddress } from "../support/clients/ftp-clients.js";
import { allFree, freePort, freeRange, mayListen } from "../support/fixtures/free-port.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startSftpGateway } from "../support/gateways/sftp-gateway.js";
import { startFtpServer } from "../support/servers/ftp-server.js";
import { demoEnvironment } from "./demo-environment.js";
import { openTunnel } from "./open-tunnel.js";

export const DEMO_MODES = ["relay", "range", "bridge"] as const;
export type DemoMode = (typeof DEMO_MODES)[number];

/** The recipe's own ports (2121, 2534-2536) where they are free, or any others. */
export type DemoPorts = "recipe" | "other";

/** The servers that stand in for real ones, and the tunnel to them. */
export interface DemoServers {
  /** What stands where, in lines for people. */
  readonly told: readonly string[];
  /** The folder whose files the far side serves, and how an FTP client names a file of it. */
  readonly root: string;
  remotePath(name: string): string;
  open(): Promise<Tunnels>;
  /** Where an FTP client connects on this computer, and with which login. */
  address(tunnels: Tunnels): FtpServerAddress;
  close(): Promise<void>;
}

const HERE = "127.0.0.1";

/** Start what a mode needs: a gateway with an FTP server behind it, or one with SFTP. @throws where it cannot listen */
export async function startDemoServers(mode: DemoMode, ports: DemoPorts): Promise<DemoServers> {
  const control = ports === "recipe" && (await allFree(2121, 1, [HERE])) ? 2121 : await freePort(HERE);
  const taken =
    control === 2121 || ports === "other" ? [] : ["Port 2121 is taken here; the tunnel listens on another."];
  return mode === "bridge" ? startForBridge(control, taken) : startForFtp(mode, control, taken, ports);
}

/**
 * A data port of the range keeps its number on both sides of a tunnel, so popeye needs an address of its own where the same
 * ports are free. On Linux and Windows all of 127.0.0.0/8 is this computer; macOS has only 127.0.0.1 of it, and ::1 serves there.
 */
async function startForFtp(
  mode: "relay" | "range",
  control: number,
  taken: readonly string[],
  ports: DemoPorts,
): Promise<DemoServers> {
  const popeye = (await mayListen("127.0.0.2", 0)) ? "127.0.0.2" : "::1";
  if (!(await mayListen(popeye, 0)))
    throw new Error("the demo needs a second loopback address, 127.0.0.2 or ::1, and this computer has neither");
  const passive =
    ports === "recipe" && (await allFree(2534, 3, [HERE, popeye]))
      ? "2534-2536"
      : (await freeRange(3, HERE, popeye)).text;
  const gateway = await startGateway({ names: { popeye } });
  const ftp = await startFtpServer({ host: popeye, passive });
  const ranged = rangeProfile({ gateway, target: { host: "popeye", port: ftp.port }, control, passive });
  return {
    told: [
      mode === "relay"
        ? "The relay: any FTP server as it is; each data connection is carried when it is asked for."
        : `The range: the classic recipe, which forwards the control port and each of ${ftp.passive}.`,
      "Two servers stand in for the real ones, both on this computer:",
      `  an SSH server, the gateway    ${gateway.host} port ${gateway.port}`,
      `  an FTP server, popeye         ${popeye} port ${ftp.port}, passive ports ${ftp.passive}; only the gateway knows it by that name`,
      ...taken,
    ],
    root: ftp.root,
    remotePath: (name) => name,
    open: () => openTunnel(mode === "range" ? ranged : asRelay(ranged), demoEnvironment(gateway)),
    address: () => ({ host: HERE, port: control, username: ftp.username, password: ftp.password }),
    close: async () => {
      await ftp.close();
      await closeChecked(gateway);
    },
  };
}

const asRelay = ({ ftp, ...profile }: ProfileDraft): ProfileDraft =>
  ftp?.mode === "range"
    ? { ...profile, ftp: { mode: "relay", target: ftp.target, listen: ftp.listen } }
    : { ...profile, ftp };

/** @throws where the gateway was asked for anything but popeye */
async function closeChecked(gateway: Gateway): Promise<void> {
  await gateway.close();
  if (!gateway.asked().every((target) => target.startsWith("popeye:")))
    throw new Error("something did not go to popeye");
}

async function startForBridge(control: number, taken: readonly string[]): Promise<DemoServers> {
  const gateway = await startSftpGateway();
  const folder = tempFolder();
  const { host, port, username } = gateway;
  return {
    told: [
      "The bridge: a server that has no FTP at all; Culvert's own FTP server stands in front of its SFTP.",
      "One server stands in for the real one, on this computer:",
      `  an SSH server with SFTP       ${host} port ${port}; its files lie in ${folder.path}`,
      ...taken,
    ],
    root: folder.path,
    remotePath: (name) => `${folder.path}/${name}`,
    open: () =>
      openTunnel(
        {
          id: "popeye",
          name: "Popeye's files",
          gateway: { host, port, username, auth: [{ method: "password" }] },
          ftp: { mode: "bridge", listen: { host: HERE, port: control } },
        },
        demoEnvironment(gateway),
      ),
    address: (tunnels) => {
      const login = tunnels.bridgeLogin("popeye");
      if (login === undefined) throw new Error("the bridge has made no login");
      return { host: HERE, port: control, ...login };
    },
    close: async () => {
      await gateway.close();
      folder.remove();
    },
  };
}
