import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { noReading, type Reading } from "../../shared/exchange/import-candidate.js";
import { PUTTY_KEY, readPuttyRegistry } from "./putty/putty-session.js";
import { codeOf, readFileText } from "./read-text-file.js";
import { readWinscpRegistry, WINSCP_KEY } from "./winscp.js";

/** Programs whose sessions stand in the registry, by the word that stands for a path. */
const PLACES = {
  "registry:putty": { key: `HKCU\\${PUTTY_KEY}\\Sessions`, read: readPuttyRegistry },
  "registry:winscp": { key: `HKCU\\${WINSCP_KEY}\\Sessions`, read: readWinscpRegistry },
} as const;
type RegistryPlace = keyof typeof PLACES;
export const REGISTRY_PLACES = Object.keys(PLACES) as RegistryPlace[];

export const isRegistryPlace = (path: string): path is RegistryPlace => Object.hasOwn(PLACES, path);

/** Long enough for thousands of sessions on a slow disk. */
const PATIENCE = 20_000;

/** Windows' own program, not one of that name that stands on the PATH. */
const regExe = (): string => join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "reg.exe");

/** Read a program's sessions from the registry: `reg.exe export KEY FILE /y` writes UTF-16 whatever the console speaks. */
export function readRegistryPlace(place: RegistryPlace, program = regExe()): Reading {
  const { key, read } = PLACES[place];
  const unreadable = (what: string, thrown: unknown): Reading => noReading({ code: "registry-missing", file: key, what: `${what}: ${codeOf(thrown)}` });
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), "culvert-import-"));
  } catch (thrown) {
    return unreadable(tmpdir(), thrown);
  }
  try {
    const file = join(folder, "sessions.reg");
    const { status, error } = spawnSync(program, ["export", key, file, "/y"], { stdio: "ignore", timeout: PATIENCE, windowsHide: true });
    if (error !== undefined) return unreadable(program, error);
    const text = status === 0 ? readFileText(file) : undefined;
    if (text === undefined) return noReading({ code: "nothing-found", file: key });
    return "code" in text ? noReading({ ...text, file: key }) : read(text.text, key);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
