import { cleanPastedText, unwrapPastedLine } from "./clean-pasted-text.js";
import { parseClientCommand, parseUrlWithin } from "./destination-client-command.js";
import { isWindowsPath, parseCommandLine } from "./destination-command.js";
import { checkPort, parseHop } from "./destination-hop.js";
import { programOf } from "./destination-programs.js";
import { namesPassword, readDestinationSettings, withNotes, type DestinationSettings } from "./destination-settings.js";
import { parseUrl, URL_PATTERN } from "./destination-url.js";
import { DestinationError, type Destination, type DestinationNote, type DestinationResult } from "./destination.js";
import { splitCommandLine } from "./split-command-line.js";

/** A longer text is no server's address. */
const MAX_LENGTH = 10_000;

/**
 * Read whatever names a server: `olive@www.spinach.com`, `host:2222`, `[::1]`, `olive@host:path` (scp), `ssh://`, `sftp://`,
 * `ftp://` and WinSCP's session URLs, and whole command lines of ssh, sftp, scp, autossh, plink, pscp, psftp and PuTTY,
 * with jump hosts, keys and forwards. A password is never kept. Never throws.
 */
export function parseDestination(text: string): DestinationResult {
  try {
    return { ok: true, destination: parse(text) };
  } catch (thrown) {
    if (thrown instanceof DestinationError) return { ok: false, problem: thrown.problem };
    throw thrown;
  }
}

/** Read a command line of ssh or its like, or an address, that a shell has divided into words already. Never throws. */
export function parseDestinationWords(words: readonly string[]): DestinationResult {
  try {
    return { ok: true, destination: parseCommandLine(words) ?? parseClientCommand(words) ?? parse(words.join(" ")) };
  } catch (thrown) {
    if (thrown instanceof DestinationError) return { ok: false, problem: thrown.problem };
    throw thrown;
  }
}

function parse(text: string): Destination {
  if (text.length > MAX_LENGTH) throw new DestinationError({ code: "too-long", what: "" });
  const lines = cleanPastedText(text)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  const settings = readDestinationSettings(lines);
  if (settings !== undefined) return fromSettings(settings);
  const [first = "", ...others] = lines;
  return withNotes(parseLine(unwrapPastedLine(first.trim())), others.map(notUnderstood));
}

function fromSettings(settings: DestinationSettings): Destination {
  if ("ftpUrl" in settings) return withNotes(parseUrl("ftp", settings.ftpUrl), settings.notes);
  const { words, name, notes } = settings;
  const destination = parseCommandLine(words) ?? parseBare(words.slice(-1));
  const isNamed = name !== undefined && destination.gateway?.host !== name;
  return withNotes(isNamed ? { ...destination, name } : destination, notes);
}

function parseLine(written: string): Destination {
  if (written === "") throw new DestinationError({ code: "empty", what: "" });
  const line = withoutPrompt(written);
  const words = splitCommandLine(line);
  if (words.length > 1) {
    const command = parseCommandLine(words) ?? parseClientCommand(words);
    if (command !== undefined) return command;
  }
  const [, scheme, rest = ""] = URL_PATTERN.exec(line) ?? [];
  if (scheme !== undefined) {
    const [url = "", ...more] = rest.split(/\s+/);
    return withNotes(parseUrl(scheme, url), more.map(notUnderstood));
  }
  const within = words.length > 1 ? parseUrlWithin(words) : undefined;
  if (within !== undefined) return within;
  if (isWindowsPath(line)) throw new DestinationError({ code: "host-malformed", what: line.slice(0, 80) });
  // options without their program: `-p 2222 olive@host`
  if (words.length > 1 && words.some((word) => /^-[a-z]/i.test(word))) {
    const command = parseCommandLine(["ssh", ...words]);
    if (command !== undefined) return command;
  }
  return parseBare(splitBare(line));
}

/** A command behind a shell's prompt: `olive@box:~$ ssh ...`, `C:\\Users\\olive>ssh ...`. */
function withoutPrompt(line: string): string {
  const [, command = ""] = /^[^$%#>❯]*[$%#>❯]\s*(\S.*)$/s.exec(line) ?? [];
  const isCommand = (text: string): boolean => programOf(splitCommandLine(text)[0] ?? "") !== undefined;
  return !isCommand(line) && isCommand(command) ? command : line;
}

/** A user's name may have blanks, `Olive Oyl@host`, where nothing else explains them. */
function splitBare(line: string): readonly string[] {
  const [user = ""] = /^[^@]*(?=@)/.exec(line) ?? [];
  const isUser = /\s/.test(user) && !/["'`/=:]/.test(user);
  return isUser ? [line] : line.split(/\s+/);
}

/** `user@host`, `host:2222`, `host 2222`, `user@host:path`. */
function parseBare([first = "", ...more]: readonly string[]): Destination {
  const { text, path } = splitScpPath(first.replace(/^([^/]*)\/$/, "$1"));
  const { hop, notes } = parseHop(text);
  const [port] = hop.port === undefined && /^\d{1,5}$/.test(more[0] ?? "") ? more.splice(0, 1) : [];
  const gateway = port === undefined ? hop : { ...hop, port: checkPort(port) };
  const isBareName =
    path === "" && hop.username === undefined && gateway.port === undefined && /^[\w-]+$/.test(hop.host);
  return {
    gateway,
    via: [],
    forwards: [],
    ...(path === "" ? {} : { path, ftp: { mode: "bridge" as const } }),
    ...(isBareName ? { isBareName: true as const } : {}),
    notes: [...notes, ...more.map(notUnderstood)],
  };
}

/** scp(1) takes what stands behind the colon for a path; digits are meant as a port, also before a path (`host:22/srv`). A user's password has its colon before the @. */
function splitScpPath(text: string): { readonly text: string; readonly path: string } {
  const [, withPort = "", beyond = ""] = /^((?:[^:]*@)?(?:\[[^\]]*\]|[^:@[\]/]*):\d{1,5})(\/[^@]*)$/s.exec(text) ?? [];
  if (withPort !== "") return { text: withPort, path: beyond };
  const [, server = "", path = ""] = /^((?:.*@)?(?:\[[^\]]*\]|[^:@[\]]*)):(?!\d*$)([^@:]*)$/s.exec(text) ?? [];
  return server === "" ? { text, path: "" } : { text: server, path };
}

/** A line or word that says nothing to a profile; what may be a password is not repeated. */
const notUnderstood = (what: string): DestinationNote =>
  namesPassword(what)
    ? { code: "password-dropped", what: "" }
    : { code: "not-understood", what: what.trim().slice(0, 80) };
