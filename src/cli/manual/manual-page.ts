import type { Command } from "commander";
import { commandShape, type CommandShape } from "../completion/command-shape.js";
import { EXIT } from "../exit-code.js";
import { printDocument } from "../terminal/output.js";

/** Adds `culvert manual`, hidden, which prints culvert.1: `npm run docs` keeps it in assets/cli. A manual page is English in every language. */
export function addManual(program: Command): void {
  program
    .command("manual", { hidden: true })
    .action(() => void printDocument(manualPage(commandShape(program), program.version() ?? "")));
}

const EDITION = "2026-11-29";

const EXIT_STATUS: Readonly<Record<keyof typeof EXIT, string>> = {
  closedAsAsked: "closed as asked (SIGINT, SIGTERM), or done",
  bug: "a bug in Culvert; standard error has its trace",
  usage: "wrong usage",
  profile: "the profile is invalid or was not found",
  hostKey: "the host key is unknown, changed or revoked",
  login: "the login was refused",
  unreachable: "the gateway cannot be reached",
  nothingListens: "nothing could listen",
  checkFailed: "check found something else that will not work, or status a tunnel that is not open or does not work",
  nothingRuns: "status found no Culvert that runs",
};

const ENVIRONMENT = {
  CULVERT_PASSWORD: "the password for the gateway, instead of a question on the terminal",
  CULVERT_PASSPHRASE: "the passphrase of the key",
  CULVERT_PROXY_PASSWORD: "the password for the proxy before the gateway",
  CULVERT_BRIDGE_PASSWORD:
    "the password that an FTP program gives to a bridge; a random one is made and shown otherwise",
  "CULVERT_PASSWORD_FILE, CULVERT_PASSPHRASE_FILE ...":
    "a file of mode 600 that holds the same, and is read where the variable itself is not set",
  CREDENTIALS_DIRECTORY:
    "set by systemd: password, passphrase, proxy-password and bridge-password are read there, before them scans.password and so on for the profile scans",
  CULVERT_FTP_USER: "the FTP server's own user for check, with CULVERT_FTP_PASSWORD; anonymous is tried without them",
  CULVERT_FTP_PASSWORD: "the password that goes with it",
  CULVERT_FLOW: "plain leaves out what Culvert does for speed beyond ssh2 itself",
  SSH_AUTH_SOCK: "where the agent listens",
  NO_COLOR: "set to anything, no colours are written",
  NOTIFY_SOCKET: "set by systemd; up tells it when the tunnels are open and when they close",
};

const FILES = {
  "~/.config/Culvert/profiles.json":
    "the profiles, the same as the app's (macOS: ~/Library/Application Support/Culvert, Windows: %APPDATA%\\Culvert)",
  "~/.config/Culvert/run": "the sockets by which status asks the running app and each up; mode 600",
  "~/.config/Culvert/logs/culvert.log": "what log prints",
  "~/.ssh/known_hosts": "the host keys that are trusted",
};

/** @returns culvert(1) in man's macros */
function manualPage(program: CommandShape, version: string): string {
  return [
    `.TH CULVERT 1 ${EDITION} "Culvert ${version}"`,
    ...section("NAME", "culvert \\- carries FTP through SSH"),
    ...section(
      "SYNOPSIS",
      ...program.commands
        .filter(({ name }) => name !== "help")
        .flatMap(({ usage }) => [".br", `.B culvert ${roff(usage)}`])
        .slice(1),
    ),
    ...section("DESCRIPTION", roff(program.description)),
    ...paragraph(
      "A profile says which SSH gateway to log in to, and how FTP is carried through it: relay reads the FTP control connection and carries each data connection, range forwards a fixed range of passive ports, bridge is an FTP server in front of the gateway's SFTP. Profiles are made in the app's window or by culvert add, or written by hand as the README shows.",
    ),
    ...section("OPTIONS", ...program.options.flatMap(optionEntry)),
    ...section("COMMANDS", ...program.commands.flatMap(commandPart)),
    ...section(
      "EXIT STATUS",
      ...Object.entries(EXIT_STATUS).flatMap(([name, says]) => entry(String(EXIT[name as keyof typeof EXIT]), says)),
    ),
    ...section("ENVIRONMENT", ...Object.entries(ENVIRONMENT).flatMap(([name, says]) => entry(name, says))),
    ...section("FILES", ...Object.entries(FILES).flatMap(([name, says]) => entry(name, says))),
    ...section(
      "EXAMPLES",
      ...entry(
        "culvert add olive@www.spinach.com --ftp popeye",
        "makes the profile popeye: FTP to popeye, through that gateway",
      ),
      ...entry("culvert add -- ssh -p 2222 -L 2121:popeye:21 olive@www.spinach.com", "makes it of a command of ssh"),
      ...entry("culvert list", "shows the profiles"),
      ...entry("culvert up popeye", "opens the tunnel popeye and stays; point the FTP program at 127.0.0.1, port 2121"),
      ...entry("culvert up olive@www.spinach.com --ftp popeye", "opens a tunnel of which nothing is kept"),
      ...entry("culvert status", "tells how the tunnels of all that runs stand"),
      ...entry("culvert check popeye", "says whether an FTP program will work through it, and what to do where not"),
      ...entry(
        "culvert completion bash > ~/.local/share/bash-completion/completions/culvert",
        "completes culvert's words in bash",
      ),
    ),
    ...section("SEE ALSO", ".BR ssh (1),", ".BR sshd_config (5),", ".BR ssh\\-agent (1),", ".BR ftp (1)"),
    "",
  ].join("\n");
}

function commandPart({ usage, description, options }: CommandShape): string[] {
  const own = options.filter(({ flags }) => !flags.includes("--help"));
  return [`.SS ${roff(usage)}`, roff(description), ...own.flatMap(optionEntry)];
}

const optionEntry = ({ flags, value, description }: CommandShape["options"][number]): string[] =>
  entry(`${flags.join(", ")}${value === undefined ? "" : ` <${value.name}>`}`, description);

/** Text for a manual page: what troff would take for an order of its own is shielded. */
const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");

const section = (title: string, ...lines: readonly string[]): string[] => [`.SH ${title}`, ...lines];

/** A list's entry: what it is about in bold, and a paragraph. */
const entry = (about: string, says: string): string[] => [".TP", `.B ${roff(about)}`, roff(says)];

const paragraph = (text: string): string[] => [".PP", roff(text)];
