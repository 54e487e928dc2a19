import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TempFolder } from "../fixtures/temp-folder.js";
import { daemonRoot } from "../servers/daemons.js";

/** How an sshd is run, and what its settings must say for that. */
export interface SshdProgram {
  readonly command: readonly [string, ...string[]];
  readonly config: readonly string[];
}

/**
 * OpenSSH 10 out of a later Debian, beside this machine's own: its loader and libraries come with it, so that each of its
 * three programs is started by that loader (ld.so(8)), the two that sshd starts by a script.
 */
export function openssh10(folder: TempFolder): SshdProgram {
  const root = daemonRoot("openssh-10");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const first = (pattern: RegExp): string => {
    const path = files.find((file) => pattern.test(file));
    if (path === undefined) throw new Error(`${root} has no ${String(pattern)}`);
    return join(root, path);
  };
  const loader = first(/\/ld-linux-[^/]*\.so\.\d$/);
  const libraries = dirname(first(/-linux-gnu\/libc\.so\.6$/));
  const start = (program: string): [string, ...string[]] => [loader, "--library-path", libraries, join(root, program)];
  const script = (name: string): string => {
    const file = folder.file(name);
    writeFileSync(file, `#!/bin/sh\nexec ${start(`usr/lib/openssh/${name}`).join(" ")} "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  };
  return {
    command: start("usr/sbin/sshd"),
    config: [`SshdSessionPath ${script("sshd-session")}`, `SshdAuthPath ${script("sshd-auth")}`],
  };
}
