import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyResult, type ImportResult, type SettingsLocation } from "../../shared/import-export/import-candidate.js";
import { KITTY_KEY, PUTTY_KEY, readKittyRegistry, readPuttyRegistry } from "./putty/putty-session.js";
import { windowsTool } from "../system/port-holder/run-tool.js";
import { errorCode, readFileText } from "./read-text-file.js";
import { readWinscpRegistry, WINSCP_KEY } from "./winscp.js";

/** Programs whose sessions stand in the registry, by the word that stands for a path. */
const REGISTRY_SOURCES = {
  "registry:putty": { source: "putty", key: `HKCU\\${PUTTY_KEY}\\Sessions`, read: readPuttyRegistry },
  "registry:kitty": { source: "kitty", key: `HKCU\\${KITTY_KEY}\\Sessions`, read: readKittyRegistry },
  "registry:winscp": { source: "winscp", key: `HKCU\\${WINSCP_KEY}\\Sessions`, read: readWinscpRegistry },
} as const;
type RegistrySource = keyof typeof REGISTRY_SOURCES;
/** Each program that has sessions in the registry, and the word that stands for its key. */
export const registryLocations = (): readonly SettingsLocation[] =>
  Object.entries(REGISTRY_SOURCES).map(([path, { source }]) => ({ source, path }));

export const isRegistrySource = (path: string): path is RegistrySource => Object.hasOwn(REGISTRY_SOURCES, path);

/** Long enough for thousands of sessions on a slow disk. */
const REG_TIMEOUT_MS = 20_000;

/** Read a program's sessions from the registry: `reg.exe export KEY FILE /y` writes UTF-16 whatever the console speaks. */
export async function readRegistrySource(source: RegistrySource, program = windowsTool("reg")): Promise<ImportResult> {
  const { key, read } = REGISTRY_SOURCES[source];
  const unreadable = (what: string, thrown: unknown): ImportResult =>
    emptyResult({ code: "registry-missing", file: key, what: `${what}: ${errorCode(thrown)}` });
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), "culvert-import-"));
  } catch (thrown) {
    return unreadable(tmpdir(), thrown);
  }
  try {
    const file = join(folder, "sessions.reg");
    const { code, error } = await runReg(program, ["export", key, file, "/y"]);
    if (error !== undefined) return unreadable(program, error);
    const text = code === 0 ? readFileText(file) : undefined;
    if (text === undefined) return emptyResult({ code: "nothing-found", file: key });
    return "code" in text ? emptyResult({ ...text, file: key }) : read(text.text, key);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How a program ended; `code` is nothing where it took too long. */
interface Ended {
  readonly code?: number | null;
  readonly error?: Error;
}

/** Let `reg.exe` do what it is told. */
export function runReg(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    spawn(program, args, { stdio: "ignore", timeout: REG_TIMEOUT_MS, windowsHide: true })
      .once("error", (error) => resolve({ error }))
      .once("close", (code) => resolve({ code }));
  });
}
