import { basename } from "node:path";
import { runWell } from "../child.js";
import { programPathOrThrow } from "../programs.js";
import type { FtpClient, FtpServerAddress } from "./ftp-clients.js";

/** Python's own ftplib: PASV on IPv4 and EPSV on IPv6; or PORT and EPRT. */
export const ftplib = ftplibWith("ftplib", true);
export const ftplibActive = ftplibWith("ftplib, active", false);

function ftplibWith(name: string, isPassive: boolean): FtpClient {
  const script = ({ host, port, username, password }: FtpServerAddress, ...words: readonly string[]) =>
    runWell(programPathOrThrow("python3"), [
      "-c",
      SCRIPT,
      host,
      String(port),
      username,
      password,
      isPassive ? "passive" : "active",
      ...words,
    ]);
  return {
    name,
    program: "python3",
    list: async (server, folder) =>
      (await script(server, "list", folder))
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => basename(line))
        .sort(),
    fetch: async (server, remote, local) => {
      await script(server, "fetch", remote, local);
    },
    store: async (server, local, remote) => {
      await script(server, "store", local, remote);
    },
  };
}

const SCRIPT = `
import ftplib, sys
host, port, username, password, mode, what, *names = sys.argv[1:]
ftp = ftplib.FTP(timeout=30)
ftp.connect(host, int(port))
ftp.login(username, password)
ftp.set_pasv(mode == "passive")
if what == "list":
    print("\\n".join(ftp.nlst(names[0])))
elif what == "fetch":
    with open(names[1], "wb") as file:
        ftp.retrbinary("RETR " + names[0], file.write)
else:
    with open(names[0], "rb") as file:
        ftp.storbinary("STOR " + names[1], file)
ftp.quit()
`;
