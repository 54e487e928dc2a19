import { checkHost, checkPort, parseHop, parseUser } from "./destination-hop.js";
import { DestinationForwards, type ForwardOption } from "./destination-forwards.js";
import { parseUrl, URL_PATTERN } from "./destination-url.js";
import { DestinationError, type Destination, type DestinationHop, type DestinationNote } from "./destination.js";

/** Which options of a program take a value, and what those mean that a profile knows; the others that are listed mean nothing to it. */
interface Program {
  /** Options of one letter may stand together, as `-NfL 2121:popeye:21`; PuTTY's are words. */
  readonly hasLetters: boolean;
  readonly withValue: ReadonlySet<string>;
  readonly alone: ReadonlySet<string>;
  readonly portOption: "p" | "P";
  /** Files are named behind the host's colon. */
  readonly copies: boolean;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
/** ssh(1), sftp(1), scp(1) of OpenSSH 9; plink and pscp of PuTTY 0.83. */
const SSH: Program = {
  hasLetters: true,
  withValue: new Set("BbcDEeFIiJLlmOoPpQRSWw"),
  alone: new Set("46AaCfGgKkMNnqsTtVvXxYy"),
  portOption: "p",
  copies: false,
};
const SFTP: Program = {
  hasLetters: true,
  withValue: new Set("BbcDFiJloPRSsX"),
  alone: new Set("46AaCfNpqrv"),
  portOption: "P",
  copies: true,
};
const SCP: Program = { ...SFTP, withValue: new Set("cDFiJloPSX"), alone: new Set("346ABCOpqRrsTv") };
const PLINK: Program = {
  hasLetters: false,
  withValue: words("P l i L R D pw pwfile load hostkey m proxycmd nc sercfg sshlog sshrawlog logoverwrite cert"),
  alone: words(
    "ssh ssh-connection raw telnet rlogin serial supdup batch v V N C A a X x T t s 1 2 4 6 agent noagent noshare share no-antispoof antispoof no-trivial-auth no-sanitise-stdout no-sanitise-stderr sanitise-stdout sanitise-stderr r p q ls sftp scp unsafe gui-gssapi",
  ),
  portOption: "P",
  copies: false,
};
const PSCP: Program = { ...PLINK, copies: true };

const PROGRAMS: Readonly<Record<string, Program>> = {
  ssh: SSH,
  slogin: SSH,
  autossh: { ...SSH, withValue: new Set([...SSH.withValue, "M"]) },
  sftp: SFTP,
  scp: SCP,
  plink: PLINK,
  putty: PLINK,
  kitty: PLINK,
  pscp: PSCP,
  psftp: PSCP,
};

/** The program that a first word names, by any path: `/usr/bin/ssh`, `plink.exe`. */
const programOf = (word: string): Program | undefined => {
  const name = word
    .replace(/^.*[/\\]/s, "")
    .replace(/\.exe$/i, "")
    .toLowerCase();
  return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
};

/** What was read of a command so far. */
interface CommandParts {
  port?: number;
  username?: string;
  host?: string;
  key?: string;
  via: readonly DestinationHop[];
  destination?: string;
}

/** Read `ssh -p 2222 -J jump -L 2121:popeye:21 olive@host` and its like. @returns nothing where the first word is no such program @throws DestinationError */
export function parseCommandLine(written: readonly string[]): Destination | undefined {
  const { rest, notes } = withoutWrappers(written);
  const program = programOf(rest[0] ?? "");
  if (program === undefined) return undefined;
  const parts: CommandParts = { via: [] };
  const forwards = new DestinationForwards();
  const left: string[] = [];
  const queue = rest.slice(1);
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") continue;
    if (word.startsWith("-") && word !== "-") readOption(word, queue, program, parts, forwards, notes);
    else if (program.copies || left.length === 0) left.push(word);
    // a command to run there, with all that follows
    else notes.push({ code: "not-understood", what: [word, ...queue.splice(0)].join(" ").slice(0, 80) });
  }
  const destination = takeDestination(left, program);
  if (destination === undefined) throw new DestinationError({ code: "host-missing", what: "" });
  return toDestination(destination, program, parts, forwards, notes);
}

/** What stands before the program: `exec`, `sudo`, and sshpass with a password. */
function withoutWrappers(written: readonly string[]): {
  readonly rest: readonly string[];
  readonly notes: DestinationNote[];
} {
  const rest = [...written];
  const notes: DestinationNote[] = [];
  while (/^(?:exec|sudo|nohup|time|[$%>#])$/.test(rest[0] ?? "")) rest.shift();
  if (/^(?:.*\/)?sshpass$/.test(rest[0] ?? "")) {
    rest.shift();
    notes.push({ code: "password-dropped", what: "" });
    while (rest[0]?.startsWith("-") === true) if (/^-[pfdP]$/.test(rest.shift() ?? "")) rest.shift();
  }
  return { rest, notes };
}

function readOption(
  word: string,
  queue: string[],
  program: Program,
  parts: CommandParts,
  forwards: DestinationForwards,
  notes: DestinationNote[],
): void {
  const letters = program.hasLetters ? word.slice(1) : "";
  if (!program.hasLetters) {
    const name = word.replace(/^--?/, "");
    if (program.withValue.has(name)) return readValue(name, valueOf(word, queue), program, parts, forwards, notes);
    if (!program.alone.has(name)) notes.push({ code: "not-understood", what: word });
    return;
  }
  for (const [index, letter] of Array.from(letters).entries()) {
    if (program.withValue.has(letter)) {
      const attached = letters.slice(index + 1);
      return readValue(
        letter,
        attached === "" ? valueOf(`-${letter}`, queue) : attached,
        program,
        parts,
        forwards,
        notes,
      );
    }
    if (!program.alone.has(letter)) return void notes.push({ code: "not-understood", what: word });
  }
}

function valueOf(option: string, queue: string[]): string {
  const value = queue.shift();
  if (value === undefined) throw new DestinationError({ code: "value-missing", what: option });
  return value;
}

function readValue(
  option: string,
  value: string,
  program: Program,
  parts: CommandParts,
  forwards: DestinationForwards,
  notes: DestinationNote[],
): void {
  if (option === program.portOption) parts.port ??= checkPort(value);
  else if (option === "pw" || option === "pwfile") notes.push({ code: "password-dropped", what: "" });
  else if (option === "i") parts.key ??= value;
  else if (option === "l" && program.withValue.has("W")) parts.username ??= value;
  else if (option === "l" && !program.hasLetters) parts.username ??= value;
  else if (option === "J") parts.via = parseJumps(value, notes);
  else if (option === "o") readSetting(value, parts, forwards, notes);
  else if (isForward(option) && !program.copies) forwards.add(option, value);
  else if (!(option === "M" || option === "e" || option === "B"))
    notes.push({ code: "not-understood", what: `-${option} ${value}` });
}

const isForward = (option: string): option is ForwardOption => option === "L" || option === "R" || option === "D";

/** `-o`, as a line of ssh_config(5): the first that is said counts, as it does there. */
function readSetting(
  value: string,
  parts: CommandParts,
  forwards: DestinationForwards,
  notes: DestinationNote[],
): void {
  const [, keyword = "", setting = ""] = /^\s*(\w+)\s*[=\s]\s*"?(.*?)"?\s*$/s.exec(value) ?? [];
  switch (keyword.toLowerCase()) {
    case "port":
      parts.port ??= checkPort(setting);
      return;
    case "user":
      parts.username ??= setting;
      return;
    case "hostname":
      parts.host ??= checkHost(setting);
      return;
    case "identityfile":
      parts.key ??= setting;
      return;
    case "proxyjump":
      if (parts.via.length === 0) parts.via = parseJumps(setting, notes);
      return;
    case "localforward":
      return forwards.add("L", setting.trim().replace(/\s+/, ":"));
    case "remoteforward":
      return forwards.add("R", setting.trim().replace(/\s+/, ":"));
    case "dynamicforward":
      return forwards.add("D", setting);
    case "exitonforwardfailure":
    case "serveraliveinterval":
    case "serveralivecountmax":
    case "tcpkeepalive":
      return;
    default:
      notes.push({ code: "not-understood", what: `-o ${value}` });
  }
}

/** Longer chains nobody has. */
const MAX_JUMPS = 16;

/** `olive@one:2222,ssh://two`, in the order in which they are passed. */
function parseJumps(value: string, notes: DestinationNote[]): readonly DestinationHop[] {
  if (value.toLowerCase() === "none") return [];
  return value
    .split(",", MAX_JUMPS)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const { hop, notes: own } = parseHop(
        part
          .trim()
          .replace(/^ssh:\/\//i, "")
          .replace(/\/$/, ""),
      );
      notes.push(...own);
      return hop;
    });
}

/** The first word that is no option; of what copies, the first one that names a host: `scp a.txt olive@host:docs`. */
function takeDestination(left: string[], program: Program): string | undefined {
  const index = program.copies ? left.findIndex((word) => /^[a-z]+:\/\//i.test(word) || /^[^/]*:/.test(word)) : 0;
  return left.splice(Math.max(0, index), 1)[0];
}

function toDestination(
  written: string,
  program: Program,
  { port, username, host, key, via }: CommandParts,
  forwards: DestinationForwards,
  notes: DestinationNote[],
): Destination {
  const [, scheme, rest = ""] = URL_PATTERN.exec(written) ?? [];
  const named = scheme === undefined ? parseNamed(written, program) : parseUrl(scheme, rest);
  const { gateway } = named;
  if (gateway === undefined) throw new DestinationError({ code: "scheme-unknown", what: `${scheme ?? ""}://` });
  const user = username === undefined ? undefined : parseUser(username).username;
  // ssh(1): the options say it before the destination does
  const at = { port: port ?? gateway.port, username: user ?? gateway.username };
  const carried = forwards.result();
  return {
    ...named,
    gateway: {
      host: host ?? gateway.host,
      ...(at.port === undefined ? {} : { port: at.port }),
      ...(at.username === undefined ? {} : { username: at.username }),
    },
    via,
    ...(key === undefined ? {} : { key }),
    ...(program.copies ? { ftp: { mode: "bridge" } } : carried.ftp === undefined ? {} : { ftp: carried.ftp }),
    forwards: carried.forwards,
    notes: [...notes, ...named.notes, ...forwards.notes],
  };
}

/** `olive@host`, and of what copies `olive@host:docs`; a port never stands behind the colon. */
function parseNamed(written: string, program: Program): Destination {
  const colon = written.startsWith("[") || /@\[/.test(written) ? written.indexOf("]:") + 1 : written.indexOf(":");
  const hasPath = program.copies && colon > 0;
  const { hop, notes } = parseHop(hasPath ? written.slice(0, colon) : written);
  const path = hasPath ? written.slice(colon + 1) : "";
  return { gateway: hop, via: [], forwards: [], notes, ...(path === "" ? {} : { path }) };
}
