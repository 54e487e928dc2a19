import { checkHost, checkPort, parseHop, parseUser } from "./destination-hop.js";
import { DestinationForwards, type ForwardOption } from "./destination-forwards.js";
import { parseUrl, URL_PATTERN } from "./destination-url.js";
import { programOf, withoutWrappers, type Program } from "./destination-programs.js";
import { DestinationError, type Destination, type DestinationHop, type DestinationNote } from "./destination.js";
import { splitCommandLine } from "./split-command-line.js";

/** What was read of a command so far. */
interface CommandParts {
  port?: number;
  username?: string;
  host?: string;
  key?: string;
  via: readonly DestinationHop[];
  /** One of PuTTY's, which `-load` names. */
  session?: string;
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
    else if (!program.hasLetters && left.length === 1 && /^\d+$/.test(word))
      parts.port ??= checkPort(word); // putty host 2222
    // a command to run there, with all that follows
    else notes.push({ code: "not-understood", what: [word, ...queue.splice(0)].join(" ").slice(0, 80) });
  }
  const destination = takeDestination(left, program);
  if (destination === undefined && parts.session !== undefined)
    throw new DestinationError({ code: "session-named", what: parts.session });
  if (destination === undefined) throw new DestinationError({ code: "host-missing", what: "" });
  return toDestination(destination, program, parts, forwards, notes);
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
  const [, long, attachedValue] = (program.shellOption && /^--([a-z][\w-]*)(?:=(.*))?$/s.exec(word)) ?? [];
  if (long !== undefined) {
    if (long === program.shellOption || long === "rsh")
      readShell(attachedValue ?? valueOf(word, queue), parts, forwards, notes);
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

/** `ssh -p 2222 -i key`, by which another program reaches the host. */
function readShell(
  command: string,
  parts: CommandParts,
  forwards: DestinationForwards,
  notes: DestinationNote[],
): void {
  const [first = "", ...queue] = splitCommandLine(command);
  const program = programOf(first);
  for (let word = queue.shift(); word !== undefined && program !== undefined; word = queue.shift())
    if (word.startsWith("-")) readOption(word, queue, program, parts, forwards, notes);
    else notes.push({ code: "not-understood", what: word });
  if (program === undefined) notes.push({ code: "not-understood", what: first });
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
  if (option === program.shellOption) readShell(value, parts, forwards, notes);
  else if (option === program.portOption) parts.port ??= checkPort(value);
  else if (option === "pw" || option === "pwfile") notes.push({ code: "password-dropped", what: "" });
  else if (option === "i") parts.key ??= value;
  else if (option === "l" && program.withValue.has("W")) parts.username ??= value;
  else if (option === "l" && !program.hasLetters) parts.username ??= value;
  else if (option === "load" && !program.hasLetters) {
    parts.session ??= value;
    notes.push({ code: "not-understood", what: `-load ${value}` });
  } else if (option === "J") parts.via = parseJumps(value, notes);
  else if (option === "o") readSetting(value, parts, forwards, notes);
  else if (isForward(option) && !program.copies) forwards.add(option, value);
  else if (!(option === "M" || option === "e" || option === "B" || program.portOption === "none"))
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
  const isRemote = (word: string): boolean =>
    /^[a-z]+:\/\//i.test(word) || (/^[^/]*:/.test(word) && !isWindowsPath(word));
  const index = program.copies ? left.findIndex(isRemote) : 0;
  return left.splice(Math.max(0, index), 1)[0]?.replace(/;$/, ""); // a shell's, behind the command
}

/** `C:\\web`, which is no host named C. */
export const isWindowsPath = (text: string): boolean => /^[a-z]:\\/i.test(text);

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
