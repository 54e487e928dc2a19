import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { run, runWell } from "../support/child.js";
import { readFromVnc } from "../support/clients/vnc-client.js";
import { greetX } from "../support/clients/x-client.js";
import { rowOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { whyNoMounts } from "../support/mounts.js";
import { programPath, programPathOrThrow, type Program } from "../support/programs.js";
import {
  libraries,
  startCvs,
  startDovecot,
  startGitDaemon,
  startPostgres,
  startRsync,
  startSmtp,
  startVnc,
  type PlainServer,
} from "../support/servers/non-ftp-servers.js";

const noMounts = [await whyNoMounts()].filter((why) => why !== undefined);
const MAIL = "From: olive@spinach.com\nTo: popeye@spinach.com\nSubject: supper\n\nSpinach again.\n";

describeWith(["sshd", "ssh-keygen", "curl"], "real programs through plain forwards, by OpenSSH", () => {
  let sshd: Sshd;
  let server: PlainServer | undefined;
  let culvert: CulvertProcess | undefined;

  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterEach(async () => {
    await culvert?.stop();
    await server?.close();
    culvert = server = undefined;
  });
  afterAll(() => sshd.close());

  const itWith = (
    needed: readonly Program[],
    title: string,
    body: () => Promise<void>,
    alsoMissing: readonly string[] = [],
  ): void => {
    const missing = [...needed.filter((name) => programPath(name) === undefined), ...alsoMissing];
    if (missing.length === 0) it(title, body);
    else it.skip(`${title} (not here: ${missing.join(", ")})`, body);
  };

  async function open(...forwards: NonNullable<ProfileDraft["forwards"]>): Promise<CulvertProcess> {
    const { host, port, username, keyFile } = sshd;
    culvert = startCulvert({
      profiles: [
        {
          id: "popeye",
          name: "Popeye",
          gateway: { host, port, username, auth: [{ method: "key", file: keyFile }] },
          forwards,
        },
      ],
      knownHosts: sshd.knownHostsLines,
    });
    await culvert.untilOpen("popeye");
    return culvert;
  }

  /** @returns the local port that leads to the server now */
  async function forwardTo(started: Promise<PlainServer>): Promise<number> {
    server = await started;
    const port = await freePort();
    await open({ kind: "local", name: "plain", listen: { port }, target: { host: "127.0.0.1", port: server.port } });
    return port;
  }

  const curl = (words: readonly string[], input = "") =>
    run(programPathOrThrow("curl"), ["-sS", "--max-time", "60", ...words], { input });
  const fileOf = (name: string) => server?.file(name) ?? "";

  itWith(
    ["dovecot"],
    "mail is read by IMAP",
    async () => {
      const port = await forwardTo(startDovecot("imap", MAIL));
      expect(
        (await curl([`imap://olive:spinach@127.0.0.1:${port}/INBOX;MAILINDEX=1`])).stdout.replaceAll("\r", ""),
      ).toBe(MAIL);
      expect((await curl([`imap://olive:oatmeal@127.0.0.1:${port}/INBOX`])).code).toBe(67); // a login that is refused
    },
    noMounts,
  );

  itWith(
    ["dovecot"],
    "mail is read by POP3",
    async () => {
      const port = await forwardTo(startDovecot("pop3", MAIL));
      expect((await curl([`pop3://olive:spinach@127.0.0.1:${port}/1`])).stdout.replaceAll("\r", "")).toBe(MAIL);
    },
    noMounts,
  );

  itWith(["aiosmtpd"], "mail is sent by SMTP", async () => {
    const port = await forwardTo(startSmtp());
    expect(
      await curl(
        [
          "--mail-from",
          "olive@spinach.com",
          "--mail-rcpt",
          "popeye@spinach.com",
          "--upload-file",
          "-",
          `smtp://127.0.0.1:${port}/here`,
        ],
        MAIL,
      ),
    ).toMatchObject({ code: 0, stderr: "" });
    const [kept = ""] = readdirSync(fileOf("mail/new"));
    expect(readFileSync(join(fileOf("mail/new"), kept), "utf8")).toContain("Spinach again.");
  });

  itWith(["rsync"], "files are sent and fetched by rsync", async () => {
    const port = await forwardTo(startRsync());
    writeFileSync(fileOf("sent"), "spinach ".repeat(100_000));
    const rsync = (...words: string[]) =>
      runWell(programPathOrThrow("rsync"), words, { env: { ...process.env, ...libraries("rsync") } });
    await rsync(fileOf("sent"), `rsync://127.0.0.1:${port}/pub/`);
    await rsync(`rsync://127.0.0.1:${port}/pub/sent`, fileOf("fetched"));
    expect(readFileSync(fileOf("fetched"), "utf8")).toBe("spinach ".repeat(100_000));
  });

  itWith(["cvs"], "a module is put in and checked out by CVS", async () => {
    const port = await forwardTo(startCvs());
    const at = `:pserver:olive:spinach@127.0.0.1:${port}${fileOf("repository")}`;
    const cvs = (cwd: string, ...words: string[]) =>
      runWell(programPathOrThrow("cvs"), ["-f", "-Q", "-d", at, ...words], {
        cwd,
        env: { ...process.env, ...libraries("cvs"), HOME: fileOf("") },
      });
    execFileSync("mkdir", [fileOf("work"), fileOf("out")]);
    writeFileSync(fileOf("work/supper"), "spinach\n");
    await cvs(fileOf("work"), "import", "-m", "first", "kitchen", "olive", "start");
    await cvs(fileOf("out"), "checkout", "kitchen");
    expect(readFileSync(fileOf("out/kitchen/supper"), "utf8")).toBe("spinach\n");
  });

  itWith(["git"], "a repository is cloned from Git's daemon", async () => {
    const port = await forwardTo(startGitDaemon());
    const git = (...words: string[]) =>
      runWell(programPathOrThrow("git"), ["-c", "user.name=olive", "-c", "user.email=olive@spinach.com", ...words], {
        env: { PATH: process.env["PATH"], HOME: fileOf("") },
      });
    await git("init", "-q", fileOf("kitchen"));
    writeFileSync(fileOf("kitchen/supper"), "spinach\n");
    await git("-C", fileOf("kitchen"), "add", "supper");
    await git("-C", fileOf("kitchen"), "commit", "-q", "-m", "first");
    await git("clone", "-q", `git://127.0.0.1:${port}/kitchen`, fileOf("cloned"));
    expect(readFileSync(fileOf("cloned/supper"), "utf8")).toBe("spinach\n");
  });

  itWith(["Xtigervnc"], "a screen is seen by VNC, on a port of a range", async () => {
    server = await startVnc();
    const { first, text } = await freeRange(2);
    const running = await open({
      kind: "local",
      name: "VNC",
      listen: { port: text },
      target: { host: "127.0.0.1", port: `${server.port - 1}-${server.port}` },
    });
    const screen = await readFromVnc(connect({ host: "127.0.0.1", port: first + 1 }));
    expect(screen).toMatchObject({ version: "RFB 003.008", width: 64, height: 48, pixels: 64 * 48 });
    const status = await running.until("popeye", (now) => rowOf(now, `VNC ${first + 1}`).bytes.down > 64 * 48 * 4);
    expect(rowOf(status, `VNC ${first}`).connections.total).toBe(0);
  });

  itWith(["Xtigervnc"], "a program beside the gateway finds the X display of this computer", async () => {
    server = await startVnc();
    const display = await freePort();
    const running = await open({
      kind: "remote",
      name: "X display",
      listen: { port: display },
      target: { socket: `/tmp/.X11-unix/X${server.port}` },
    });
    expect(await greetX(connect({ host: "127.0.0.1", port: display }))).toEqual({ width: 64, height: 48 });
    await running.until("popeye", (now) => rowOf(now, "X display").connections.total === 1);
  });

  itWith(["postgres"], "a database is asked by psql, on its port and on its Unix socket", async () => {
    server = await startPostgres();
    const [tcp, socket] = [await freePort(), await freePort()];
    await open(
      { kind: "local", name: "by port", listen: { port: tcp }, target: { host: "127.0.0.1", port: server.port } },
      {
        kind: "local",
        name: "by socket",
        listen: { port: socket },
        target: { socket: fileOf(`.s.PGSQL.${server.port}`) },
      },
    );
    const psql = (port: number, ask: string) =>
      runWell(
        join(dirname(programPathOrThrow("postgres")), "psql"),
        ["-h", "127.0.0.1", "-p", String(port), "-U", "olive", "-d", "postgres", "-At", "-c", ask],
        { env: { ...process.env, ...libraries("postgres") } },
      );
    await psql(tcp, "create table supper as select repeat('spinach', 200000) as dish");
    expect(await psql(socket, "select length(dish) from supper")).toBe("1400000\n");
    expect((await psql(socket, "select dish from supper")).length).toBe(1_400_001);
  });

  itWith(["aiosmtpd"], "a port that the gateway chooses, and a socket there, lead here", async () => {
    server = await startSmtp();
    const listen = { socket: fileOf("at-gateway") };
    const running = await open(
      { kind: "remote", name: "any", listen: { port: 0 }, target: { host: "127.0.0.1", port: server.port } },
      { kind: "remote", name: "socket", listen, target: { host: "127.0.0.1", port: server.port } },
    );
    const given = Number(/:(\d+) on /.exec(rowOf(await running.untilOpen("popeye"), "any").listen)?.[1]);
    expect(given).toBeGreaterThan(0);
    expect((await curl([`telnet://127.0.0.1:${given}`, "--max-time", "2"], "QUIT\r\n")).stdout).toContain("220 ");
    expect(
      (await curl(["--unix-socket", listen.socket, "http://x/", "--http0.9", "--max-time", "2"])).stdout,
    ).toContain("220 ");
  });

  itWith(["aiosmtpd"], "the gateway's refusals of its socket, and of one beyond it, are told", async () => {
    server = await startSmtp();
    writeFileSync(fileOf("taken"), "");
    const port = await freePort();
    const running = await open(
      {
        kind: "remote",
        name: "taken",
        listen: { socket: fileOf("taken") },
        target: { host: "127.0.0.1", port: server.port },
      },
      { kind: "local", name: "missing", listen: { port }, target: { socket: fileOf("nothing") } },
    );
    expect(rowOf(await running.untilOpen("popeye"), "taken").state).toMatchObject({
      kind: "refused",
      cause: { code: "forward.gateway-socket-refused", socket: fileOf("taken") },
    });
    await curl([`telnet://127.0.0.1:${port}`]);
    expect(
      rowOf(await running.until("popeye", (status) => rowOf(status, "missing").trouble !== undefined), "missing")
        .trouble,
    ).toMatchObject({ code: "channel.refused", target: fileOf("nothing") });
  });
});
