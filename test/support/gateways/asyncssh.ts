import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { endWithUs, stopDaemon } from "../child.js";
import { freePort } from "../fixtures/free-port.js";
import { hostKeyFacts, knownHostsLine } from "../fixtures/host-key-facts.js";
import { tempFolder } from "../fixtures/temp-folder.js";
import { daemonEnvironment } from "../servers/daemons.js";
import { debiansPython } from "../servers/pyftpdlib.js";
import { waitForDaemon } from "../wait-for-daemon.js";
import type { RealGateway } from "./dropbear.js";
import { makeKey } from "./sshd.js";

/** Real AsyncSSH on loopback, the library that many Python servers are made of: logins by key, forwards in both directions. */
export async function startAsyncSsh(): Promise<RealGateway> {
  const host = "127.0.0.1";
  const port = await freePort(host);
  const folder = tempFolder();
  const keyFile = await makeKey(folder, "login", "ed25519");
  const hostKey = await makeKey(folder, "host", "ed25519");
  writeFileSync(folder.file("serve.py"), SERVE);
  const child = endWithUs(
    spawn(debiansPython(), ["-W", "ignore", folder.file("serve.py"), host, String(port), hostKey, `${keyFile}.pub`], {
      stdio: ["ignore", "ignore", "pipe"],
      env: daemonEnvironment("asyncssh"),
    }),
  );
  await waitForDaemon(child, host, port);
  return {
    host,
    port,
    username: userInfo().username,
    keyFile,
    knownHostsLines: `${knownHostsLine(host, port, hostKeyFacts(readFileSync(`${hostKey}.pub`, "utf8")))}\n`,
    async close() {
      await stopDaemon(child);
      folder.remove();
    },
  };
}

const SERVE = `
import asyncio, sys
import asyncssh

host, port, host_key, client_key = sys.argv[1:]

class Server(asyncssh.SSHServer):
    def connection_requested(self, *_):
        return True
    def server_requested(self, *_):
        return True

async def serve():
    await asyncssh.create_server(Server, host, int(port), server_host_keys=[host_key], authorized_client_keys=client_key, sftp_factory=True)

loop = asyncio.new_event_loop()
loop.run_until_complete(serve())
loop.run_forever()
`;
