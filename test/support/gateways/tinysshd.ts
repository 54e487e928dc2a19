import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { endWithUs, runWell, stopChild } from "../child.js";
import { freePort } from "../fixtures/free-port.js";
import { knownHostsLine } from "../fixtures/host-key-facts.js";
import { tempFolder } from "../fixtures/temp-folder.js";
import { programPathOrThrow } from "../programs.js";
import type { RealGateway } from "./dropbear.js";
import { makeKey } from "./sshd.js";

/**
 * Real TinySSH on loopback: one cipher, Ed25519 alone, no forwards. It speaks on its standard input, one process for each
 * connection, and reads the keys that it lets in from the user's home alone, which is one of its own here.
 */
export async function startTinySsh(): Promise<RealGateway> {
  const host = "127.0.0.1";
  const port = await freePort(host);
  const folder = tempFolder();
  const keyFile = await makeKey(folder, "login", "ed25519");
  const program = programPathOrThrow("tinysshd");
  const keys = folder.file("keys");
  await runWell(join(dirname(program), "tinysshd-makekey"), [keys]);
  const raw = readFileSync(join(keys, "ed25519.pk"));
  const type = "ssh-ed25519";
  const base64 = Buffer.concat([wireText(type), wireText(raw)]).toString("base64");
  mkdirSync(folder.file("home/.ssh"), { recursive: true, mode: 0o700 });
  writeFileSync(folder.file("home/.ssh/authorized_keys"), readFileSync(`${keyFile}.pub`), { mode: 0o600 });

  const children = new Set<ChildProcess>();
  const mount = `mount --bind "$1" "$2" && cd / && shift 2 && exec "$@"`;
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const child = endWithUs(
      spawn("unshare", ["--mount", "sh", "-c", mount, "sh", folder.file("home"), homedir(), program, "-v", keys], {
        stdio: [socket, socket, "ignore"],
      }),
    );
    children.add(child);
    child.once("exit", () => children.delete(child));
    child.once("spawn", () => socket.destroy()); // the child has it
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  return {
    host,
    port,
    username: userInfo().username,
    keyFile,
    knownHostsLines: `${knownHostsLine(host, port, { keyType: type, base64, fingerprint: "" })}\n`,
    async close() {
      server.close();
      await Promise.all([...children].map((child) => stopChild(child)));
      folder.remove();
    },
  };
}

function wireText(text: string | Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, Buffer.from(text as string)]);
}
