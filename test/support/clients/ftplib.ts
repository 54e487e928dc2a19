import { basename } from "node:path";
import { runWell } from "../child.js";
import { programPathOrThrow } from "../programs.js";
import type { FtpClient, FtpServerAddress } from "./ftp-clients.js";

/** Python's own ftplib: PASV on IPv4 and EPSV on IPv6; or PORT and EPRT. */
export const ftplib = ftplibWith("ftplib", true);
export const ftplibActive = ftplibWith("ftplib, active", false);

/** FTP_TLS, which trusts what one PEM file holds. */
export const ftplibInTls = (certificate: string): FtpClient => ftplibWith("ftplib FTP_TLS", true, certificate);

function ftplibWith(name: string, isPassive: boolean, certificate = ""): FtpClient {
  const script = ({ host, port, username, password }: FtpServerAddress, ...words: readonly string[]) =>
    runWell(programPathOrThrow("python3"), [
      "-c",
      SCRIPT,
      host,
      String(port),
      username,
      password,
      isPassive ? "passive" : "active",
      certificate,
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
    resume: async (server, remote, local) => {
      await script(server, "resume", remote, local);
    },
  };
}

const SCRIPT = `
import ftplib, ssl, sys
host, port, username, password, mode, certificate, what, *names = sys.argv[1:]
if certificate:
    ftp = ftplib.FTP_TLS(timeout=60, context=ssl.create_default_context(cafile=certificate))
else:
    ftp = ftplib.FTP(timeout=30)
ftp.connect(host, int(port))
ftp.login(username, password)
if certificate:
    ftp.prot_p()
ftp.set_pasv(mode == "passive")
if what == "list":
    print("\\n".join(ftp.nlst(names[0])))
elif what == "resume":
    with open(names[1], "ab") as file:
        ftp.retrbinary("RETR " + names[0], file.write, rest=file.tell())
elif what == "fetch":
    with open(names[1], "wb") as file:
        ftp.retrbinary("RETR " + names[0], file.write)
else:
    with open(names[0], "rb") as file:
        ftp.storbinary("STOR " + names[1], file)
ftp.quit()
`;
