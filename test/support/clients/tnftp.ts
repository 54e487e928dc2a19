import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { run } from "../child.js";
import { tempFolder } from "../fixtures/temp-folder.js";
import { programPathOrThrow } from "../programs.js";
import type { FtpClient, FtpServerAddress } from "./ftp-clients.js";

/** tnftp, the BSDs' and macOS's own: EPSV first, PASV where that is refused. It always exits with 0, so its words tell. */
export const tnftp: FtpClient = {
  name: "tnftp",
  program: "tnftp",
  async list(server, folder) {
    const listing = tempFolder();
    try {
      await converse(server, `nlist ${folder} ${listing.file("names")}`);
      return readFileSync(listing.file("names"), "utf8")
        .split(/\r?\n/)
        .filter((line) => line !== "")
        .map((line) => basename(line))
        .sort();
    } finally {
      listing.remove();
    }
  },
  fetch: (server, remote, local) => converse(server, `get ${remote} ${local}`),
  store: (server, local, remote) => converse(server, `put ${local} ${remote}`),
};

async function converse({ host, port, username, password }: FtpServerAddress, command: string): Promise<void> {
  const { stdout, stderr } = await run(
    programPathOrThrow("tnftp"),
    ["-n", "-i", "-v", "-p", "-q", "30", host, String(port)],
    {
      input: `user ${username} ${password}\nbinary\n${command}\nquit\n`,
    },
  );
  if (!/^226[ -]/m.test(stdout)) throw new Error(`tnftp could not ${command}: ${stdout}${stderr}`);
}
