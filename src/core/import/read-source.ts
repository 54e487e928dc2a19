import { userInfo } from "node:os";
import { join } from "node:path";
import { noReading, type Candidate, type DroppedFile, type Note, type Reading } from "../../shared/exchange/import-candidate.js";
import { fromHome } from "../system/home-path.js";
import { readCulvertDocument } from "./culvert-document.js";
import { recognise } from "./detect-file-kind.js";
import { readFilezilla } from "./filezilla.js";
import type { Include } from "./openssh/config-blocks.js";
import type { LocalMachine } from "./openssh/host-settings.js";
import { includeFrom } from "./openssh/include-files.js";
import { readOpensshConfig } from "./openssh/openssh-config.js";
import { readPuttyRegistry, readPuttySessionFile } from "./putty/putty-session.js";
import { filesIn, readFileText, textIn, tooLarge, type FileText } from "./read-text-file.js";
import { isRegistryPlace, readRegistryPlace } from "./windows-registry.js";
import { readWinscpIni, readWinscpRegistry } from "./winscp.js";

const thisMachine = (): LocalMachine => {
  try {
    return { username: userInfo().username };
  } catch {
    return { username: "" }; // a user id without a name
  }
};

/**
 * Whatever there is to import at a path: a file of any kind that Culvert knows, a folder of PuTTY's sessions,
 * or `registry:putty` and `registry:winscp` on Windows. Changes nothing, and never throws for what stands there.
 */
export function readSource(path: string, machine = thisMachine()): Reading {
  const reading = isRegistryPlace(path) ? readRegistryPlace(path) : readPath(fromHome(path), machine);
  return withUsernames(reading, machine);
}

/**
 * Whatever there is to import in files that were dropped on the window. What an OpenSSH configuration includes is not followed but told of:
 * the window sends contents, and no path that it names is ever read. Who wants the included files has the file dialog.
 */
export function readDropped(files: readonly DroppedFile[], machine = thisMachine()): Reading {
  const read = ({ name, size, base64 }: DroppedFile): Reading => readingOf(tooLarge(name, size) ?? textIn(name, Buffer.from(base64, "base64")), machine, nothingIncluded);
  return withUsernames(together(files.map(read)), machine);
}

const nothingIncluded: Include = (pattern) => [{ code: "include-not-followed", file: pattern, what: pattern }];

function readPath(path: string, machine: LocalMachine): Reading {
  const files = filesIn(path);
  return files === undefined ? readFile(path, machine) : readFolder(path, files, machine);
}

/** `~/.putty` holds its sessions one folder deeper, `~/.ssh` its configuration. */
function readFolder(folder: string, files: readonly string[], machine: LocalMachine): Reading {
  const sessions = filesIn(join(folder, "sessions"));
  if (sessions !== undefined) return together(sessions.map((file) => readFile(file, machine)));
  const config = files.find((file) => file === join(folder, "config"));
  if (config !== undefined) return readFile(config, machine);
  const reading = together(files.map((file) => readFile(file, machine)));
  return files.length === 0 ? noReading({ code: "folder-without-sessions", file: folder }) : reading;
}

const readFile = (file: string, machine: LocalMachine): Reading => readingOf(readFileText(file), machine);

function readingOf(read: FileText | Note, machine: LocalMachine, include?: Include): Reading {
  if ("code" in read) return noReading(read);
  const reading = readText(read.text, read.file, machine, include);
  const nothing: readonly Note[] = reading.candidates.length === 0 && reading.notes.length === 0 ? [{ code: "nothing-found", file: read.file }] : [];
  return withinReason({ candidates: reading.candidates, notes: [...read.notes, ...reading.notes, ...nothing] }, read.file);
}

/** More than anybody looks through. */
const MOST_CANDIDATES = 2_000;
const MOST_NOTES = 2_000;

function withinReason({ candidates, notes }: Reading, file: string): Reading {
  if (candidates.length <= MOST_CANDIDATES && notes.length <= MOST_NOTES) return { candidates, notes };
  const tooMany: Note = { file, code: "too-many", what: String(candidates.length > MOST_CANDIDATES ? MOST_CANDIDATES : MOST_NOTES) };
  return { candidates: candidates.slice(0, MOST_CANDIDATES), notes: [tooMany, ...notes.slice(0, MOST_NOTES)] };
}

/** Read a file's text as what it is. */
export function readText(text: string, file: string, machine: LocalMachine, include: Include = includeFrom()): Reading {
  switch (recognise(text)) {
    case "culvert": return readCulvertDocument(text, file);
    case "filezilla": return readFilezilla(text, file);
    case "openssh": return readOpensshConfig(text, file, include, machine);
    case "putty-session": return readPuttySessionFile(text, file);
    case "registry": return readRegistry(text, file);
    case "winscp-ini": return readWinscpIni(text, file);
    case undefined: return noReading(text.trim() === "" ? { code: "nothing-found", file } : { code: "file-not-recognised", file, line: 1 });
  }
}

/** A `.reg` file may hold both programs' sessions; what is wrong with its lines is told once. */
function readRegistry(text: string, file: string): Reading {
  const [putty, winscp] = [readPuttyRegistry(text, file), readWinscpRegistry(text, file)];
  const told = new Set(putty.notes.map((note) => JSON.stringify(note)));
  return { candidates: [...putty.candidates, ...winscp.candidates], notes: [...putty.notes, ...winscp.notes.filter((note) => !told.has(JSON.stringify(note)))] };
}

const together = (readings: readonly Reading[]): Reading => ({ candidates: readings.flatMap(({ candidates }) => candidates), notes: readings.flatMap(({ notes }) => notes) });

/** A site that asks for its user name each time gets the user's own, as `ssh` would take it. */
const withUsernames = ({ candidates, notes }: Reading, machine: LocalMachine): Reading => ({ candidates: candidates.map((candidate) => withUsername(candidate, machine)), notes });

function withUsername(candidate: Candidate, { username }: LocalMachine): Candidate {
  const { gateway } = candidate.draft;
  if (gateway === undefined || [gateway, ...(gateway.via ?? [])].every((hop) => hop.username !== "")) return candidate;
  const filled = <H extends { username: string }>(hop: H): H => (hop.username === "" ? { ...hop, username } : hop);
  const { file, line } = candidate;
  return {
    ...candidate, draft: { ...candidate.draft, gateway: { ...filled(gateway), ...(gateway.via === undefined ? {} : { via: gateway.via.map(filled) }) } },
    notes: [...candidate.notes, { code: "username-assumed", file, ...(line === undefined ? {} : { line }), what: username }],
  };
}
