import { spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { endWithUs, run, stopChild } from "../support/child.js";
import { startCulvert } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { waitFor } from "../support/wait-for.js";

const UNIT = join(import.meta.dirname, "../../assets/linux/culvert@.service");

/** Prints what it is told, a line a datagram, as systemd would take it. */
const LISTENER = `
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True:
    for line in s.recv(4096).decode().splitlines():
        print(line, flush=True)
`;

describeWith(["python3", "systemd-notify"], "culvert up as a service of systemd", () => {
  let folder: TempFolder;
  let gateway: Gateway;
  let listener: ChildProcess;
  let notified = "";

  beforeEach(async () => {
    folder = tempFolder();
    gateway = await startGateway();
    notified = "";
    const child = endWithUs(
      spawn("python3", ["-c", LISTENER, folder.file("notify")], { stdio: ["ignore", "pipe", "inherit"] }),
    );
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      notified += text;
    });
    listener = child;
    await waitFor("the listener", () => (notified.includes("listening") ? true : undefined));
  });
  afterEach(async () => {
    await stopChild(listener);
    await gateway.close();
    folder.remove();
  });

  const profile = async (id: string) => ({
    id,
    name: id,
    gateway: {
      host: gateway.host,
      port: gateway.port,
      username: gateway.username,
      auth: [{ method: "password" as const }],
    },
    forwards: [
      {
        kind: "local" as const,
        name: "Mail",
        listen: { port: await freePort("127.0.0.1") },
        target: { host: "popeye", port: 143 },
      },
    ],
  });
  const until = (line: string) => waitFor(line, () => (notified.includes(`${line}\n`) ? true : undefined));

  it("says that it is ready once every tunnel is open, and not before; ends well when it is stopped", async () => {
    const culvert = startCulvert({
      profiles: [await profile("popeye"), await profile("bluto")],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env: { CULVERT_PASSWORD: gateway.password, NOTIFY_SOCKET: folder.file("notify"), LC_ALL: "C" },
    });
    await culvert.untilOpen("popeye");
    await culvert.untilOpen("bluto");
    await until("STATUS=popeye: Open; bluto: Open");
    expect(notified.split("READY=1")).toHaveLength(2);
    expect(notified).toMatch(/READY=1\nSTATUS=popeye: Open; bluto: Open\n/);
    expect((await culvert.stop("SIGTERM")).code).toBe(0);
    await until("STOPPING=1");
  });

  it("logs in by the credentials that systemd gives, of one profile and of all, and reads its profiles again at SIGUSR1", async () => {
    writeFileSync(folder.file("popeye.password"), `${gateway.password}\n`, { mode: 0o400 });
    writeFileSync(folder.file("password"), gateway.password, { mode: 0o400 });
    const profiles = [await profile("popeye"), await profile("bluto")];
    const culvert = startCulvert({
      profiles,
      knownHosts: `${gateway.hostKeyLine}\n`,
      env: { CREDENTIALS_DIRECTORY: folder.path, NOTIFY_SOCKET: folder.file("notify"), LC_ALL: "C" },
    });
    await until("STATUS=popeye: Open; bluto: Open");
    expect(notified).toContain("READY=1\n");
    const renamed = profiles.map((one) => (one.id === "bluto" ? { ...one, name: "Brutus" } : one));
    writeFileSync(join(culvert.home, "profiles.json"), JSON.stringify({ version: 1, profiles: renamed }));
    process.kill(culvert.pid, "SIGUSR1"); // as ExecReload of the unit does
    await until("STATUS=popeye: Open; Brutus: Open");
    expect(notified.split("READY=1")).toHaveLength(2);
    expect((await culvert.stop("SIGTERM")).code).toBe(0);
  });

  it("never says so where the login is refused, and ends with the code that keeps systemd from trying again", async () => {
    const culvert = startCulvert({
      profiles: [await profile("popeye")],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env: { CULVERT_PASSWORD: "wrong", NOTIFY_SOCKET: folder.file("notify") },
    });
    expect((await culvert.ended).code).toBe(5);
    await until("STOPPING=1");
    expect(notified).not.toContain("READY=1");
    await culvert.stop();
  });
});

describeWith(["systemd-analyze"], "The system unit", () => {
  it("is one that systemd takes, with a user of its own, no privilege but the port, and little exposure", async () => {
    const folder = tempFolder();
    const unit = folder.file("culvert@scans.service");
    copyFileSync(join(dirname(UNIT), "system/culvert@.service"), unit);
    const { stderr } = await run("systemd-analyze", ["verify", "--man=no", unit]);
    const complaints = stderr
      .split("\n")
      .filter((line) => line.includes("culvert@scans") && !line.includes("is not executable")); // culvert is not installed here
    expect(complaints).toEqual([]);
    const { stdout, code } = await run("systemd-analyze", ["security", "--offline=yes", "--no-pager", unit]);
    if (code === 0) expect(Number(/exposure level for .*: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(3);
    folder.remove();
    const text = readFileSync(join(dirname(UNIT), "system/culvert@.service"), "utf8");
    for (const line of [
      "DynamicUser=yes",
      "ProtectSystem=strict",
      "NoNewPrivileges=yes",
      "AmbientCapabilities=CAP_NET_BIND_SERVICE",
    ])
      expect(text.split("\n")).toContain(line);
  });
});

describeWith(["systemd-analyze"], "The user unit", () => {
  it("is one that systemd takes", async () => {
    const folder = tempFolder();
    const unit = folder.file("culvert@popeye.service");
    copyFileSync(UNIT, unit);
    const { stderr } = await run("systemd-analyze", ["verify", "--man=no", unit], {
      env: { ...process.env, XDG_RUNTIME_DIR: existsSync("/run") ? "/run" : folder.path },
    });
    folder.remove();
    const complaints = stderr
      .split("\n")
      .filter((line) => line.includes("culvert@popeye") && !line.includes("is not executable")); // culvert is not installed here
    expect(complaints).toEqual([]);
  });
});
