import { mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { includeReader } from "../../../../src/core/import/openssh/include-files.js";
import { readSshConfig } from "../../../../src/core/import/openssh/read-ssh-config.js";
import type { Candidate } from "../../../../src/shared/import-export/import-candidate.js";
import { runWell } from "../../../support/child.js";
import { describeWith } from "../../../support/describe-with.js";
import { tempFolder, type TempFolder } from "../../../support/fixtures/temp-folder.js";

const nowhere = () => [];
const machine = { username: "olive" };
const read = (text: string) => readSshConfig(text, "config", nowhere, machine);
const one = (text: string): Candidate => {
  const [candidate] = read(text).candidates;
  if (candidate === undefined) throw new Error("no candidate");
  return candidate;
};
const codes = ({ notes }: { readonly notes: readonly { readonly code: string }[] }): string[] =>
  notes.map(({ code }) => code);

describe("hosts of an OpenSSH configuration", () => {
  it("become profiles with gateway, login and forwards", () => {
    expect(
      one(`
Host popeye
  HostName www.spinach.com
  Port 2200
  User olive
  IdentityFile ~/.ssh/spinach
  LocalForward 1143 popeye:143
  RemoteForward 8080 localhost:80
  DynamicForward [::1]:1080
`).draft,
    ).toEqual({
      name: "popeye",
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
      },
      forwards: [
        {
          kind: "local",
          name: "popeye:143",
          listen: { host: "127.0.0.1", port: 1143 },
          target: { host: "popeye", port: 143 },
        },
        {
          kind: "remote",
          name: "localhost:80",
          listen: { host: "127.0.0.1", port: 8080 },
          target: { host: "localhost", port: 80 },
        },
        { kind: "dynamic", name: "SOCKS 1080", listen: { host: "::1", port: 1080 } },
      ],
    });
  });

  it("whose forwards are the recipe become the range mode", () => {
    const candidate = one(
      "Host popeye\n User olive\n LocalForward 2121 popeye:21\n LocalForward 2534 popeye:2534\n LocalForward 2535 popeye:2535\n LocalForward 2536 popeye:2536\n LocalForward 1143 popeye:143\n",
    );
    expect(candidate.draft).toMatchObject({
      ftp: {
        mode: "range",
        target: { host: "popeye", port: 21 },
        listen: { host: "127.0.0.1", port: 2121 },
        passive: "2534-2536",
      },
      forwards: [{ name: "popeye:143" }],
    });
    expect(codes(candidate)).toEqual(["range-made"]);
  });

  it("whose control port stands alone become the relay, which finds the data connections", () => {
    const candidate = one("Host popeye\n User olive\n LocalForward 2121 popeye:21\n");
    expect(candidate.draft.ftp).toEqual({
      mode: "relay",
      target: { host: "popeye", port: 21 },
      listen: { host: "127.0.0.1", port: 2121 },
    });
    expect(codes(candidate)).toEqual(["relay-made"]);
  });

  it("never listen for the whole network", () => {
    for (const listen of ["*:8080", "0.0.0.0:8080", "[::]:8080", ":8080"]) {
      const candidate = one(`Host a\n User o\n LocalForward ${listen} b:80\n`);
      expect(candidate.draft.forwards).toMatchObject([{ listen: { host: "127.0.0.1", port: 8080 } }]);
      expect(candidate.notes).toMatchObject([{ code: "forward-narrowed", file: "config", line: 3 }]);
    }
    expect(one("Host a\n User o\n GatewayPorts yes\n LocalForward 8080 b:80\n").notes).toMatchObject([
      { code: "forward-narrowed", line: 4 },
    ]);
    expect(one("Host a\n User o\n LocalForward 192.168.1.5:8080 b:80\n").notes).toMatchObject([
      { code: "forward-open", what: "192.168.1.5:8080" },
    ]);
  });

  it("in runs of ports to one target become one forward of a range; two neighbours stay two", () => {
    const run = [5900, 5901, 5902, 5903]
      .map((port) => ` LocalForward ${port + 50} vnc:${port}\n RemoteForward ${port} localhost:${port}\n`)
      .join("");
    expect(
      one(
        `Host a\n User o\n${run} LocalForward 8080 web:80\n LocalForward 8081 web:81\n LocalForward 6001 one:1\n LocalForward 6002 two:2\n LocalForward 6003 one:3\n`,
      ).draft.forwards,
    ).toEqual([
      {
        kind: "local",
        name: "vnc:5900-5903",
        listen: { host: "127.0.0.1", port: "5950-5953" },
        target: { host: "vnc", port: "5900-5903" },
      },
      ...[80, 81].map((port) => ({
        kind: "local",
        name: `web:${port}`,
        listen: { host: "127.0.0.1", port: port + 8000 },
        target: { host: "web", port },
      })),
      ...["one", "two", "one"].map((host, at) => ({
        kind: "local",
        name: `${host}:${at + 1}`,
        listen: { host: "127.0.0.1", port: 6001 + at },
        target: { host, port: at + 1 },
      })),
      {
        kind: "remote",
        name: "localhost:5900-5903",
        listen: { host: "127.0.0.1", port: "5900-5903" },
        target: { host: "localhost", port: "5900-5903" },
      },
    ]);
  });

  it.each([
    { line: "Port https", draft: { gateway: { port: 443 } } },
    {
      line: "LocalForward 2121 popeye:ftp",
      draft: { ftp: { mode: "relay", target: { host: "popeye", port: 21 }, listen: { port: 2121 } } },
    },
    {
      line: "LocalForward http-alt popeye:http",
      draft: { forwards: [{ listen: { port: 8080 }, target: { host: "popeye", port: 80 } }] },
    },
    { line: "DynamicForward localhost:socks", draft: { forwards: [{ listen: { host: "localhost", port: 1080 } }] } },
    { line: "ProxyJump b:https", draft: { gateway: { via: [{ host: "b", port: 443 }] } } },
    { line: "HostName [2001:db8::1]", draft: { gateway: { host: "2001:db8::1" } } },
  ])("of services by name and addresses in brackets: $line", ({ line, draft }) => {
    expect(one(`Host a\n User o\n ${line}\n`).draft).toMatchObject(draft);
  });

  it("keep remote forwards whose port the server chooses, each of them", () => {
    const candidate = one(
      "Host a\n User o\n RemoteForward 0 localhost:80\n RemoteForward 0 localhost:443\n LocalForward 0 b:80\n DynamicForward 0\n",
    );
    expect(candidate.draft.forwards).toMatchObject([
      { kind: "remote", listen: { port: 0 }, target: { port: 80 } },
      { kind: "remote", listen: { port: 0 }, target: { port: 443 } },
    ]);
    expect(codes(candidate)).toEqual(["forward-malformed", "forward-malformed"]); // OpenSSH itself takes 0 for remote ones alone
  });

  it("tell of each setting that is not carried over, with its line", () => {
    const candidate = one(
      "ForwardAgent yes\nHost a\n User o\n Compression yes\n LocalForward /run/web.sock web:80\n RemoteForward 1080\n LocalForward x y\n",
    );
    expect(candidate.notes).toEqual([
      { code: "socket-lost", file: "config", line: 5, what: "/run/web.sock web:80" },
      { code: "forward-malformed", file: "config", line: 7, what: "x y" },
      { code: "forward-lost", file: "config", line: 6, what: "1080" },
      { code: "setting-lost", file: "config", line: 1, what: "ForwardAgent" },
      { code: "setting-lost", file: "config", line: 4, what: "Compression" },
    ]);
    expect(read("Host a\nMatch exec true\n Port 2\nMatch all\n Port 3\n")).toMatchObject({
      candidates: [{ draft: { gateway: { port: 3 } } }],
      notes: [{ code: "match-lost", line: 2 }],
    });
  });

  it.each([
    { line: "KexAlgorithms +diffie-hellman-group1-sha1", old: true },
    { line: "HostKeyAlgorithms=+ssh-rsa,ssh-dss", old: true },
    { line: "PubkeyAcceptedKeyTypes ^ssh-rsa", old: true },
    { line: "Ciphers +aes*-cbc", old: true },
    { line: "Ciphers aes128-cbc,3des-cbc", old: true },
    { line: "MACs +hmac-sha1", old: true },
    { line: "MACs hmac-sha2-256,hmac-sha1", old: false },
    { line: "Ciphers -*-cbc", old: false },
    { line: "MACs +hmac-md5", old: false },
  ])("with $line are for an old server: $old; the line is told of in any case", ({ line, old }) => {
    const candidate = one(`Host a\n User o\n ${line}\n`);
    expect(candidate.draft.gateway?.oldServer).toBe(old ? true : undefined);
    expect(candidate.notes).toMatchObject([{ code: old ? "old-server" : "setting-lost", line: 3 }]);
  });

  it("are told of once for all the lines that are for an old server", () => {
    expect(one("Host a\n User o\n HostKeyAlgorithms +ssh-rsa\n Ciphers +3des-cbc\n").notes).toEqual([
      { code: "old-server", file: "config", line: 3, what: "HostKeyAlgorithms, Ciphers" },
    ]);
  });

  it("have the switch for old servers at the one hop that needs it", () => {
    expect(
      one("Host a\n User o\n ProxyJump b\nHost b\n User p\n HostKeyAlgorithms +ssh-rsa\n").draft.gateway,
    ).toMatchObject({ host: "a", via: [{ host: "b", oldServer: true }] });
    expect(
      one("Host a\n User o\n ProxyJump b\nHost b\n User p\n HostKeyAlgorithms +ssh-rsa\n").draft.gateway,
    ).not.toHaveProperty("oldServer");
  });

  it.each([
    {
      said: "ProxyJump through each other's",
      text: "Host a\n User o\n ProxyJump b\nHost b\n User p\n ProxyJump c:2022\nHost c\n HostName c.example\n User q\n",
      via: [
        { host: "c.example", username: "q", port: 2022 },
        { host: "b", username: "p" },
      ],
    },
    {
      said: "a list, of which only the first goes its own way",
      text: "Host a\n User o\n ProxyJump x@b,y@[::1]:23\nHost b\n ProxyJump z@c\n",
      via: [
        { host: "c", username: "z" },
        { host: "b", username: "x" },
        { host: "::1", username: "y", port: 23 },
      ],
    },
    {
      said: "ssh -W in a ProxyCommand",
      text: "Host a\n User o\n ProxyCommand ssh -q -W %h:%p x@b\n",
      via: [{ host: "b", username: "x" }],
    },
    {
      said: "ssh.exe by its path, with options that are carried",
      text: "Host a\n User o\n ProxyCommand C:\\Windows\\System32\\OpenSSH\\ssh.exe -qx -l olive -p 2200 -W%h:%p 2001:db8::1\n",
      via: [{ host: "2001:db8::1", username: "olive", port: 2200 }],
    },
    {
      said: "ssh with a jump of its own, and its options behind",
      text: "Host a\n User o\n ProxyCommand exec /usr/bin/ssh x@b -J y@c -W [%h]:%p -T\n",
      via: [
        { host: "c", username: "y" },
        { host: "b", username: "x" },
      ],
    },
    { said: "none", text: "Host a\n User o\n ProxyJump none\nHost *\n ProxyJump b\n", via: undefined },
  ])("go by the jump hosts of $said", ({ text, via }) => {
    expect(one(text).draft.gateway?.via).toEqual(via);
  });

  it.each([
    {
      said: "every host and so the jump host too",
      text: "Host *\n User o\n ProxyJump gate\nHost gate\n HostName g.example\nHost box\n",
      via: { gate: undefined, box: ["g.example"] },
      what: "gate → gate",
    },
    {
      said: "each other",
      text: "Host a\n User o\n ProxyJump b\nHost b\n User p\n ProxyJump a\n",
      via: { a: ["b"], b: ["a"] },
      what: "a → b → a",
    },
    {
      said: "a third one's circle",
      text: "Host a\n User o\n ProxyJump c\nHost c\n User q\n ProxyJump d\nHost d\n User p\n ProxyJump c\n",
      via: { a: ["d", "c"], c: ["d"], d: ["c"] },
      what: "c → d → c",
    },
    {
      said: "themselves at the end of a list",
      text: "Host a\n User o\n ProxyJump x@b,x@a\n",
      via: { a: ["b"] },
      what: "a → a",
    },
  ])("that jump through $said are reached without the circle, which is told of", ({ text, via, what }) => {
    const { candidates, notes } = read(text);
    expect(
      Object.fromEntries(
        candidates.map(({ draft }) => [draft.name, draft.gateway?.via?.map(({ host }) => host)] as const),
      ),
    ).toEqual(via);
    const all = [...notes, ...candidates.flatMap((candidate) => candidate.notes)];
    expect(all.filter(({ code }) => code === "jump-lost").map((note) => note.what)).toContain(what);
  });

  it("are told of once what a setting for all of them loses", () => {
    const { candidates, notes } = read(
      "Host a\n User o\nHost b\n User o\n ForwardAgent yes\nHost c\n User o\nHost *\n SendEnv LANG\n Ciphers +3des-cbc\n LocalForward *:8080 x:80\n",
    );
    expect(notes.map(({ code, line }) => `${code} ${line ?? ""}`)).toEqual([
      "old-server 10",
      "forward-narrowed 11",
      "setting-lost 9",
    ]);
    expect(candidates.map(codes)).toEqual([[], ["setting-lost"], []]);
  });

  it.each([
    { command: "ssh -i ~/.ssh/k -o ForwardAgent=no x@b -W %h:%p", codes: ["setting-lost", "setting-lost"] },
    { command: "ssh x@b telnet %h %p", codes: ["proxy-lost"] },
    { command: "ssh -W other:22 x@b", codes: ["proxy-lost"] },
    { command: "ssh -W", codes: ["proxy-lost"] },
    { command: "ssh --help", codes: ["proxy-lost"] },
    { command: "sshx -W %h:%p x@b", codes: ["proxy-lost"] },
  ])("name what they lose of $command", ({ command, codes: lost }) => {
    expect(codes(one(`Host a\n User o\n ProxyCommand ${command}\n`))).toEqual(lost);
  });

  it("that jump in circles are cut short and told of", () => {
    expect(codes(one("Host a\n User o\n ProxyJump b\nHost b\n User p\n ProxyJump a\n"))).toContain("jump-lost");
    expect(codes(one("Host a\n User o\n ProxyCommand connect-by-magic %h\n"))).toEqual(["proxy-lost"]);
  });

  it.each([
    {
      said: "the agent's other keys are not to be tried",
      text: "IdentityFile k\n IdentityFile b.pub\n IdentitiesOnly yes",
      auth: [
        { method: "agent", identity: "k" },
        { method: "key", file: "k" },
        { method: "agent", identity: "b.pub" },
        { method: "keyboard-interactive" },
        { method: "password" },
      ],
    },
    {
      said: "only key files are to be tried, and no agent",
      text: "IdentityFile k\n IdentitiesOnly yes\n IdentityAgent none",
      auth: [{ method: "key", file: "k" }, { method: "keyboard-interactive" }, { method: "password" }],
    },
    {
      said: "keys have certificates of their own",
      text: "IdentityAgent none\n IdentityFile ~/k\n IdentityFile l\n CertificateFile /ca/l-cert.pub\n CertificateFile ~/k-cert.pub",
      auth: [
        { method: "key", file: "~/k" },
        { method: "key", file: "l", certificate: "/ca/l-cert.pub" },
        { method: "keyboard-interactive" },
        { method: "password" },
      ],
    },
    {
      said: "only the public keys tell whose a certificate is",
      text: "IdentityAgent none\n IdentityFile k\n IdentityFile l\n CertificateFile ~/%r.pub",
      auth: [
        { method: "key", file: "k", certificate: "~/o.pub" },
        { method: "key", file: "l", certificate: "~/o.pub" },
        { method: "keyboard-interactive" },
        { method: "password" },
      ],
    },
    {
      said: "an agent has its own socket",
      text: "IdentityAgent ~/a.sock\n IdentityFile none",
      auth: [{ method: "agent", socket: "~/a.sock" }, { method: "keyboard-interactive" }, { method: "password" }],
    },
    {
      said: "passwords come first",
      text: "IdentityAgent none\n IdentityFile k-%r@%h\n PreferredAuthentications password,publickey",
      auth: [{ method: "password" }, { method: "key", file: "k-o@a" }],
    },
  ])("log in in the same way where $said", ({ text, auth }) => {
    expect(one(`Host a\n User o\n ${text}\n`).draft.gateway?.auth).toEqual(auth);
  });

  it("of one line that lead to the same are one profile", () => {
    const { candidates } = read("Host a b\n HostName c\n User o\n");
    expect(candidates).toHaveLength(1);
    expect(candidates[0]?.notes).toMatchObject([{ code: "aliases-joined", what: "b" }]);
    expect(read("Host a b\n User o\n").candidates).toHaveLength(2);
  });

  it("that are wrong in a line keep the others, and the line is named", () => {
    expect(read('Host a\n User "olive\n Port 23\n')).toMatchObject({
      candidates: [{ draft: { gateway: { host: "a", port: 23, username: "olive" } } }],
      notes: [{ code: "line-malformed", line: 2 }],
    });
  });
});

describe("an OpenSSH configuration of any bytes", () => {
  const line = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(
          "Host",
          "HostName",
          "Match",
          "Include",
          "ProxyJump",
          "ProxyCommand",
          "LocalForward",
          "RemoteForward",
          "IdentityFile",
          "Port",
          "User",
          "IdentityAgent",
        ),
        fc.constantFrom(" ", "=", "\t"),
        fc.string(),
      )
      .map((parts) => parts.join("")),
    fc.string(),
  );
  it("is read without a throw, and every note names its file", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const { candidates, notes } = readSshConfig(
          lines.join("\n"),
          "config",
          (pattern) => [{ file: pattern, text: lines.join("\n") }],
          machine,
        );
        for (const note of [...notes, ...candidates.flatMap((candidate) => candidate.notes)])
          expect(note.file).not.toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

describeWith(["ssh"], "what `ssh -G` makes of an OpenSSH configuration", () => {
  let folder: TempFolder;
  beforeAll(() => {
    folder = tempFolder();
    mkdirSync(folder.file("conf.d"));
  });
  afterAll(() => folder.remove());

  /** Host, port, user, keys and forwards as ssh itself finds them. */
  async function asked(text: string, host: string) {
    const file = folder.file("config");
    writeFileSync(file, text, { mode: 0o600 });
    const lines = (
      await runWell("ssh", ["-G", "-F", file, host], { env: { ...process.env, HOME: folder.path } })
    ).split("\n");
    const values = (keyword: string) =>
      lines.filter((one) => one.startsWith(`${keyword} `)).map((one) => one.slice(keyword.length + 1));
    return {
      host: values("hostname")[0],
      port: Number(values("port")[0]),
      user: values("user")[0],
      keys: values("identityfile"),
      local: values("localforward"),
      jump: values("proxyjump")[0],
    };
  }

  async function compare(text: string): Promise<void> {
    const { candidates } = readSshConfig(text, folder.file("config"), includeReader(dirname(folder.file("config"))), {
      username: userInfo().username,
    });
    expect(candidates.length).toBeGreaterThan(0);
    for (const {
      draft: { name, gateway, forwards = [], ftp },
    } of candidates) {
      const said = await asked(text, name);
      expect({ name, host: gateway?.host, port: gateway?.port ?? 22, user: gateway?.username }).toEqual({
        name,
        host: said.host,
        port: said.port,
        user: said.user,
      });
      const keys = gateway?.auth?.flatMap((way) => (way.method === "key" ? [way.file] : [])) ?? said.keys;
      if (said.keys[0] !== "none") expect(keys).toEqual(expect.arrayContaining(said.keys.length > 3 ? [] : said.keys));
      expect(forwards.filter(({ kind }) => kind === "local").length + (ftp === undefined ? 0 : 1)).toBe(
        said.local.length,
      );
    }
  }

  it.each([
    [
      "the first value winning",
      "Host a\n Port 23\n User x\nHost a b\n Port 24\n HostName c\nHost *\n User y\n Port 25\n",
    ],
    ["settings before the first host", "Port 2222\nHost a\n Port 23\nHost b\n"],
    [
      "patterns and their negation",
      "Host *.spinach.com !db.spinach.com\n User web\n Port 1\nHost db.spinach.com www.spinach.com\nHost ???\n User three\nHost abc\n",
    ],
    [
      "equals signs, quotes and remarks",
      'Host=a\n  HostName = "c.example" # remark\n User "o"\n\tPort=44\nhost b#c d\n USER \'q\'\n',
    ],
    ["tokens in a host name", "Host a\n HostName %h.spinach.com\nHost b\n HostName x%%y\n"],
    [
      "several keys",
      "Host a\n IdentityFile ~/.ssh/one\n IdentityFile ~/.ssh/two\nHost *\n IdentityFile ~/.ssh/three\n",
    ],
    [
      "Match all, and Match that fits nobody",
      "Match user nobody-at-all\n Port 1\nMatch all\n Port 2\nHost a\n User z\n",
    ],
    [
      "Match by host, by the name that was given and by user, as lists, with negation and as one word",
      "Host a b\n HostName x.example\nHost c\n User o\nMatch host *.example,!y.example user root,o\n Port 1\nMatch originalhost=a,c\n Port 2\nMatch !host x.example user o\n Port 3\n",
    ],
    [
      "Match in a second reading",
      "Match final host x.example\n User f\nHost a\n HostName x.example\n Port 5\nHost b\n",
    ],
    [
      "a second reading by the real name, and what is for the first one alone",
      "Host a\n HostName b.example\nHost b.example\n Port 7\nMatch !final host b.example\n Compression yes\nMatch final\n User f\n",
    ],
    [
      "hosts that only Match names",
      "Match originalhost a,b\n HostName x\nMatch host c\n User u\nMatch host x\n Port 7\n",
    ],
    ["other names of keywords", "Host a\n IdentityFile2 ~/.ssh/one\n Port 000000023\n"],
    [
      "forwards of every spelling",
      "Host a\n LocalForward 127.0.0.1/8079 b/79\n LocalForward 8080 b:80\n LocalForward 127.0.0.1:8081 [::1]:81\n LocalForward [::1]:8082 c:82\n LocalForward=8083 d:83\n",
    ],
    ["escaped signs", 'Host a\n User o\\\\live\n IdentityFile "~/my keys/one"\n'],
  ])("is what the import finds: %s", async (_, text) => compare(text));

  it("is what the import finds: included files, under their host alone", async () => {
    writeFileSync(folder.file("conf.d/one.conf"), "Port 77\nHost inner\n User in\n");
    writeFileSync(folder.file("conf.d/two.conf"), "Host a\n User two\n");
    await compare(`Host b\n Include ${folder.path}/conf.d/*.conf\n User bee\nHost a\n Port 5\nHost inner\n Port 6\n`);
    await compare(`Include ${folder.path}/conf.d/[n-p]*.conf ${folder.path}/[!a-b]onf.d/[t]*\nHost a\n Port 7\n`);
    await compare(`Include ${folder.path}/conf.d/two.conf ${folder.path}/conf.d/one.conf\nHost a\n`);
  });

  it("is what the import finds, for any mixture of hosts and values", async () => {
    const host = fc.constantFrom("a", "b", "c.d", "*", "c.*", "!b", "?");
    const setting = fc.oneof(
      fc.integer({ min: 1, max: 65_535 }).map((port) => `Port ${port}`),
      fc.constantFrom("User x", "User=y", "HostName z", "HostName c.d", "HostName %h.example", 'HostName "q"'),
    );
    const block = fc
      .tuple(fc.array(host, { minLength: 1, maxLength: 3 }), fc.array(setting, { maxLength: 3 }))
      .map(([hosts, settings]) => [`Host ${hosts.join(" ")}`, ...settings].join("\n  "));
    const list = fc.array(host, { minLength: 1, maxLength: 3 }).map((hosts) => hosts.join(","));
    const match = fc
      .tuple(
        fc.constantFrom(
          ...[
            "host",
            "!host",
            "originalhost",
            "final host",
            "canonical host",
            "!originalhost",
            "user x,y originalhost",
          ],
        ),
        list,
        fc.array(setting, { maxLength: 3 }),
      )
      .map(([test, patterns, settings]) => [`Match ${test} ${patterns}`, ...settings].join("\n  "));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(block, match), { minLength: 1, maxLength: 6 }), async (blocks) =>
        compare(`Host a b c.d nowhere\n${blocks.join("\n")}\n`),
      ),
      { numRuns: 12 },
    );
  });

  it("includes from ~/.ssh what is written without a path, and names what leads in circles or is missing", () => {
    const file = join(folder.path, "loop");
    writeFileSync(file, "Include loop\nInclude nothing-*\nHost a\n");
    const { candidates, notes } = readSshConfig(
      "Include loop\nInclude nothing-*\nHost a\n",
      file,
      includeReader(folder.path),
      machine,
    );
    expect(candidates).toHaveLength(1);
    expect(notes.map(({ code, line }) => `${code} ${line ?? ""}`)).toEqual(["include-loop 1", "include-missing 2"]);
  });
});
