import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writePuttyFile } from "../../src/core/export/export-putty.js";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { profileSchema } from "../../src/shared/profile/profile-schema.js";
import { endWithUs, run, runWell, stopChild, type Ending } from "../support/child.js";
import { CULVERT, nodeOptionsOf } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";
import { daemonEnvironment, daemonRoot } from "../support/servers/daemons.js";
import { startFtpServer } from "../support/servers/ftp-server.js";
import { waitForPort } from "../support/wait-for.js";

const popeye: ProfileDraft = {
  id: "popeye",
  name: "Popeye's web site",
  gateway: {
    host: "www.spinach.com",
    port: 2200,
    username: "olive",
    auth: [
      { method: "agent" },
      { method: "key", file: "~/.ssh/spinach" },
      { method: "keyboard-interactive" },
      { method: "password" },
    ],
    via: [{ host: "gate.example", username: "bluto" }],
  },
  ftp: { mode: "range", target: { host: "popeye", port: 21 }, listen: { port: 2121 }, passive: "2534-2536" },
  forwards: [{ kind: "dynamic", name: "SOCKS", listen: { port: 1080 } }],
};

let folder: TempFolder;
const culvert = (...words: string[]): Promise<Ending> =>
  run(process.execPath, [...nodeOptionsOf(CULVERT), CULVERT, ...words], {
    env: { PATH: process.env["PATH"], HOME: folder.path, LANG: "C" },
  });
const document = (): string => folder.file("profiles.json");
const written = () =>
  (
    JSON.parse(readFileSync(document(), "utf8")) as {
      profiles: { id: string; name: string; ftp?: { mode: string }; gateway: { host: string } }[];
    }
  ).profiles;
const exported = async (as: string): Promise<string> => {
  const { code, stdout, stderr } = await culvert("export", "popeye", "--as", as, "--profiles", document());
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
};

beforeAll(() => {
  folder = tempFolder();
});
afterAll(() => folder.remove());
const begin = (...profiles: ProfileDraft[]): void =>
  writeFileSync(document(), JSON.stringify({ version: 1, profiles }));

describeWith(
  ["ssh", "plink", "sshd", "vsftpd", "proftpd", "pure-ftpd"],
  "culvert export, read back by the program itself",
  () => {
    it("is a block that `ssh -G` understands as the profile", async () => {
      begin(popeye);
      writeFileSync(folder.file("ssh_config"), await exported("openssh"), { mode: 0o600 });
      const said = await runWell("ssh", ["-G", "-F", folder.file("ssh_config"), "popeye"]);
      for (const line of [
        "hostname www.spinach.com",
        "port 2200",
        "user olive",
        "identityfile ~/.ssh/spinach",
        "proxyjump popeye-via-1",
        "localforward [127.0.0.1]:2121 [popeye]:21",
        "localforward [127.0.0.1]:2536 [popeye]:2536",
        "dynamicforward [127.0.0.1]:1080",
      ])
        expect(said.split("\n")).toContain(line);
      expect(await runWell("ssh", ["-G", "-F", folder.file("ssh_config"), "popeye-via-1"])).toContain(
        "hostname gate.example\n",
      );
    });

    it("is a block that `ssh -G` understands where it goes through a proxy to an old server, with ranges, sockets and a port that the server chooses", async () => {
      begin({
        id: "popeye",
        name: "Popeye",
        gateway: {
          host: "www.spinach.com",
          username: "olive",
          oldServer: true,
          proxy: { kind: "socks5", host: "proxy", port: 1080 },
        },
        forwards: [
          { kind: "local", name: "VNC", listen: { port: "5950-5952" }, target: { host: "vnc", port: "5900-5902" } },
          { kind: "local", name: "db", listen: { port: 5432 }, target: { socket: "/run/db" } },
          { kind: "remote", name: "Web", listen: { port: 0 }, target: { host: "localhost", port: 80 } },
        ],
      });
      writeFileSync(folder.file("ssh_config"), await exported("openssh"), { mode: 0o600 });
      const said = await runWell("ssh", ["-G", "-F", folder.file("ssh_config"), "popeye"]);
      expect(said.split("\n")).toEqual(
        expect.arrayContaining([
          "proxycommand nc -X 5 -x proxy:1080 %h %p",
          "localforward [127.0.0.1]:5952 [vnc]:5902",
          "localforward [127.0.0.1]:5432 /run/db",
          "remoteforward [127.0.0.1]:0 [localhost]:80",
        ]),
      );
      expect(said).toMatch(/^hostkeyalgorithms .*,ssh-rsa$/m);
      expect(said).toMatch(/^ciphers .*,3des-cbc$/m);
    });

    it("names on standard error what PuTTY cannot carry, and where a client's site leads", async () => {
      begin({
        ...popeye,
        gateway: {
          ...popeye.gateway,
          oldServer: true,
          via: [
            { host: "a", username: "b" },
            { host: "c", username: "d" },
          ],
        },
      });
      const { stderr } = await culvert("export", "popeye", "--as", "putty", "--profiles", document());
      expect(stderr).toMatch(/only the first one is written[^]*the switch for old servers is left out/);
      expect((await culvert("export", "popeye", "--as", "filezilla", "--profiles", document())).stderr).toContain(
        "127.0.0.1:2121, where the tunnel listens",
      );
    });

    it("is a session by which plink opens the tunnel", async () => {
      const [sshd, ftp, port] = await Promise.all([startSshd(), startFtpServer(), freePort("127.0.0.1")]);
      const session = writePuttyFile(
        profileSchema.parse({
          ...popeye,
          gateway: { host: "127.0.0.1", port: sshd.port, username: sshd.username },
          ftp: { mode: "relay", target: { host: "127.0.0.1", port: ftp.port }, listen: { port } },
          forwards: [],
        }),
      );
      mkdirSync(folder.file(".putty/sessions"), { recursive: true });
      writeFileSync(join(folder.path, ".putty/sessions", session.fileName), session.text);
      const ppk = folder.file("key.ppk");
      await runWell("puttygen", [sshd.keyFile, "-o", ppk]);
      const plink = endWithUs(
        spawn("plink", ["-batch", "-load", "Popeye's web site", "-i", ppk, "-hostkey", sshd.fingerprint, "-N"], {
          env: { PATH: process.env["PATH"], HOME: folder.path },
          stdio: ["pipe", "ignore", "pipe"],
        }),
      );
      let said = "";
      plink.stderr.on("data", (text: Buffer) => {
        said += text.toString();
      });
      try {
        await waitForPort("127.0.0.1", port, () => (plink.exitCode === null ? undefined : said));
      } finally {
        await stopChild(plink);
        await Promise.all([sshd.close(), ftp.close()]);
      }
    });

    it("are lines that vsftpd takes", async () => {
      begin(popeye);
      const port = await freePort("127.0.0.2");
      const file = folder.file("vsftpd.conf");
      const own = [
        "listen=YES",
        "listen_address=127.0.0.2",
        `listen_port=${port}`,
        "background=NO",
        "anonymous_enable=YES",
        "local_enable=NO",
        `secure_chroot_dir=${folder.path}`,
        "seccomp_sandbox=NO",
        "isolate=NO",
        "isolate_network=NO",
      ];
      writeFileSync(file, `${own.join("\n")}\n${await exported("vsftpd")}`);
      const child = endWithUs(
        spawn(programPathOrThrow("vsftpd"), [file], { env: daemonEnvironment("vsftpd"), stdio: "ignore" }),
      );
      try {
        await waitForPort("127.0.0.2", port, () =>
          child.exitCode === null ? undefined : "vsftpd refused its configuration",
        );
      } finally {
        await stopChild(child);
      }
    });

    it("are lines that `proftpd --configtest` takes", async () => {
      const file = folder.file("proftpd.conf");
      writeFileSync(
        file,
        `ModulePath ${join(daemonRoot("proftpd"), "usr/lib/proftpd")}\nServerType standalone\nDefaultAddress 127.0.0.2\nPort 2121\nUser daemon\nGroup daemon\nPidFile ${folder.file("pid")}\nScoreboardFile none\n${await exported("proftpd")}`,
      );
      const test = () =>
        run(programPathOrThrow("proftpd"), ["--configtest", "--config", file], { env: daemonEnvironment("proftpd") });
      expect(await test()).toMatchObject({ code: 0 });
      writeFileSync(file, readFileSync(file, "utf8").replace("PassivePorts 2534 2536", "PassivePorts 2536 2534"));
      expect((await test()).code).not.toBe(0); // the check does look at these lines
    });

    it("are lines that Pure-FTPd takes", async () => {
      const file = folder.file("pure-ftpd.conf");
      const port = await freePort("127.0.0.2");
      writeFileSync(
        file,
        `Bind 127.0.0.2,${port}\nDaemonize no\nPIDFile ${folder.file("pure.pid")}\nUnixAuthentication yes\n${await exported("pure-ftpd")}`,
      );
      const child = endWithUs(
        spawn(programPathOrThrow("pure-ftpd"), [file], {
          env: daemonEnvironment("pure-ftpd"),
          stdio: ["ignore", "ignore", "pipe"],
        }),
      );
      let said = "";
      child.stderr.on("data", (text: Buffer) => {
        said += text.toString();
      });
      try {
        await waitForPort("127.0.0.2", port, () => (child.exitCode === null ? undefined : `refused: ${said}`));
      } finally {
        await stopChild(child);
      }
    });

    it("says that a relay needs nothing on its server, and refuses a site without FTP", async () => {
      begin(
        { ...popeye, ftp: { mode: "relay", target: { host: "popeye" } } },
        { ...popeye, id: "plain", name: "plain", ftp: undefined },
      );
      expect(await culvert("export", "popeye", "--as", "vsftpd", "--profiles", document())).toMatchObject({
        code: 0,
        stdout: "",
        stderr: expect.stringContaining("Nothing needs to be set") as string,
      });
      expect(await culvert("export", "plain", "--as", "filezilla", "--profiles", document())).toMatchObject({
        code: 3,
        stdout: "",
      });
      expect(await culvert("export", "popeye", "--as", "nonsense", "--profiles", document())).toMatchObject({
        code: 2,
      });
      expect(
        await culvert(
          "export",
          "popeye",
          "--as",
          "culvert",
          "--profiles",
          document(),
          "--output",
          folder.file("no/such/folder"),
        ),
      ).toMatchObject({ code: 3, stderr: expect.stringContaining("cannot be written") as string });
      expect(await culvert("export", "nobody", "--as", "putty", "--profiles", document())).toMatchObject({ code: 3 });
    });
  },
);

describeWith([], "culvert import", () => {
  const sites = `<FileZilla3><Servers><Server><Host>ftp.spinach.com</Host><Protocol>0</Protocol><Name>Web</Name><Pass>sp1nach-9471</Pass></Server><Server><Host>b</Host><Protocol>1</Protocol><User>o</User><Name>Files</Name></Server></Servers></FileZilla3>`;

  it("takes what is whole, names the line of what is lost, and asks FTP sites for their gateway", async () => {
    begin(popeye);
    writeFileSync(folder.file("sites.xml"), sites);
    const without = await culvert("import", folder.file("sites.xml"), "--profiles", document());
    expect(without).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /Web: needs its gateway[^]*--gateway[^]*sites\.xml, line 1: The stored password is not imported[^]*Files: added/,
      ) as string,
    });
    expect(without.stdout + without.stderr).not.toContain("sp1nach-9471");
    const withGateway = await culvert(
      "import",
      folder.file("sites.xml"),
      "--profiles",
      document(),
      "--gateway",
      "olive@gate.example:2200",
      "--json",
    );
    expect(
      withGateway.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { outcome: string })
        .map(({ outcome }) => outcome),
    ).toEqual(["added", "same"]);
    expect(written().map(({ id, ftp, gateway }) => [id, ftp?.mode, gateway.host])).toEqual([
      ["popeye", "range", "www.spinach.com"],
      ["files", "bridge", "b"],
      ["web", "relay", "gate.example"],
    ]);
  });

  it.each([
    ["keep-both", ["popeye", "popeye-2"]],
    ["replace", ["popeye"]],
    ["skip", ["popeye"]],
  ] as const)("meets a profile of the same name by %s", async (choice, ids) => {
    begin({ ...popeye, name: "popeye" });
    writeFileSync(folder.file("config"), "Host popeye\n HostName new.example\n User olive\n");
    expect(
      (await culvert("import", folder.file("config"), "--profiles", document(), "--on-conflict", choice, "--dry-run"))
        .stderr,
    ).toContain("Nothing was stored");
    expect(written()).toHaveLength(1);
    expect(
      await culvert("import", folder.file("config"), "--profiles", document(), "--on-conflict", choice),
    ).toMatchObject({ code: 0 });
    expect(written().map(({ id }) => id)).toEqual(ids);
    expect(written().some(({ gateway }) => gateway.host === "new.example")).toBe(choice !== "skip");
  });

  it.each([
    ["a file that is not there", () => rmSync(folder.file("bad"), { force: true }), "no such file"],
    [
      "a hundred megabytes",
      () => writeFileSync(folder.file("bad"), Buffer.alloc(100 * 1024 * 1024, "Host a\n")),
      "100 MB",
    ],
    [
      "bytes that are no text",
      () => writeFileSync(folder.file("bad"), Buffer.from([0x50, 0x4b, 3, 4, 0x0a, 0, 0, 0])),
      "bad, line 2: It holds bytes that are no text",
    ],
    [
      "a letter",
      () => writeFileSync(folder.file("bad"), "Dear Olive,\nI am well.\n"),
      "bad, line 1: Culvert does not know this kind",
    ],
    [
      "XML with entities",
      () =>
        writeFileSync(
          folder.file("bad"),
          '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>\n<FileZilla3>&b;</FileZilla3>',
        ),
      "bad, line 2",
    ],
    ["a cut document", () => writeFileSync(folder.file("bad"), '{ "version": 1,\n'), "bad, line 2"],
    [
      "a document with a slip",
      () => writeFileSync(folder.file("bad"), '{ "version": 1,\n "profiles": [ b ]\n}\n\n'),
      "bad, line 2: The JSON is damaged",
    ],
    [
      "a document of a later Culvert",
      () => writeFileSync(folder.file("bad"), '{ "version": 9, "profiles": [] }'),
      "update Culvert",
    ],
    ["nothing at all", () => writeFileSync(folder.file("bad"), ""), "Nothing to import"],
  ])("refuses %s with 3, by name, and stores nothing", async (_, make, says) => {
    begin(popeye);
    const before = readFileSync(document(), "utf8");
    make();
    const { code, stderr } = await culvert("import", folder.file("bad"), "--profiles", document());
    expect(code).toBe(3);
    expect(stderr).toContain(says);
    expect(readFileSync(document(), "utf8")).toBe(before);
  });

  it("reads PuTTY's own folder, and writes a document that was not there yet", async () => {
    mkdirSync(folder.file("home/sessions"), { recursive: true });
    writeFileSync(folder.file("home/sessions/Popeye%20two"), "HostName=h\nProtocol=ssh\nUserName=o\nPortNumber=22\n");
    expect(await culvert("import", folder.file("home"), "--profiles", folder.file("new.json"))).toMatchObject({
      code: 0,
    });
    expect(JSON.parse(readFileSync(folder.file("new.json"), "utf8"))).toMatchObject({
      version: 1,
      profiles: [{ id: "popeye-two", name: "Popeye two" }],
    });
  });

  it("ends with 2 where the gateway is no gateway", async () => {
    expect(await culvert("import", folder.file("sites.xml"), "--gateway", "gate.example")).toMatchObject({ code: 2 });
  });
});
