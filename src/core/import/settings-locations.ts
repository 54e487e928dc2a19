import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import type { SettingsLocation } from "../../shared/exchange/import-candidate.js";
import { configHome } from "../store/data-folder.js";
import { registryLocations } from "./windows-registry.js";

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly isThere: (path: string) => boolean;
}

const currentMachine = (): Machine => ({
  platform: process.platform,
  home: homedir(),
  env: process.env,
  isThere: existsSync,
});

/** Where the programs that Culvert reads keep their settings by themselves; only what is there. */
export function settingsLocations(
  { platform, home, env, isThere }: Machine = currentMachine(),
): readonly SettingsLocation[] {
  const join = (...parts: string[]): string => (platform === "win32" ? win32 : posix).join(...parts);
  const data = platform === "win32" ? (env["APPDATA"] ?? join(home, "AppData", "Roaming")) : configHome(home, env);
  const locations: readonly SettingsLocation[] = [
    { source: "openssh", path: join(home, ".ssh", "config") },
    { source: "putty", path: join(home, ".putty", "sessions") },
    { source: "putty", path: join(data, "putty", "sessions") },
    ...(platform === "win32" ? [{ source: "kitty" as const, path: join(data, "KiTTY", "Sessions") }] : []),
    { source: "filezilla", path: join(data, platform === "win32" ? "FileZilla" : "filezilla", "sitemanager.xml") },
    { source: "filezilla", path: join(home, ".filezilla", "sitemanager.xml") },
    { source: "winscp", path: join(data, "WinSCP.ini") },
  ];
  const registry = platform === "win32" ? registryLocations() : [];
  return [...locations.filter(({ path }) => isThere(path)), ...registry];
}
