import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { endWithUs, runWell, stopChild } from "../support/child.js";
import { startCulvert } from "../support/culvert-process.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import type { TempFolder } from "../support/fixtures/temp-folder.js";
import type { Sshd } from "../support/gateways/sshd.js";
import { programPath, programPathOrThrow } from "../support/programs.js";
import { untilListening } from "./listening.js";
import { listenedPorts, type RangePorts } from "./range-ports.js";

export const ROUTE_NAMES = [
  "direct",
  "ssh -L",
  "culvert",
  "culvert relay",
  "relay, noDelay",
  "ssh -L, sleep",
  "plink",
] as const;
export type RouteName = (typeof ROUTE_NAMES)[number];

/** A way to the FTP server that is open: where a client connects, and the process that carries it, if any. */
export interface OpenRoute {
  readonly host: string;
  readonly control: number;
  readonly pid?: number;
  close(): Promise<void>;
}

/** Each way listens at an address of its own, so that all can be open at once with the same data ports. */
const HOSTS = {
  direct: "127.0.0.2",
  culvert: "127.0.0.1",
  "culvert relay": "127.0.0.5",
  "relay, noDelay": "127.0.0.7",
  "ssh -L": "127.0.0.3",
  "ssh -L, sleep": "127.0.0.6",
  plink: "127.0.0.4",
} as const;

/** Open a way, and resolve when every port of it listens. */
export async function openRoute(
  name: RouteName,
  sshd: Sshd,
  ports: RangePorts,
  folder: TempFolder,
): Promise<OpenRoute> {
  const host = HOSTS[name];
  switch (name) {
    case "direct":
      return { host, control: ports.serverControl, close: () => Promise.resolve() };
    case "culvert":
      return openCulvert(host, ports, rangeProfile(planOf(host, sshd, ports)), sshd, listenedPorts(ports));
    case "culvert relay":
    case "relay, noDelay": {
      const relay = relayProfile({ ...planOf(host, sshd, ports), id: "popeye", listen: { host, port: ports.control } });
      const gateway = { ...relay.gateway, ...(name === "relay, noDelay" ? { noDelay: true } : {}) };
      return openCulvert(host, ports, { ...relay, gateway }, sshd, [ports.control]);
    }
    case "ssh -L":
      return openProgram(host, ports, sshProgram(sshd, folder, forwards(host, ports)));
    // while a program runs, OpenSSH's server has Nagle's algorithm off: what the program in C reaches where nothing stalls
    case "ssh -L, sleep":
      return openProgram(host, ports, sshProgram(sshd, folder, forwards(host, ports), "sleep 1d"));
    case "plink":
      return openProgram(host, ports, await plinkProgram(sshd, folder, forwards(host, ports)));
  }
}

/** Whether the way can be measured on this machine. */
export const hasRoute = (name: RouteName): boolean =>
  name === "direct" ||
  name === "culvert" ||
  name === "culvert relay" ||
  name === "relay, noDelay" ||
  (name === "plink"
    ? programPath("plink") !== undefined && programPath("puttygen") !== undefined
    : programPath("ssh") !== undefined);

const planOf = (host: string, sshd: Sshd, ports: RangePorts) => ({
  gateway: sshd,
  target: { host: "127.0.0.2", port: ports.serverControl },
  host,
  control: ports.control,
  passive: ports.text,
});

/** As a user runs it: the table goes to a file, and nothing else is on. */
async function openCulvert(
  host: string,
  ports: RangePorts,
  profile: ProfileDraft,
  sshd: Sshd,
  listened: readonly number[],
): Promise<OpenRoute> {
  const culvert = startCulvert({ profiles: [profile], knownHosts: sshd.knownHostsLines, json: false });
  let gone: string | undefined;
  void culvert.ended.then(({ stderr }) => {
    gone = `culvert ended: ${stderr}`;
  });
  await untilListening(host, listened, () => gone);
  return {
    host,
    control: ports.control,
    pid: culvert.pid,
    close: async () => {
      await culvert.stop();
    },
  };
}

/** A program and what it is called with. */
interface Program {
  readonly program: string;
  readonly words: readonly string[];
}

async function openProgram(host: string, ports: RangePorts, { program, words }: Program): Promise<OpenRoute> {
  const child = endWithUs(spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] }));
  let said = "";
  let gone: string | undefined;
  child.stderr.on("data", (text: Buffer) => {
    said += text.toString();
  });
  child.once("exit", () => {
    gone = `${program} ended: ${said}`;
  });
  await untilListening(host, listenedPorts(ports), () => gone);
  return {
    host,
    control: ports.control,
    ...(child.pid === undefined ? {} : { pid: child.pid }),
    close: () => stopChild(child),
  };
}

const forwards = (host: string, ports: RangePorts): string[] => [
  "-L",
  `${host}:${ports.control}:127.0.0.2:${ports.serverControl}`,
  ...ports.passive.flatMap((port) => ["-L", `${host}:${port}:127.0.0.2:${port}`]),
];

/** OpenSSH's client. @param forwards `-L` and what follows it @param runs a command at the gateway; none where only ports are forwarded */
export function sshProgram(sshd: Sshd, folder: TempFolder, forwards: readonly string[], runs?: string): Program {
  const known = folder.file("ssh-known-hosts");
  writeFileSync(known, sshd.knownHostsLines);
  const destination = `${sshd.username}@${sshd.host}`;
  return {
    program: programPathOrThrow("ssh"),
    words: [
      "-F",
      "none",
      "-p",
      String(sshd.port),
      "-i",
      sshd.keyFile,
      "-o",
      "IdentitiesOnly=yes",
      "-o",
      `UserKnownHostsFile=${known}`,
      "-o",
      "StrictHostKeyChecking=yes",
      "-o",
      "ExitOnForwardFailure=yes",
      ...forwards,
      ...(runs === undefined ? ["-N", destination] : [destination, runs]),
    ],
  };
}

async function plinkProgram(sshd: Sshd, folder: TempFolder, forwards: readonly string[]): Promise<Program> {
  const key = folder.file("plink.ppk");
  await runWell(programPathOrThrow("puttygen"), [sshd.keyFile, "-O", "private", "-o", key]);
  return {
    program: programPathOrThrow("plink"),
    words: [
      "-ssh",
      "-N",
      "-batch",
      "-no-antispoof",
      "-P",
      String(sshd.port),
      "-i",
      key,
      "-hostkey",
      sshd.fingerprint,
      ...forwards,
      `${sshd.username}@${sshd.host}`,
    ],
  };
}
