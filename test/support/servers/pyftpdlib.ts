import { writeFileSync } from "node:fs";
import { run } from "../child.js";
import { programPathOrThrow } from "../programs.js";
import { daemonEnvironment } from "./daemons.js";
import { startFtpDaemon, type DaemonOptions, type FtpDaemon } from "./ftp-daemon.js";

/**
 * Real pyftpdlib, the library that many embedded servers are made of, for one user.
 *
 * @param options.without verbs that it is not to know
 */
export function startPyftpdlib({
  host = "127.0.0.2",
  demandsTls = "",
  passive,
  announces = "",
  without = [],
}: DaemonOptions & { readonly without?: readonly string[] } = {}): Promise<FtpDaemon> {
  return startFtpDaemon(host, ({ port, folder, root }) => {
    writeFileSync(folder.file("serve.py"), SERVE);
    return {
      program: debiansPython(),
      words: [
        "-W",
        "ignore",
        folder.file("serve.py"),
        host,
        String(port),
        root,
        demandsTls,
        passive === undefined ? "" : `${passive.first}-${passive.last}`,
        announces,
        without.join(),
      ],
      env: daemonEnvironment("pyftpdlib"),
      username: "olive",
      password: "oyl",
    };
  });
}

/** Whether Python has what pyftpdlib needs for TLS. */
export const hasTls = async (): Promise<boolean> => (await run(debiansPython(), ["-c", "import OpenSSL"])).code === 0;

/** Debian's own, which its python3-pyftpdlib is made for. */
export const debiansPython = (): string =>
  process.platform === "linux" ? "/usr/bin/python3" : programPathOrThrow("python3");

const SERVE = `
import sys, logging
from pyftpdlib import handlers, servers
from pyftpdlib.authorizers import DummyAuthorizer

host, port, root, certificate, passive, announces, without = sys.argv[1:]
users = DummyAuthorizer()
users.add_user("olive", "oyl", root, perm="elradfmwMT")

Base = handlers.TLS_FTPHandler if certificate else handlers.FTPHandler

class Handler(Base):
    authorizer = users
    if passive:
        first, last = map(int, passive.split("-"))
        passive_ports = list(range(first, last + 1))
    masquerade_address = announces or None
    proto_cmds = {verb: facts for verb, facts in Base.proto_cmds.items() if verb not in without.split(",")}
    if certificate:
        certfile = certificate
        tls_control_required = True
        tls_data_required = True

logging.basicConfig(level=logging.WARNING)
server = servers.FTPServer((host, int(port)), Handler)
server.max_cons_per_ip = 0
server.serve_forever()
`;
