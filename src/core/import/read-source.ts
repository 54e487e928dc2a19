import { userInfo } from "node:os";
import { join } from "node:path";
import {
  emptyResult,
  type Candidate,
  type DroppedFile,
  type ImportNote,
  type ImportResult,
} from "../../shared/import-export/import-candidate.js";
import { withFoundNames } from "./openssh/find-names.js";
import { expandHome } from "../system/home-path.js";
import { readCulvertDocument } from "./culvert-document.js";
import { detectFileKind } from "./detect-file-kind.js";
import { readFilezilla } from "./filezilla.js";
import type { Include } from "./openssh/config-blocks.js";
import type { LocalMachine } from "./openssh/host-settings.js";
import { includeReader } from "./openssh/include-files.js";
import { readSshConfig } from "./openssh/read-ssh-config.js";
import { readKittyKeys, readKittySessionFile, readPuttyKeys, readPuttySessionFile } from "./putty/putty-session.js";
import { filesIn, foldersIn, readFileText, decodeFile, tooLarge, type FileText } from "./read-text-file.js";
import { parseRegFile } from "./formats/reg-file.js";
import { isRegistrySource, readRegistrySource } from "./registry-sources.js";
import { readWinscpIni, readWinscpKeys } from "./winscp.js";

const currentMachine = (): LocalMachine => {
  try {
    return { username: userInfo().username };
  } catch {
    return { username: "" }; // a user id without a name
  }
};

/**
 * Whatever there is to import at a path: a file of any kind that Culvert knows, a folder of PuTTY's or KiTTY's
 * sessions, or `registry:putty`, `registry:kitty` and `registry:winscp` on Windows. Changes nothing, and never throws for what stands there.
 */
export async function readSource(path: string, machine = currentMachine()): Promise<ImportResult> {
  const reading = isRegistrySource(path)
    ? await readRegistrySource(path)
    : await withFoundNames((findName) => readPath(expandHome(path), { findName, ...machine }));
  return withUsernames(reading, machine);
}

/**
 * Whatever there is to import in files that were dropped on the window. What an OpenSSH configuration includes is not followed but told of:
 * the window sends contents, and no path that it names is ever read. Who wants the included files has the file dialog.
 */
export function readDroppedFiles(files: readonly DroppedFile[], machine = currentMachine()): ImportResult {
  const read = ({ name, size, base64 }: DroppedFile): ImportResult =>
    resultOf(tooLarge(name, size) ?? decodeFile(name, Buffer.from(base64, "base64")), machine, noIncludes);
  return withUsernames(combine(files.map(read)), machine);
}

const noIncludes: Include = (pattern) => [{ code: "include-not-followed", file: pattern, what: pattern }];

function readPath(path: string, machine: LocalMachine): ImportResult {
  const files = filesIn(path);
  return files === undefined ? readFile(path, machine) : readFolder(path, files, machine);
}

/** `~/.putty` and KiTTY's own folder hold their sessions one folder deeper, `~/.ssh` its configuration. */
function readFolder(folder: string, files: readonly string[], machine: LocalMachine): ImportResult {
  for (const name of ["sessions", "Sessions"]) {
    const sessions = sessionsIn(join(folder, name));
    if (sessions !== undefined) return combine(sessions.map((file) => readFile(file, machine)));
  }
  const config = files.find((file) => file === join(folder, "config"));
  if (config !== undefined) return readFile(config, machine);
  const isOfKitty = /[/\\]Sessions[/\\]?$/.test(folder);
  const sessions = (isOfKitty ? sessionsIn(folder) : undefined) ?? files.filter((file) => !isDefaultSession(file));
  const reading = combine(sessions.map((file) => readFile(file, machine)));
  return sessions.length === 0 ? emptyResult({ code: "folder-without-sessions", file: folder }) : reading;
}

/** Deeper folders, and more sessions, nobody has. */
const MAX_FOLDER_DEPTH = 8;
const MAX_SESSIONS = 2_000;

/** What every session starts from is none itself, and is no file without anything to import either. */
const isDefaultSession = (file: string): boolean => /[/\\]Default(?:%20| )Settings(?:\.ktx)?$/i.test(file);

/** The files of a folder and of those in it, in which KiTTY sorts its sessions; `undefined` where it is none. */
function sessionsIn(folder: string, depth = 0): readonly string[] | undefined {
  const files = filesIn(folder)?.filter((file) => !isDefaultSession(file));
  if (files === undefined || depth === MAX_FOLDER_DEPTH) return files;
  const found = [...files];
  for (const below of foldersIn(folder)) {
    if (found.length >= MAX_SESSIONS) break;
    found.push(...(sessionsIn(below, depth + 1) ?? []));
  }
  return found.slice(0, MAX_SESSIONS);
}

const readFile = (file: string, machine: LocalMachine): ImportResult => resultOf(readFileText(file), machine);

function resultOf(read: FileText | ImportNote, machine: LocalMachine, include?: Include): ImportResult {
  if ("code" in read) return emptyResult(read);
  const reading = readSettingsText(read.text, read.file, machine, include);
  const nothing: readonly ImportNote[] =
    reading.candidates.length === 0 && reading.notes.length === 0 ? [{ code: "nothing-found", file: read.file }] : [];
  return withinLimits(
    { candidates: reading.candidates, notes: [...read.notes, ...reading.notes, ...nothing] },
    read.file,
  );
}

/** More than anybody looks through. */
const MAX_CANDIDATES = 2_000;
const MAX_NOTES = 2_000;

function withinLimits({ candidates, notes }: ImportResult, file: string): ImportResult {
  if (candidates.length <= MAX_CANDIDATES && notes.length <= MAX_NOTES) return { candidates, notes };
  const tooMany: ImportNote = {
    file,
    code: "too-many",
    what: String(candidates.length > MAX_CANDIDATES ? MAX_CANDIDATES : MAX_NOTES),
  };
  return { candidates: candidates.slice(0, MAX_CANDIDATES), notes: [tooMany, ...notes.slice(0, MAX_NOTES)] };
}

/** Read a file's text as what it is. */
export function readSettingsText(
  text: string,
  file: string,
  machine: LocalMachine,
  include: Include = includeReader(),
): ImportResult {
  switch (detectFileKind(text)) {
    case "culvert":
      return readCulvertDocument(text, file);
    case "filezilla":
      return readFilezilla(text, file);
    case "openssh":
      return readSshConfig(text, file, include, machine);
    case "kitty-session":
      return readKittySessionFile(text, file);
    case "putty-session":
      return readPuttySessionFile(text, file);
    case "registry":
      return readRegistry(text, file);
    case "winscp-ini":
      return readWinscpIni(text, file);
    case undefined:
      return emptyResult(
        text.trim() === "" ? { code: "nothing-found", file } : { code: "file-not-recognised", file, line: 1 },
      );
  }
}

/** A `.reg` file may hold several programs' sessions; what is wrong with its lines is told once. */
function readRegistry(text: string, file: string): ImportResult {
  const { sections, notes } = parseRegFile(text, file);
  const keys = { sections, notes: [] };
  return combine([
    { candidates: [], notes },
    readPuttyKeys(keys, file),
    readKittyKeys(keys, file),
    readWinscpKeys(keys, file),
  ]);
}

const combine = (readings: readonly ImportResult[]): ImportResult => ({
  candidates: readings.flatMap(({ candidates }) => candidates),
  notes: readings.flatMap(({ notes }) => notes),
});

/** A site that asks for its user name each time gets the user's own, as `ssh` would take it. */
const withUsernames = ({ candidates, notes }: ImportResult, machine: LocalMachine): ImportResult => ({
  candidates: candidates.map((candidate) => withUsername(candidate, machine)),
  notes,
});

function withUsername(candidate: Candidate, { username }: LocalMachine): Candidate {
  const { gateway } = candidate.draft;
  if (gateway === undefined || [gateway, ...(gateway.via ?? [])].every((hop) => hop.username !== "")) return candidate;
  const filled = <H extends { username: string }>(hop: H): H => (hop.username === "" ? { ...hop, username } : hop);
  const { file, line } = candidate;
  return {
    ...candidate,
    draft: {
      ...candidate.draft,
      gateway: { ...filled(gateway), ...(gateway.via === undefined ? {} : { via: gateway.via.map(filled) }) },
    },
    notes: [
      ...candidate.notes,
      { code: "username-assumed", file, ...(line === undefined ? {} : { line }), what: username },
    ],
  };
}
