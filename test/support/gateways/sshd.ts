import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dropSessions, endWithUs, kill, runWell, stopDaemon } from "../child.js";
import { descendantsOf } from "../descendants.js";
import { freePort } from "../fixtures/free-port.js";
import { hostKeyFacts, knownHostsLine } from "../fixtures/host-key-facts.js";
import { tempFolder, type TempFolder } from "../fixtures/temp-folder.js";
import { withMounts } from "../mounts.js";
import { programPathOrThrow } from "../programs.js";
import { openssh10, type SshdProgram } from "./openssh-10.js";
import { waitForPort } from "../wait-for.js";

export interface SshdOptions {
  readonly port?: number;
  /** Another release than the machine's own. */
  readonly release?: "10";
  /** Kinds of host key, as ssh-keygen names them; Ed25519 by default. */
  readonly hostKeys?: readonly ("ed25519" | "rsa" | "ecdsa")[];
  /** More lines for sshd_config; where a keyword stands twice, sshd takes the first, so these come first. */
  readonly config?: readonly string[];
  /** More public key lines that are let in. */
  readonly authorizedKeys?: readonly string[];
  /** Files that it finds in the place of the system's, in a mount namespace of its own: by their path there. Needs root. */
  readonly systemFiles?: Readonly<Record<string, string>>;
  /** Told the host keys' files before sshd starts, so that they can be certified. @returns more lines for sshd_config */
  readonly certify?: (hostKeys: readonly string[]) => Promise<readonly string[]>;
}

export interface Sshd {
  readonly host: string;
  readonly port: number;
  /** The user who runs the tests; a login by key. */
  readonly username: string;
  /** A private key that is let in, Ed25519 in OpenSSH's form, without a passphrase. */
  readonly keyFile: string;
  /** For a known_hosts file, a line for each host key, each with its line end. */
  readonly knownHostsLines: string;
  /** For a known_hosts file, the line of one host key, without its line end. */
  readonly knownHostsLine: string;
  readonly keyType: string;
  readonly fingerprint: string;
  readonly pid: number;
  /** Let one more public key in, from now on. */
  authorize(publicLine: string): void;
  /** Kill it and all its sessions (SIGKILL); nobody listens then. */
  kill(): void;
  /** Listen again on the same port with the same keys, after `kill`. */
  startAgain(): Promise<void>;
  /** Cut every connection, and take new ones as before. */
  dropAll(): void;
  log(): string;
  close(): Promise<void>;
}

/** The release that every test talks to in the place of the machine's own; nothing where that one is meant. */
const TESTED_RELEASE = process.env["CULVERT_TEST_OPENSSH"];
/** OpenSSH 10 has no DSA any more. */
export const takesDsa = TESTED_RELEASE !== "10";

/** Real OpenSSH on loopback, on keys and settings of its own; no system file is touched. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const host = "127.0.0.1";
  const port = options.port ?? (await freePort(host));
  const folder = tempFolder();
  const keyFile = await makeKey(folder, "login", "ed25519");
  const hostKeys = await Promise.all(
    (options.hostKeys ?? ["ed25519"]).map((kind) => makeKey(folder, `host-${kind}`, kind)),
  );
  const release = options.release ?? TESTED_RELEASE;
  const { command: sshd, config }: SshdProgram =
    release === undefined ? { command: [programPathOrThrow("sshd")], config: [] } : openssh10(folder);
  const certified = (await options.certify?.(hostKeys)) ?? [];
  const authorized = folder.file("authorized_keys");
  const allowed = [readFileSync(`${keyFile}.pub`, "utf8").trim(), ...(options.authorizedKeys ?? [])];
  const writeAllowed = () => writeFileSync(authorized, `${allowed.join("\n")}\n`);
  writeAllowed();
  writeFileSync(
    folder.file("sshd_config"),
    [
      ...(options.config ?? []),
      ...certified,
      ...config,
      `Port ${port}`,
      `ListenAddress ${host}`,
      ...hostKeys.map((file) => `HostKey ${file}`),
      `AuthorizedKeysFile ${authorized}`,
      "StrictModes no",
      "PidFile none",
      "UsePAM no",
      "PermitRootLogin yes",
      "MaxStartups 100",
      "Subsystem sftp internal-sftp",
      "LogLevel VERBOSE",
      "",
    ].join("\n"),
  );
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });

  const log = () => readFileSync(folder.file("log"), "utf8");
  writeFileSync(folder.file("log"), "");
  const systemFiles = Object.entries(options.systemFiles ?? {}).map(([path, text], index) => {
    writeFileSync(folder.file(`system-${index}`), text);
    return [folder.file(`system-${index}`), path] as const;
  });
  const command = [...sshd, "-D", "-f", folder.file("sshd_config"), "-E", folder.file("log")];
  const [program = "", ...words] = systemFiles.length === 0 ? command : withMounts(systemFiles, command);
  const begin = async (): Promise<ChildProcess> => {
    const begun = endWithUs(spawn(program, words, { stdio: "ignore" }));
    let gone: string | undefined;
    begun.once("error", (error) => {
      gone = error.message;
    });
    begun.once("exit", () => {
      gone = log();
    });
    await waitForPort(host, port, () => gone);
    return begun;
  };
  let child = await begin();

  const facts = hostKeys.map((file) => hostKeyFacts(readFileSync(`${file}.pub`, "utf8")));
  const lines = facts.map((fact) => knownHostsLine(host, port, fact));
  const [first] = facts;
  return {
    host,
    port,
    username: userInfo().username,
    keyFile,
    log,
    get pid() {
      return child.pid ?? 0;
    },
    knownHostsLines: lines.map((line) => `${line}\n`).join(""),
    knownHostsLine: lines[0] ?? "",
    keyType: first?.keyType ?? "",
    fingerprint: first?.fingerprint ?? "",
    authorize(publicLine) {
      allowed.push(publicLine.trim());
      writeAllowed();
    },
    kill() {
      const sessions = descendantsOf(child.pid ?? 0);
      child.kill("SIGKILL");
      sessions.forEach(kill);
    },
    async startAgain() {
      child = await begin();
    },
    dropAll: () => dropSessions(child),
    async close() {
      await stopDaemon(child);
      folder.remove();
    },
  };
}

/** @returns the private key's path; the public one has `.pub` behind it */
export async function makeKey(
  folder: TempFolder,
  name: string,
  kind: "ed25519" | "rsa" | "ecdsa",
  { passphrase = "", words = [] as readonly string[] } = {},
): Promise<string> {
  const file = folder.file(name);
  await runWell(programPathOrThrow("ssh-keygen"), [
    "-q",
    "-t",
    kind,
    "-N",
    passphrase,
    "-C",
    "culvert test",
    "-f",
    file,
    ...words,
  ]);
  return file;
}
