import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatColumns } from "../../src/cli/terminal/columns.js";
import { runWell } from "../support/child.js";
import { bridgeClients, mirror } from "../support/clients/bridge-clients.js";
import { curl } from "../support/clients/ftp-clients.js";
import { FtpSession } from "../support/clients/ftp-session.js";
import { startCulvert } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { openBridge, type Bridge } from "../support/fixtures/open-bridge.js";
import { writeSampleFile, KB, MB, sha256 } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";
import { waitFor } from "../support/wait-for.js";

const FILES = 500;
const sizes = [0, 1, 32 * KB, 32 * KB + 1, MB - 1, 9 * MB];

describeWith(
  ["sshd", "ssh-keygen", "curl", "lftp", "tnftp", "python3"],
  "the bridge, to OpenSSH's internal-sftp",
  () => {
    const folder = tempFolder();
    const done: string[][] = [];
    let sshd: Sshd;
    let bridge: Bridge;

    beforeAll(async () => {
      sshd = await startSshd();
      bridge = await openBridge(sshd);
    });
    afterAll(async () => {
      await bridge.close();
      await sshd.close();
      folder.remove();
      console.log(
        [
          "What each client did, to the byte:",
          ...formatColumns([["CLIENT", "STORED", "FETCHED", "LISTED"], ...done]),
        ].join("\n"),
      );
    });

    it.each(bridgeClients)("$name stores, lists and fetches files of every size unharmed", async (client) => {
      const path = folder.file(client.name.replaceAll(/[ ,]+/g, "-"));
      mkdirSync(path);
      for (const size of sizes) {
        const sent = writeSampleFile(folder.file("sent"), size, size + 1);
        const remote = join(path, client.program === "lftp" ? `f${size}` : `a file ${size}`);
        await client.store(bridge, sent, remote);
        expect(await sha256(remote), `${size} bytes stored`).toBe(await sha256(sent));
        await client.fetch(bridge, remote, folder.file("back"));
        expect(await sha256(folder.file("back")), `${size} bytes fetched`).toBe(await sha256(sent));
      }
      expect(await client.list(bridge, path)).toEqual(readdirSync(path).sort());
      done.push([client.name, `${sizes.length} files`, `${sizes.length} files`, `${readdirSync(path).length} names`]);
    });

    it(`mirrors ${FILES} files both ways by lftp, with their times and links`, async () => {
      const from = folder.file("site");
      for (let file = 0; file < FILES; file++) {
        const at = join(from, `d${file % 7}`, ...(file % 3 === 0 ? ["deep er"] : []));
        mkdirSync(at, { recursive: true });
        writeSampleFile(join(at, `f ${file} é.html`), file * 37, file + 1);
        utimesSync(join(at, `f ${file} é.html`), 1_000_000_000 + file * 86_400, 1_000_000_000 + file * 86_400);
      }
      symlinkSync("d0", join(from, "link"));
      await mirror(bridge, "--parallel=2", from, folder.file("fetched"));
      await mirror(bridge, "-R --parallel=2", from, folder.file("stored"));
      const wanted = await treeOf(from);
      expect(wanted.length).toBe(FILES);
      expect(await treeOf(folder.file("fetched"))).toEqual(wanted);
      expect(await treeOf(folder.file("stored"))).toEqual(wanted);
      const again = await mirror(bridge, "-R --verbose=1", from, folder.file("stored"));
      expect(again).not.toContain("Transferring");
    });

    it("goes on with what curl and lftp have of a file", async () => {
      const whole = writeSampleFile(folder.file("whole"), 3 * MB + 5, 9);
      const part = folder.file("part");
      writeFileSync(part, "");
      await runWell("head", ["-c", "1000000", whole]).then(() => undefined);
      await runWell("sh", ["-c", `head -c 1000000 '${whole}' > '${part}'`]);
      const auth = ["--disable", "-sS", "-u", `${bridge.username}:${bridge.password}`];
      await runWell(programPathOrThrow("curl"), [
        ...auth,
        "-C",
        "-",
        "-o",
        part,
        `ftp://127.0.0.1:${bridge.port}/${whole}`,
      ]);
      expect(await sha256(part)).toBe(await sha256(whole));
      const stored = folder.file("resumed");
      await runWell("sh", ["-c", `head -c 2000000 '${whole}' > '${stored}'`]);
      await runWell(programPathOrThrow("curl"), [
        ...auth,
        "-C",
        "2000000",
        "-T",
        whole,
        `ftp://127.0.0.1:${bridge.port}/${stored}`,
      ]);
      expect(await sha256(stored)).toBe(await sha256(whole));
    });

    it("lists 10,000 names as they come", async () => {
      const many = folder.file("many");
      mkdirSync(many);
      for (let file = 0; file < 10_000; file++) writeFileSync(join(many, `name-${file}`), "");
      const ftp = await FtpSession.logIn(bridge);
      for (const verb of ["MLSD", "LIST", "NLST"]) {
        const { bytes, replies } = await ftp.fetch(`${verb} ${many}`);
        expect([replies, bytes.toString().trimEnd().split("\r\n").length]).toEqual([[150, 226], 10_000]);
      }
      ftp.close();
    });

    it("serves clients at once, and says 421 with the reason when the gateway has no session left", async () => {
      const narrow = await startSshd({ config: ["MaxSessions 2"] });
      const two = await openBridge(narrow);
      const talks = await Promise.all([FtpSession.logIn(two), FtpSession.logIn(two)]);
      await expect(FtpSession.logIn(two)).rejects.toThrow(/421 .*opens no more sessions/);
      expect((await talks[0].say("PWD")).code).toBe(257);
      for (const ftp of talks) ftp.close();
      await expect
        .poll(async () =>
          FtpSession.logIn(two).then(
            (ftp) => {
              ftp.close();
              return true;
            },
            () => false,
          ),
        )
        .toBe(true);
      await two.close();
      await narrow.close();
    });

    it("forgets all of a login at REIN, and serves the next", async () => {
      const ftp = await FtpSession.logIn(bridge);
      expect([
        (await ftp.say("REIN")).code,
        (await ftp.say("PWD")).code,
        (await ftp.say(`USER ${bridge.username}`)).code,
        (await ftp.say(`PASS ${bridge.password}`)).code,
        (await ftp.say("PWD")).code,
      ]).toEqual([220, 530, 331, 230, 257]);
      ftp.close();
    });

    describe("on the command line", () => {
      const profile = async () => ({
        id: "popeye",
        name: "Popeye",
        gateway: {
          host: sshd.host,
          port: sshd.port,
          username: sshd.username,
          auth: [{ method: "key" as const, file: sshd.keyFile }],
        },
        ftp: { mode: "bridge" as const, listen: { host: "127.0.0.1", port: await freePort() } },
      });

      it("tells the login once on standard error, the password by the name of its file alone, and it works", async () => {
        const draft = await profile();
        const culvert = startCulvert({ profiles: [draft], knownHosts: sshd.knownHostsLines });
        await culvert.untilOpen("popeye");
        const [, username = "", file = ""] = await waitFor(
          "the login",
          () => /as (\S+), the password in (\S+)\.$/m.exec(culvert.stderr()) ?? undefined,
        ); // another pipe than the status's
        const password = readFileSync(file, "utf8").trim();
        expect(
          await curl.list({ host: "127.0.0.1", port: draft.ftp.listen.port, username, password }, `/${folder.path}`),
        ).toContain("site");
        const { stdout, stderr } = await culvert.stop();
        expect([stderr.split(file).length, `${stdout}${stderr}`.includes(password)]).toEqual([2, false]);
      });

      it("takes the password from CULVERT_BRIDGE_PASSWORD, and repeats it nowhere", async () => {
        const draft = await profile();
        const culvert = startCulvert({
          profiles: [draft],
          knownHosts: sshd.knownHostsLines,
          env: { CULVERT_BRIDGE_PASSWORD: "sp1nach!" },
        });
        await culvert.untilOpen("popeye");
        expect(
          await curl.list(
            { host: "127.0.0.1", port: draft.ftp.listen.port, username: sshd.username, password: "sp1nach!" },
            `/${folder.path}`,
          ),
        ).toContain("site");
        const { stdout, stderr } = await culvert.stop();
        expect(`${stdout}${stderr}`).not.toContain("sp1nach!");
      });
    });
  },
);

/** Each file of a tree with its hash and its time to the second. */
async function treeOf(root: string): Promise<string[]> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.includes("/link"),
  );
  return (
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return `${path.slice(root.length)} ${Math.floor(statSync(path).mtimeMs / 1000)} ${await sha256(path)}`;
      }),
    )
  ).sort();
}
