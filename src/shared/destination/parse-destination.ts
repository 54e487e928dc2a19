import { parseCommandLine } from "./destination-command.js";
import { parseHop } from "./destination-hop.js";
import { parseUrl, URL_PATTERN } from "./destination-url.js";
import { DestinationError, type Destination, type DestinationResult } from "./destination.js";
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
    return { ok: true, destination: parseCommandLine(words) ?? parse(words.join(" ")) };
  } catch (thrown) {
    if (thrown instanceof DestinationError) return { ok: false, problem: thrown.problem };
    throw thrown;
  }
}

function parse(text: string): Destination {
  if (text.length > MAX_LENGTH) throw new DestinationError({ code: "too-long", what: "" });
  const joined = text.replace(/\\\r?\n\s*/g, " ").trim();
  const [first = "", ...others] = joined.split(/\r?\n/).filter((line) => line.trim() !== "");
  const destination = parseLine(unwrap(first.trim()));
  const notes = others.map((line) => ({ code: "not-understood" as const, what: line.trim().slice(0, 80) }));
  return notes.length === 0 ? destination : { ...destination, notes: [...destination.notes, ...notes] };
}

/** Without the signs that a text stands in where it was copied from: `<ssh://host>`, `"olive@host"`, a shell's prompt. */
function unwrap(text: string): string {
  const groups: readonly (string | undefined)[] = /^(?:<(.*)>|`(.*)`|"([^"]*)"|'([^']*)')$/s.exec(text) ?? [];
  const inner = groups.slice(1).find((group) => group !== undefined);
  return (inner ?? text).replace(/^[$%>#] +/, "").trim();
}

function parseLine(line: string): Destination {
  if (line === "") throw new DestinationError({ code: "empty", what: "" });
  const words = splitCommandLine(line);
  if (words.length > 1) {
    const command = parseCommandLine(words);
    if (command !== undefined) return command;
  }
  const [, scheme, rest = ""] = URL_PATTERN.exec(line) ?? [];
  if (scheme !== undefined) {
    const [url = "", ...more] = rest.split(/\s+/);
    const destination = parseUrl(scheme, url);
    return { ...destination, notes: [...destination.notes, ...more.map(notUnderstood)] };
  }
  return parseBare(line);
}

/** `user@host`, `host:2222`, `user@host:path`. */
function parseBare(line: string): Destination {
  const [first = "", ...more] = /^\S*@/.test(line) || !/\s.*@/.test(line) ? line.split(/\s+/) : [line];
  const { text, path } = splitScpPath(first);
  const { hop, notes } = parseHop(text);
  const isBareName = path === "" && hop.username === undefined && hop.port === undefined && /^[\w-]+$/.test(hop.host);
  return {
    gateway: hop,
    via: [],
    forwards: [],
    ...(path === "" ? {} : { path, ftp: { mode: "bridge" as const } }),
    ...(isBareName ? { isBareName: true as const } : {}),
    notes: [...notes, ...more.map(notUnderstood)],
  };
}

/** scp(1) takes what stands behind the colon for a path; digits are meant as a port. A user's password has its colon before the @. */
function splitScpPath(text: string): { readonly text: string; readonly path: string } {
  const [, server = "", path = ""] = /^((?:.*@)?(?:\[[^\]]*\]|[^:@[\]]*)):(?!\d*$)([^@:]*)$/s.exec(text) ?? [];
  return server === "" ? { text, path: "" } : { text: server, path };
}

const notUnderstood = (what: string) => ({ code: "not-understood" as const, what: what.slice(0, 80) });
