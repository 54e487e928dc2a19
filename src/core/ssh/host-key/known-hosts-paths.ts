import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/** What tells where OpenSSH's known_hosts files are. */
export interface KnownHostsPlaces {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** Windows' folder for what belongs to all users. */
  readonly programData: string | undefined;
}

/**
 * The files that `ssh` reads behind the user's known_hosts (ssh_config(5), UserKnownHostsFile and GlobalKnownHostsFile):
 * `~/.ssh/known_hosts2` beside the default file, and the system's two, which its administrator keeps.
 */
export function otherKnownHostsFiles(file: string, { platform, home, programData }: KnownHostsPlaces): string[] {
  const path = platform === "win32" ? win32 : posix;
  const system = platform === "win32" ? path.join(programData ?? "C:\\ProgramData", "ssh") : "/etc/ssh";
  const isDefault = file === path.join(home, ".ssh", "known_hosts");
  return [
    ...(isDefault ? [`${file}2`] : []),
    path.join(system, "ssh_known_hosts"),
    path.join(system, "ssh_known_hosts2"),
  ];
}

/** What this computer says of it. */
export const knownHostsPlaces = (): KnownHostsPlaces => ({
  platform: process.platform,
  home: homedir(),
  programData: process.env["ProgramData"],
});
