import { spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { endWithUs, stopChild } from "../support/child.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { checking, Findings } from "../support/fixtures/run-check.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd, type SshdOptions } from "../support/gateways/sshd.js";
import { startProxy } from "../support/servers/proxy.js";
import {
  startScriptedFtpServer,
  type ScriptedFtpServer,
  type ScriptedFtpServerOptions,
} from "../support/servers/scripted-ftp-server.js";
import { waitForPort } from "../support/wait-for.js";

interface At {
  readonly host: string;
  readonly port: number;
}

describeWith(["sshd", "ssh-keygen"], "culvert check, where something is wrong", () => {
  let sshd: Sshd;
  let ftp: ScriptedFtpServer;
  beforeAll(async () => {
    [sshd, ftp] = await Promise.all([startSshd(), startScriptedFtpServer()]);
  });
  afterAll(async () => {
    await Promise.all([sshd.close(), ftp.close()]);
  });

  async function relay(
    target: At = ftp,
    gateway: Pick<Sshd, "host" | "port" | "username" | "keyFile"> = sshd,
  ): Promise<ProfileDraft> {
    return relayProfile({
      id: "popeye",
      gateway,
      target,
      listen: { host: "127.0.0.1", port: await freePort("127.0.0.1") },
    });
  }
  /** Check a relay through an sshd of these settings. */
  async function through(
    options: SshdOptions,
    profileOf: (gateway: Sshd) => Promise<ProfileDraft> = (gateway) => relay(ftp, gateway),
  ): Promise<Findings> {
    const gateway = await startSshd(options);
    try {
      return await Findings.of({ profile: await profileOf(gateway), knownHosts: gateway.knownHostsLines });
    } finally {
      await gateway.close();
    }
  }
  /** Check a relay to a server that the test plays. */
  async function to(options: ScriptedFtpServerOptions): Promise<Findings> {
    const server = await startScriptedFtpServer(options);
    try {
      return await Findings.of({
        profile: await relay(server),
        knownHosts: sshd.knownHostsLines,
        ftpLogin: { username: "olive", password: "oyl" },
      });
    } finally {
      await server.close();
    }
  }

  it("says that nothing answers at the gateway, and passes over the rest but what this computer knows", async () => {
    const port = await freePort("127.0.0.1");
    const findings = await Findings.of({ profile: await relay(ftp, { ...sshd, port }) });
    expect(findings.found("gateway")).toMatchObject({
      code: "failure",
      cause: { code: "ssh.unreachable", cause: "refused" },
    });
    expect(findings.with("skipped")).toEqual([
      "host-key",
      "encryption",
      "login",
      "forwarding",
      "target",
      "tls",
      "ftp-login",
      "passive",
      "address",
      "extended-passive",
      "data",
      "target-name",
    ]);
    expect(findings.the("local-ports").outcome).toBe("ok");
  });

  it("says that the gateway's name is not found", async () => {
    const findings = await Findings.of({ profile: await relay(ftp, { ...sshd, host: "popeye.invalid" }) });
    expect(findings.found("name")).toMatchObject({
      code: "failure",
      cause: { code: "ssh.unreachable", cause: "name-not-found" },
    });
    expect(findings.the("gateway").outcome).toBe("skipped");
  });

  it("says that another protocol answers at the gateway's port", async () => {
    const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => web.once("listening", resolve));
    const findings = await Findings.of({
      profile: await relay(ftp, { ...sshd, port: (web.address() as AddressInfo).port }),
    });
    web.close();
    expect(findings.found("gateway")).toMatchObject({
      code: "failure",
      cause: { code: "ssh.not-ssh", heard: "HTTP/1.1 400 Bad Request" },
    });
  });

  it("never trusts a host key by itself: unknown and changed ones fail, with the fingerprint", async () => {
    const unknown = await Findings.of({ profile: await relay() });
    expect(unknown.found("host-key")).toMatchObject({
      code: "failure",
      cause: { code: "host-key.unknown", fingerprint: sshd.fingerprint },
    });
    const other = await startSshd();
    const changed = await Findings.of({
      profile: await relay(),
      knownHosts: other.knownHostsLines.replaceAll(`:${other.port}`, `:${sshd.port}`),
    });
    await other.close();
    expect(changed.found("host-key")).toMatchObject({ code: "failure", cause: { code: "host-key.changed" } });
    expect(changed.with("ok")).not.toContain("login");
  });

  it("says that the login is refused, after the host key was found good", async () => {
    const findings = await through({ config: ["PubkeyAuthentication no"] });
    expect(findings.the("host-key").outcome, findings.text()).toBe("ok");
    expect(findings.found("login")).toMatchObject({ code: "failure", cause: { code: "ssh.login-refused" } });
  });

  it("names a line of known_hosts for the gateway whose key is cut, beside the verdict on the key", async () => {
    const cut = sshd.knownHostsLine.slice(0, -20);
    const findings = await Findings.of({ profile: await relay(), knownHosts: `${cut}\n${sshd.knownHostsLines}` });
    expect(
      findings.all.filter(({ probe }) => probe === "host-key"),
      findings.text(),
    ).toMatchObject([
      { outcome: "warning", found: { code: "host-key.line-damaged", line: 1 } },
      { outcome: "ok", found: { code: "host-key.known" } },
    ]);
    expect(findings.the("login").outcome).toBe("ok");
  });

  it("shows what the gateway says to whoever logs in, made safe", async () => {
    const folder = tempFolder();
    writeFileSync(folder.file("banner"), "Members \u001b[31monly.\nSee https://www.spinach.com/rules\n");
    const findings = await through({ config: [`Banner ${folder.file("banner")}`] });
    folder.remove();
    expect(
      findings.all.filter(({ probe }) => probe === "login"),
      findings.text(),
    ).toMatchObject([
      { outcome: "ok", found: { code: "login.accepted" } },
      { outcome: "ok", found: { code: "login.banner", said: "Members [31monly. See https://www.spinach.com/rules" } },
    ]);
  });

  it.each([{ setting: "AllowTcpForwarding no" }, { setting: "PermitOpen 127.0.0.1:1" }])(
    "says that the gateway does not forward ($setting), with the lines for sshd_config",
    async ({ setting }) => {
      const findings = await through({ config: [setting] });
      expect(findings.found("forwarding"), findings.text()).toMatchObject({
        code: "failure",
        cause: { code: "channel.refused", cause: "prohibited" },
      });
      expect(findings.the("forwarding").settings).toMatchObject({
        place: "/etc/ssh/sshd_config",
        lines: ["AllowTcpForwarding yes", `PermitOpen ${ftp.host}:*`],
      });
    },
  );

  it("says that control works and data does not, where the gateway opens the control port alone", async () => {
    const findings = await through({ config: [`PermitOpen ${ftp.host}:${ftp.port}`] });
    expect(findings.the("passive").outcome, findings.text()).toBe("ok");
    expect(findings.found("data")).toMatchObject({
      code: "data.unreachable",
      cause: { code: "channel.refused", cause: "prohibited" },
    });
    expect(findings.the("data").settings?.lines).toContain(`PermitOpen ${ftp.host}:*`);
  });

  it("says that the target is down, and that the gateway would have forwarded to it", async () => {
    const findings = await Findings.of({
      profile: await relay({ host: "127.0.0.1", port: await freePort("127.0.0.1") }),
      knownHosts: sshd.knownHostsLines,
    });
    expect(findings.the("forwarding").outcome).toBe("ok");
    expect(findings.found("target")).toMatchObject({
      code: "failure",
      cause: { code: "channel.refused", cause: "unreachable" },
    });
  });

  it("says that another protocol answers at the target, by its first words", async () => {
    const findings = await Findings.of({ profile: await relay(sshd), knownHosts: sshd.knownHostsLines });
    expect(findings.found("target")).toMatchObject({
      code: "failure",
      cause: { code: "ftp.not-ftp", heard: expect.stringContaining("SSH-2.0") as string },
    });
  });

  it.each([
    {
      says: "turns everybody away",
      options: { greeting: "421 Too many users.\r\n" },
      probe: "target",
      found: { code: "target.turns-away", said: "421 Too many users." },
    },
    {
      says: "refuses PASV",
      options: { answers: { PASV: (session) => session.say("502 No.\r\n") } },
      probe: "passive",
      found: { code: "failure", cause: { code: "ftp.passive-refused" } },
    },
    {
      says: "refuses EPSV",
      options: { answers: { EPSV: (session) => session.say("500 What?\r\n") } },
      probe: "extended-passive",
      found: { code: "extended-passive.refused" },
    },
    {
      says: "names no port in its 227",
      options: { answers: { PASV: (session) => session.say("227 Entering Passive Mode.\r\n") } },
      probe: "passive",
      found: { code: "passive.unreadable" },
    },
    {
      says: "does not take the data connection",
      options: { answers: { LIST: (session) => session.say("425 Security: Bad IP connecting.\r\n") } },
      probe: "data",
      found: { code: "data.refused", said: "425 Security: Bad IP connecting." },
    },
    {
      says: "hangs up at the name",
      options: { answers: { USER: (session) => void session.control.destroy() } },
      probe: "tls",
      found: { code: "hung-up" },
    },
  ] satisfies {
    says: string;
    options: ScriptedFtpServerOptions;
    probe: Parameters<Findings["the"]>[0];
    found: object;
  }[])("says that the server $says", async ({ options, probe, found }) => {
    const findings = await to(options);
    expect(findings.found(probe), findings.text()).toMatchObject(found);
  });

  it("names the program and the process that hold a local port", async () => {
    const port = await freePort("127.0.0.1");
    const python = endWithUs(
      spawn(
        "python3",
        ["-c", `import socket, time\ns = socket.socket()\ns.bind(("127.0.0.1", ${port}))\ns.listen()\ntime.sleep(60)`],
        { stdio: "ignore" },
      ),
    );
    await waitForPort("127.0.0.1", port, () => undefined);
    const findings = await Findings.of({
      profile: relayProfile({ id: "popeye", gateway: sshd, target: ftp, listen: { host: "127.0.0.1", port } }),
      knownHosts: sshd.knownHostsLines,
    });
    await stopChild(python, "SIGKILL", 2_000);
    expect(findings.found("local-ports")).toMatchObject({
      code: "local-ports.taken",
      taken: [{ holder: { program: expect.stringContaining("python3") as string, pid: python.pid } }],
    });
    expect(findings.text()).toContain(`process ${python.pid}`);
  });

  it("is not confused by Culvert's own listener, whichever process it is in", async () => {
    const held = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => held.once("listening", resolve));
    const { port } = held.address() as AddressInfo;
    const profile = relayProfile({ id: "popeye", gateway: sshd, target: ftp, listen: { host: "127.0.0.1", port } });
    const own = await Findings.of({ profile, knownHosts: sshd.knownHostsLines });
    const others = await Findings.of({
      profile,
      knownHosts: sshd.knownHostsLines,
      whoListens: () => ({ id: "bluto", name: "Bluto's archive" }),
    });
    held.close();
    expect(own.the("local-ports")).toMatchObject({ outcome: "ok", found: { code: "local-ports.own" } });
    expect(others.the("local-ports")).toMatchObject({ outcome: "failed" });
    expect(others.text()).toContain("Bluto's archive");
  });

  it("asks a bridge for SFTP and its home folder, and says where there is none", async () => {
    const bridge = async (gateway: Sshd): Promise<ProfileDraft> => ({
      ...(await relay(ftp, gateway)),
      ftp: { mode: "bridge", listen: { port: await freePort("127.0.0.1") } },
    });
    const there = await through({}, bridge);
    expect(there.found("home"), there.text()).toMatchObject({ code: "home.listed" });
    const missing = await through({ config: ["ForceCommand /bin/false"] }, bridge);
    expect(missing.the("sftp").outcome, missing.text()).toBe("failed");
    expect(missing.the("home").outcome).toBe("skipped");
  });

  it("counts the sessions that a bridge may have, where the gateway allows but a few", async () => {
    const bridge = async (gateway: Sshd): Promise<ProfileDraft> => ({
      ...(await relay(ftp, gateway)),
      ftp: { mode: "bridge", listen: { port: await freePort("127.0.0.1") } },
    });
    expect((await through({}, bridge)).the("sessions")).toMatchObject({
      outcome: "ok",
      found: { code: "sessions.ample", count: 3 },
    });
    const few = await through({ config: ["MaxSessions 2"] }, bridge);
    expect(few.the("sessions"), few.text()).toMatchObject({
      outcome: "warning",
      found: { code: "sessions.few", count: 2 },
    });
    expect(few.text()).toContain("MaxSessions");
  });

  it("warns of a key file that others may read, and how to close it", async () => {
    const gateway = await startSshd();
    chmodSync(gateway.keyFile, 0o644);
    const findings = await Findings.of({ profile: await relay(ftp, gateway), knownHosts: gateway.knownHostsLines });
    await gateway.close();
    expect(findings.the("login"), findings.text()).toMatchObject({
      outcome: "warning",
      found: { code: "login.key-open", file: gateway.keyFile, mode: "0644" },
    });
    expect(findings.text()).toContain(`chmod 600 ${gateway.keyFile}`);
    expect(findings.the("target").outcome, "the rest goes on").toBe("ok");
  });

  it("asks for each forward's target, and names each hop of a profile with a jump host", async () => {
    const jump = await startSshd();
    const profile: ProfileDraft = {
      id: "popeye",
      name: "Popeye",
      gateway: {
        host: sshd.host,
        port: sshd.port,
        username: sshd.username,
        auth: [{ method: "key", file: sshd.keyFile }],
        via: [
          { host: jump.host, port: jump.port, username: jump.username, auth: [{ method: "key", file: jump.keyFile }] },
        ],
      },
      forwards: [
        {
          kind: "local",
          name: "Mail",
          listen: { port: await freePort("127.0.0.1") },
          target: { host: ftp.host, port: ftp.port },
        },
        {
          kind: "local",
          name: "Gone",
          listen: { port: await freePort("127.0.0.1") },
          target: { host: "127.0.0.1", port: await freePort("127.0.0.1") },
        },
      ],
    };
    const findings = await Findings.of({ profile, knownHosts: jump.knownHostsLines + sshd.knownHostsLines });
    await jump.close();
    for (const hop of [jump, sshd])
      for (const probe of ["gateway", "host-key", "login"] as const)
        expect(findings.the(probe, `127.0.0.1:${hop.port}`).outcome, findings.text()).toBe("ok");
    expect(findings.the("forward", "Mail").outcome).toBe("ok");
    expect(findings.the("forward", "Gone").outcome).toBe("failed");
  });

  it("goes through the proxy, and takes an old server's algorithms, as the tunnel does", async () => {
    const [proxy, old] = await Promise.all([
      startProxy({ kind: "socks5", names: { "gate.spinach": "127.0.0.1" } }),
      startSshd({ config: ["KexAlgorithms diffie-hellman-group14-sha1"] }),
    ]);
    const plain = await relay(ftp, { ...old, host: "gate.spinach" });
    const knownHosts = old.knownHostsLines.replaceAll("127.0.0.1", "gate.spinach");
    const check = (oldServer: boolean) =>
      Findings.of({
        profile: {
          ...plain,
          gateway: { ...plain.gateway, oldServer, proxy: { kind: "socks5", host: proxy.host, port: proxy.port } },
        },
        knownHosts,
      });
    const [refused, met] = [await check(false), await check(true)];
    await Promise.all([proxy.close(), old.close()]);
    expect(refused.found("gateway"), refused.text()).toMatchObject({
      code: "failure",
      cause: { code: "ssh.incompatible", part: "key exchange", oldServerHelps: true },
    });
    expect(met.found("name")).toMatchObject({ code: "name.by-proxy", host: "gate.spinach" });
    for (const probe of ["gateway", "host-key", "login", "target"] as const)
      expect(met.the(probe).outcome, met.text()).toBe("ok");
    expect(proxy.asked()).toEqual([`gate.spinach:${old.port}`, `gate.spinach:${old.port}`]);
  });

  it("leaves nothing open when it is stopped halfway, by its signal or because nobody takes the findings", async () => {
    const server = await startScriptedFtpServer({ answers: { PASV: () => undefined } });
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const { probe } of checking({
      profile: await relay(server),
      knownHosts: sshd.knownHostsLines,
      ftpLogin: { username: "olive", password: "oyl" },
      signal: stop.signal,
    })) {
      seen.push(probe);
      if (probe === "ftp-login") setTimeout(() => stop.abort(), 50);
    }
    expect(seen.at(-1)).toBe("ftp-login");
    for await (const { probe } of checking({ profile: await relay(server), knownHosts: sshd.knownHostsLines }))
      if (probe === "target") break;
    await expect.poll(() => server.open()).toBe(0);
    await server.close();
  });
});
