import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { endWithUs, runWell, stopChild } from "../child.js";
import { tempFolder } from "../fixtures/temp-folder.js";
import { programPathOrThrow } from "../programs.js";
import { waitFor } from "../wait-for.js";

export interface SshAgent {
  /** What SSH_AUTH_SOCK should say. */
  readonly socket: string;
  /** Give it a private key that has no passphrase. */
  add(keyFile: string, words?: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** OpenSSH's own agent, on a socket of its own. @param env what it finds beside the environment of the tests */
export async function startSshAgent(env: Readonly<Record<string, string>> = {}): Promise<SshAgent> {
  const folder = tempFolder();
  const socket = folder.file("agent");
  const child = endWithUs(
    spawn(programPathOrThrow("ssh-agent"), ["-D", "-a", socket], { stdio: "ignore", env: { ...process.env, ...env } }),
  );
  await waitFor("ssh-agent's socket", () => (existsSync(socket) ? true : undefined));
  return {
    socket,
    add: async (keyFile, words = []) => {
      await runWell(programPathOrThrow("ssh-add"), ["-q", ...words, keyFile], {
        env: { ...process.env, SSH_AUTH_SOCK: socket },
      });
    },
    async close() {
      await stopChild(child);
      folder.remove();
    },
  };
}
