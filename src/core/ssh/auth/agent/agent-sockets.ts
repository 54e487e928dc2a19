import { readdirSync } from "node:fs";
import { userInfo } from "node:os";

const PIPES = "\\\\.\\pipe\\";

/** What tells where agents may be. */
export interface AgentEnvironment {
  readonly platform: NodeJS.Platform;
  readonly socket: string | undefined;
  readonly user: string;
  /** The names of all pipes, for Windows. */
  readonly pipes: () => readonly string[];
}

/**
 * Where the system's own agents may answer, the likeliest first: SSH_AUTH_SOCK; on Windows also OpenSSH's pipe, and Pageant's,
 * `\\.\pipe\pageant.<user>.<hash>`, whose end only PuTTY can know, so that it is found by listing.
 */
export function agentSockets({ platform, socket, user, pipes }: AgentEnvironment): string[] {
  const named = socket === undefined || socket === "" ? [] : [socket];
  if (platform !== "win32") return named;
  const pageants = pipes().filter((name) => name.toLowerCase().startsWith(`pageant.${user.toLowerCase()}.`));
  return [...new Set([...named, `${PIPES}openssh-ssh-agent`, ...pageants.map((name) => `${PIPES}${name}`)])];
}

/** What this computer says of it. */
export const agentEnvironment = (): AgentEnvironment => ({
  platform: process.platform,
  socket: process.env["SSH_AUTH_SOCK"],
  user: userInfo().username,
  pipes: listPipes,
});

function listPipes(): readonly string[] {
  try {
    return readdirSync(Buffer.from(PIPES), "utf8"); // Node 20 takes the last backslash of a string away, and then Windows lists nothing (nodejs/node#56002)
  } catch {
    return [];
  }
}
