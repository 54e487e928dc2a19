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
  add(keyFile: string): Promise<void>;
  close(): Promise<void>;
}

/** OpenSSH's own agent, on a socket of its own. */
export async function startSshAgent(): Promise<SshAgent> {
  const folder = tempFolder();
  const socket = folder.file("agent");
  const child = endWithUs(spawn(programPathOrThrow("ssh-agent"), ["-D", "-a", socket], { stdio: "ignore" }));
  await waitFor("ssh-agent's socket", () => (existsSync(socket) ? true : undefined));
  return {
    socket,
    add: async (keyFile) => {
      await runWell(programPathOrThrow("ssh-add"), ["-q", keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    },
    async close() {
      await stopChild(child);
      folder.remove();
    },
  };
}
