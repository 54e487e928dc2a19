import { daemonEnvironment } from "./daemons.js";
import { startFtpDaemon, type DaemonOptions, type FtpDaemon } from "./ftp-daemon.js";
import { debiansPython } from "./pyftpdlib.js";

/** Twisted's FTP server, for anonymous users who may write. It answers a transfer only when its data connection is made. */
export const startTwisted = ({ host = "127.0.0.2" }: DaemonOptions = {}): Promise<FtpDaemon> =>
  startFtpDaemon(host, ({ port, root }) => ({
    program: debiansPython(),
    words: ["-W", "ignore", "-c", SERVE, host, String(port), root],
    env: daemonEnvironment("twisted"),
    username: "anonymous",
    password: "olive@spinach.com",
  }));

const SERVE = `
import sys
from twisted.cred.checkers import AllowAnonymousAccess
from twisted.cred.portal import Portal
from twisted.internet import reactor
from twisted.protocols.ftp import FTPFactory, FTPRealm, FTPShell, IFTPShell
from twisted.python.filepath import FilePath

host, port, root = sys.argv[1:]
class Realm(FTPRealm):
    def requestAvatar(self, who, mind, *interfaces):
        return IFTPShell, FTPShell(FilePath(root)), lambda: None
reactor.listenTCP(int(port), FTPFactory(Portal(Realm(root), [AllowAnonymousAccess()])), interface=host)
reactor.run()
`;
