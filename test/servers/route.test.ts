import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { FtpServerKind } from "../../src/shared/import-export/ftp-server-settings.js";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import type { Hop } from "../../src/shared/status/route.js";
import { describeHopFact } from "../../src/shared/words/words.js";
import { RawFtp } from "../support/clients/raw-ftp.js";
import { describeWith } from "../support/describe-with.js";
import { makeCertificate } from "../support/fixtures/certificate.js";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { isProbed, routedTunnels, type RoutedTunnels } from "../support/fixtures/open-route.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd, type SshdOptions } from "../support/gateways/sshd.js";
import type { Program } from "../support/programs.js";
import type { DaemonOptions, FtpDaemon } from "../support/servers/ftp-daemon.js";
import { startSmtp } from "../support/servers/non-ftp-servers.js";
import { startProftpd } from "../support/servers/proftpd.js";
import { startPureFtpd } from "../support/servers/pure-ftpd.js";
import { hasTls, startPyftpdlib } from "../support/servers/pyftpdlib.js";
import { startVsftpd } from "../support/servers/vsftpd.js";
import { waitFor } from "../support/wait-for.js";

interface Server {
  readonly name: string;
  readonly kind: FtpServerKind;
  readonly program: Program;
  start(options: DaemonOptions): Promise<FtpDaemon>;
  /** In the lines that set its range. */
  readonly rangeLine: RegExp;
  readonly addressLine: RegExp;
}

const vsftpdTls = (file: string) => ({
  local_enable: "YES",
  ssl_enable: "YES",
  force_local_logins_ssl: "YES",
  rsa_cert_file: file,
  allow_anon_ssl: "YES",
  force_anon_logins_ssl: "YES",
  force_anon_data_ssl: "YES",
});

const SERVERS: readonly Server[] = [
  {
    name: "vsftpd",
    kind: "vsftpd",
    program: "vsftpd",
    start: ({ passive = { first: 0, last: 0 }, announces = null, demandsTls }) =>
      startVsftpd({
        passive,
        announces,
        settings: demandsTls === undefined ? { no_anon_password: "NO", local_enable: "YES" } : vsftpdTls(demandsTls),
      }),
    rangeLine: /pasv_min_port/,
    addressLine: /pasv_address=127\.0\.0\.1/,
  },
  {
    name: "ProFTPD",
    kind: "proftpd",
    program: "proftpd",
    start: startProftpd,
    rangeLine: /PassivePorts/,
    addressLine: /MasqueradeAddress 127\.0\.0\.1/,
  },
  {
    name: "Pure-FTPd",
    kind: "pure-ftpd",
    program: "pure-ftpd",
    start: startPureFtpd,
    rangeLine: /PassivePortRange/,
    addressLine: /ForcePassiveIP 127\.0\.0\.1/,
  },
  {
    name: "pyftpdlib",
    kind: "pyftpdlib",
    program: "pyftpdlib",
    start: startPyftpdlib,
    rangeLine: /passive_ports/,
    addressLine: /masquerade_address = "127\.0\.0\.1"/,
  },
];

describeWith(["sshd", "ssh-keygen"], "a tunnel's route, through OpenSSH to real servers", () => {
  let sshd: Sshd;
  const folder = tempFolder({ open: true });
  const cleanUps: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  afterAll(async () => {
    await sshd.close();
    folder.remove();
  });

  async function serve(server: Server, options: DaemonOptions = {}): Promise<FtpDaemon> {
    const daemon = await server.start(options);
    cleanUps.push(() => daemon.close());
    return daemon;
  }
  async function open(profile: ProfileDraft, gateway = sshd): Promise<RoutedTunnels> {
    const routed = routedTunnels([profile], { knownHosts: gateway.knownHostsLines });
    cleanUps.push(() => routed.close());
    routed.tunnels.open(profile.id);
    await routed.until("a probed route", isProbed);
    return routed;
  }
  const relay = async (target: { readonly host: string; readonly port: number }, gateway = sshd) =>
    relayProfile({
      id: "popeye",
      gateway,
      target,
      listen: { host: "127.0.0.1", port: await freePort("127.0.0.1") },
    });
  const range = async (target: FtpDaemon, passive: string) =>
    rangeProfile({ gateway: sshd, target, control: await freePort("127.0.0.1"), passive });

  async function client({ ftp }: ProfileDraft): Promise<RawFtp> {
    const raw = await RawFtp.connect(ftp?.listen?.port ?? 0);
    cleanUps.push(() => {
      raw.close();
      return Promise.resolve();
    });
    return raw;
  }
  async function logIn(profile: ProfileDraft, { username, password }: { username: string; password: string }) {
    const ftp = await client(profile);
    const asked = await ftp.say(`USER ${username}`);
    return { ftp, answer: asked.startsWith("331") ? await ftp.say(`PASS ${password}`) : asked };
  }
  const pasted = ({ mends = [] }: Hop): string =>
    mends.map((mend) => (mend.kind === "copy-server-lines" ? mend.lines : "")).join("");
  const modesOf = ({ mends = [] }: Hop) => mends.flatMap((mend) => (mend.kind === "switch-mode" ? [mend.mode] : []));

  for (const server of SERVERS) {
    describeWith([server.program], server.name, () => {
      it("works as far as can be known without its login, and tells which server it is", async () => {
        const profile = await relay(await serve(server));
        const { route, last, status } = await open(profile);
        expect(route()).toMatchObject({ state: "works" });
        expect(route().hops.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
          "program works",
          "gateway works",
          "ftp-server works",
        ]);
        expect(last().facts[0]).toMatchObject({ kind: "ftp-server", server: server.kind });
        expect(route().hops[1]?.facts[0]).toMatchObject({ kind: "ssh-server" });
        expect(last().facts.map((fact) => describeHopFact(fact))[0]).toContain(
          server.name.toLowerCase().includes("vsftpd") ? "vsftpd" : server.name,
        );
        expect(status().forwards[0]).toMatchObject({ connections: { open: 0, total: 0 }, bytes: { up: 0, down: 0 } });
      });

      it("gives a port outside the range: told when a program asks for one, with the lines that mend it", async () => {
        const { text } = await freeRange(6, "127.0.0.1", "127.0.0.2");
        const { first, last: lastPort } = await freeRange(6, "127.0.0.1", "127.0.0.2");
        const passive = { first, last: lastPort };
        const daemon = await serve(server, { passive, announces: "127.0.0.1" });
        const profile = await range(daemon, text);
        const { last, until } = await open(profile);
        expect(last().state).toBe("works");
        const { ftp } = await logIn(profile, daemon);
        expect(await ftp.say("PASV")).toMatch(/^227/);
        await until("the port to be noticed", ({ state }) => state === "fails");
        expect(last().cause).toMatchObject({ code: "ftp.outside-range", passive: text });
        expect(pasted(last())).toMatch(server.rangeLine);
        expect(modesOf(last())).toEqual(["relay"]);
      });

      it("names another address: told as what leads past the tunnel, with the line that mends it", async () => {
        const { text, ...passive } = await freeRange(6, "127.0.0.1", "127.0.0.2");
        const daemon = await serve(server, { passive, announces: "203.0.113.7" });
        const profile = await range(daemon, text);
        const { last, until } = await open(profile);
        const { ftp } = await logIn(profile, daemon);
        expect(await ftp.say("PASV")).toMatch(/^227/);
        await until("the address to be noticed", ({ state }) => state === "fails");
        expect(last().cause).toMatchObject({
          code: "ftp.other-address",
          address: "203.0.113.7",
          dialled: "127.0.0.1",
        });
        expect(pasted(last())).toMatch(server.addressLine);
      });

      it("is well in range mode once both are set", async () => {
        const { text, ...passive } = await freeRange(6, "127.0.0.1", "127.0.0.2");
        const daemon = await serve(server, { passive, announces: "127.0.0.1" });
        const profile = await range(daemon, text);
        const { last, until } = await open(profile);
        const { ftp } = await logIn(profile, daemon);
        expect(await ftp.say("PASV")).toMatch(/^227/);
        expect(await ftp.say("NOOP")).toMatch(/^200/);
        await until("the login to be noticed", ({ hops }) =>
          (hops.at(-1)?.facts ?? []).some(({ kind }) => kind === "login-accepted"),
        );
        expect(last()).toMatchObject({ state: "works" });
      });

      it.each(["relay", "range"] as const)("refuses a login in %s mode, and takes the right one", async (mode) => {
        const { text, ...passive } = await freeRange(6, "127.0.0.1", "127.0.0.2");
        const daemon = await serve(server, mode === "range" ? { passive, announces: "127.0.0.1" } : {});
        const profile = mode === "range" ? await range(daemon, text) : await relay(daemon);
        const { last, until } = await open(profile);
        const wrong = await logIn(profile, { username: "nobodyhere", password: "wrong" });
        expect(wrong.answer).toMatch(/^530/);
        await until("the refusal to be noticed", ({ state }) => state === "fails");
        expect(last().cause).toMatchObject({ code: "ftp.login-refused", said: wrong.answer.trim() });
        const right = await logIn(profile, daemon);
        expect(right.answer).toMatch(/^230/);
        await until("the login to be noticed", ({ state }) => state === "works");
      });

      it("demands TLS: it is a note, but for a relay that may not speak it", async () => {
        if (server.kind === "pyftpdlib" && !(await hasTls())) return;
        const demandsTls = await makeCertificate(folder);
        const { text, ...passive } = await freeRange(6, "127.0.0.1", "127.0.0.2");
        const daemon = await serve(server, { demandsTls, passive, announces: "127.0.0.1" });
        const speaking = await open(await relay(daemon));
        await speaking.until("the demand to be heard", ({ state }) => state === "works-with-note");
        await speaking.close();
        const { ftp: spoken, ...plain } = await relay(daemon);
        if (spoken?.mode !== "relay") throw new Error("it is a relay");
        const relayed = await open({ ...plain, ftp: { ...spoken, tls: "never" } });
        await relayed.until("the demand to be heard", ({ state }) => state === "fails");
        expect(relayed.last().cause).toMatchObject({ code: "ftp.tls-demanded" });
        expect(modesOf(relayed.last())).toEqual(["range"]);

        const profile = await range(daemon, text);
        const ranged = await open(profile);
        await ranged.until("the demand to be heard", ({ state }) => state === "works-with-note");
        expect(ranged.last().facts.map(({ kind }) => kind)).toContain("tls-demanded");
        const ftp = await client(profile);
        expect(await ftp.say("AUTH TLS")).toMatch(/^234/);
        await ranged.until("TLS to begin", ({ hops }) =>
          (hops.at(-1)?.facts ?? []).some(({ kind }) => kind === "tls-unreadable"),
        );
      });
    });
  }

  it("fails at the target where nothing listens, and is well again by one call once something does", async () => {
    const port = await freePort("127.0.0.2");
    const profile = await relay({ host: "127.0.0.2", port });
    const { last, until, tunnels, status } = await open(profile);
    expect(last()).toMatchObject({
      state: "fails",
      cause: { code: "channel.refused", cause: "unreachable" },
      mends: [{ kind: "retry" }, { kind: "edit-profile" }],
    });
    expect(status().state.kind).toBe("open");
    const daemon = await startVsftpd({ port });
    cleanUps.push(() => daemon.close());
    await tunnels.retry("popeye");
    await until("the server to be found", ({ state }) => state === "works");
  });

  it("fails at what is no FTP server, in its own words", async () => {
    const { last } = await open(await relay({ host: sshd.host, port: sshd.port }));
    expect(last().cause).toMatchObject({ code: "ftp.not-ftp", heard: expect.stringMatching(/^SSH-2\.0/) as string });
  });

  describeWith(["aiosmtpd"], "to a mail server", () =>
    it("fails, though its greeting has FTP's own code", async () => {
      const smtp = await startSmtp();
      cleanUps.push(() => smtp.close());
      const { last } = await open(await relay({ host: "127.0.0.1", port: smtp.port }));
      expect(last()).toMatchObject({ state: "fails", cause: { code: "ftp.not-ftp" } });
    }),
  );

  it("fails at a gateway that does not forward, with its settings' lines and the bridge", async () => {
    const gateway = await through({ config: ["AllowTcpForwarding no"] });
    const { route } = await openHere(
      await relay({ host: "127.0.0.1", port: 21 }, gateway),
      gateway,
      (hops) => hops[1]?.state === "fails",
    );
    expect(route().hops[1]).toMatchObject({
      kind: "gateway",
      cause: { code: "channel.refused", cause: "prohibited" },
      mends: [
        { kind: "copy-server-lines", file: "/etc/ssh/sshd_config" },
        { kind: "switch-mode", mode: "bridge" },
        { kind: "retry" },
      ],
    });
  });

  async function through(options: SshdOptions): Promise<Sshd> {
    const gateway = await startSshd(options);
    cleanUps.push(() => gateway.close());
    return gateway;
  }
  async function openHere(profile: ProfileDraft, gateway: Sshd, isSo: (hops: readonly Hop[]) => boolean) {
    const routed = routedTunnels([profile], { knownHosts: gateway.knownHostsLines });
    cleanUps.push(() => routed.close());
    routed.tunnels.open(profile.id);
    await routed.until("the route that is meant", ({ hops }) => isSo(hops));
    return routed;
  }
  const bridge = async (gateway: Sshd): Promise<ProfileDraft> => ({
    id: "popeye",
    name: "Popeye",
    gateway: {
      host: gateway.host,
      port: gateway.port,
      username: gateway.username,
      auth: [{ method: "key", file: gateway.keyFile }],
    },
    ftp: { mode: "bridge", listen: { host: "127.0.0.1", port: await freePort("127.0.0.1") } },
  });

  it("of a bridge tells SFTP, its home folder, and sessions for several connections", async () => {
    const { last, route, until } = await open(await bridge(sshd));
    await until("the home folder", ({ hops }) => JSON.stringify(hops).includes('"home":'));
    expect(last()).toMatchObject({ kind: "sftp", state: "works" });
    expect(last().facts[0]).toMatchObject({ kind: "sftp", version: 3, home: expect.stringMatching(/^\//) as string });
    expect(route().state).toBe("works");
  });

  it("of a bridge fails where the gateway has no SFTP, with the relay as what mends it", async () => {
    const gateway = await through({ config: ["ForceCommand /bin/false"] });
    const { last } = await open(await bridge(gateway), gateway);
    expect(last()).toMatchObject({ kind: "sftp", state: "fails", cause: { code: "bridge.no-sftp" } });
    expect(modesOf(last())).toEqual(["relay"]);
  });

  it("of a bridge with few sessions says how many, and a client gets the one that a probe has", async () => {
    const gateway = await through({ config: ["MaxSessions 1"] });
    const profile = await bridge(gateway);
    const routed = routedTunnels([profile], { knownHosts: gateway.knownHostsLines });
    cleanUps.push(() => routed.close());
    routed.tunnels.open(profile.id);
    await routed.until("an open tunnel", (_, { state }) => state.kind === "open");
    const login = routed.tunnels.bridgeLogin("popeye");
    if (login === undefined) throw new Error("a bridge has a login");
    const { ftp, answer } = await logIn(profile, login); // while the probe has the only session, most likely
    expect(answer).toMatch(/^230/);
    expect(await ftp.say("PWD")).toMatch(/^257/);
    await routed.until("the login to be noticed", ({ state }) => state === "works" || state === "works-with-note");
    await ftp.say("QUIT");
    ftp.close();
    await waitFor(
      "the count of sessions, once the gateway has the client's back",
      async () => {
        await routed.tunnels.retry("popeye");
        await routed.until("a probed route", isProbed);
        return routed.last().facts.some(({ kind }) => kind === "few-sessions") ? true : undefined;
      },
      undefined,
      200,
    );
    expect(routed.last()).toMatchObject({ state: "works-with-note" });
    expect(routed.last().facts).toContainEqual({ kind: "few-sessions", count: 1 });
  });

  it("of a bridge tells that a program gave another password than Culvert's own", async () => {
    const profile = await bridge(sshd);
    const { route, until, tunnels } = await open(profile);
    expect((await logIn(profile, { username: "olive", password: "wrong" })).answer).toMatch(/^530/);
    await until("the refusal", ({ state }) => state === "fails");
    expect(route().hops[0]).toMatchObject({ kind: "program", cause: { code: "ftp.login-refused", byBridge: true } });
    const login = tunnels.bridgeLogin("popeye");
    if (login === undefined) throw new Error("a bridge has a login");
    expect((await logIn(profile, login)).answer).toMatch(/^230/);
    await until("the login", ({ state }) => state === "works");
  });
});
