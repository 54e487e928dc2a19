import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import type { SettingsLocation } from "../../shared/import-export/import-candidate.js";
import { configHome } from "../store/data-folder.js";
import { registryLocations } from "./registry-sources.js";

/** What decides where programs keep their settings. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly isThere: (path: string) => boolean;
}

export const currentMachine = (): Machine => ({
  platform: process.platform,
  home: homedir(),
  env: process.env,
  isThere: existsSync,
});

/** A path below the user's folder of settings: `%APPDATA%` on Windows, else XDG's. @param parts of the path */
export function inSettingsFolder({ platform, home, env }: Machine, ...parts: readonly string[]): string {
  if (platform !== "win32") return posix.join(configHome(home, env), ...parts);
  return win32.join(env["APPDATA"] || win32.join(home, "AppData", "Roaming"), ...parts);
}

/** FileZilla's file of sites, where it is now and where it once was. */
export const filezillaFiles = (machine: Machine): readonly string[] => [
  inSettingsFolder(machine, machine.platform === "win32" ? "FileZilla" : "filezilla", "sitemanager.xml"),
  inHome(machine, ".filezilla", "sitemanager.xml"),
];

/** WinSCP's file of settings, where it has one. */
export const winscpFile = (machine: Machine): string => inSettingsFolder(machine, "WinSCP.ini");

/** A path below the user's home folder. */
export const inHome = ({ platform, home }: Machine, ...parts: readonly string[]): string =>
  (platform === "win32" ? win32 : posix).join(home, ...parts);

/** Where the programs that Culvert reads keep their settings by themselves; only what is there. */
export function settingsLocations(machine = currentMachine()): readonly SettingsLocation[] {
  const isWindows = machine.platform === "win32";
  const locations: readonly SettingsLocation[] = [
    { source: "openssh", path: inHome(machine, ".ssh", "config") },
    { source: "putty", path: inHome(machine, ".putty", "sessions") },
    { source: "putty", path: inSettingsFolder(machine, "putty", "sessions") },
    ...(isWindows ? [{ source: "kitty" as const, path: inSettingsFolder(machine, "KiTTY", "Sessions") }] : []),
    ...filezillaFiles(machine).map((path) => ({ source: "filezilla" as const, path })),
    { source: "winscp", path: winscpFile(machine) },
  ];
  const registry = isWindows ? registryLocations() : [];
  return [...locations.filter(({ path }) => machine.isThere(path)), ...registry];
}
