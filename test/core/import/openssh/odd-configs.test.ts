import { describe, expect, it } from "vitest";
import { detectFileKind } from "../../../../src/core/import/detect-file-kind.js";
import { readSshConfig } from "../../../../src/core/import/openssh/read-ssh-config.js";

const read = (text: string) => readSshConfig(text, "config", () => [], { username: "olive" });

/** The first host: how it is reached, and the notes about it and its file, without the one about the user name. */
function reached(text: string) {
  const { candidates, notes } = read(text);
  const { gateway, forwards = [] } = candidates[0]?.draft ?? {};
  const hop = (one: { username: string; host: string; port?: number | undefined } | undefined): string =>
    one === undefined ? "" : `${one.username}@${one.host}:${one.port ?? 22}`;
  return {
    to: hop(gateway),
    via: (gateway?.via ?? []).map(hop),
    proxy: gateway?.proxy,
    keys: (gateway?.auth ?? []).flatMap((method) => (method.method === "key" ? [method.file] : [])),
    agents: (gateway?.auth ?? []).flatMap((method) => (method.method === "agent" ? [method.socket ?? "usual"] : [])),
    forwards,
    notes: [...(candidates[0]?.notes ?? []), ...notes]
      .filter(({ code }) => code !== "username-assumed")
      .map(({ code, line, what }) => [code, line, what].filter((part) => part !== undefined).join(" ")),
  };
}

describe("a ProxyCommand", () => {
  it.each([
    ["ssh -W %h:%p %r@jump", ["popeye@jump:22"]],
    ["ssh -o User=bluto -oPort=2200 -W [%h]:%p jump", ["bluto@jump:2200"]],
    ["ssh -W 10.0.0.5:22 jump", ["olive@jump:22"]],
    ['"C:\\Program Files\\Git\\usr\\bin\\ssh.exe" -W %h:%p jump', ["olive@jump:22"]],
    ["ssh -q jump nc %h %p", ["olive@jump:22"]],
    ["ssh bluto@jump exec /bin/nc -w 90 %h %p 2>/dev/null", ["bluto@jump:22"]],
    ["ssh jump netcat -q0 10.0.0.5 22", ["olive@jump:22"]],
  ])("that is ssh is a jump host: %s", (command, via) => {
    const { notes, ...way } = reached(`Host a\n HostName 10.0.0.5\n User popeye\n ProxyCommand ${command}\n`);
    expect([way.via, notes]).toEqual([via, []]);
  });

  it.each([
    ["nc -X connect -x proxy:3128 %h %p", { kind: "http", host: "proxy", port: 3128 }],
    ["nc -v -w5 -X5 -xproxy:1081 -P olive %h %p", { kind: "socks5", host: "proxy", port: 1081, username: "olive" }],
    ["/usr/bin/nc -x proxy %h %p", { kind: "socks5", host: "proxy", port: 1080 }],
    ["ncat --proxy proxy:8080 --proxy-type http %h %p", { kind: "http", host: "proxy", port: 8080 }],
    ["ncat --proxy-type=socks5 --proxy=proxy %h %p", { kind: "socks5", host: "proxy", port: 1080 }],
    ["connect -H olive@proxy:3128 %h %p", { kind: "http", host: "proxy", port: 3128, username: "olive" }],
    ["C:\\Git\\mingw64\\bin\\connect.exe -S proxy:1080 %h %p", { kind: "socks5", host: "proxy", port: 1080 }],
    ["corkscrew proxy 3128 %h %p", { kind: "http", host: "proxy", port: 3128 }],
    ["socat - PROXY:proxy:%h:%p,proxyport=3128", { kind: "http", host: "proxy", port: 3128 }],
    ["nc %h %p", undefined],
  ])("that goes through a proxy, or straight there, is carried: %s", (command, proxy) => {
    const { proxy: carried, notes } = reached(`Host a\n ProxyCommand ${command}\n`);
    expect([carried, notes]).toEqual([proxy, []]);
  });

  it("with a login in it leaves the secret out and says so", () => {
    expect(reached("Host a\n ProxyCommand ncat --proxy p:1 --proxy-auth olive:secret %h %p\n")).toMatchObject({
      proxy: { kind: "http", host: "p", port: 1, username: "olive" },
      notes: ["password-lost 2"],
    });
    expect(reached("Host a\n ProxyCommand corkscrew p 1 %h %p ~/.auth\n").notes).toEqual(["password-lost 2"]);
  });

  it.each([
    ["plink.exe -batch -nc %h:%p olive@jump", ["olive@jump:22"], []],
    [
      '"C:\\Program Files\\PuTTY\\plink.exe" -P 2222 -l olive -i C:\\k.ppk jump -nc %h:%p',
      ["olive@jump:2222"],
      ["setting-lost 3 -i C:\\k.ppk"],
    ],
    ["plink -load olive@jump -pw geheim -nc [%h]:%p", ["olive@jump:22"], ["setting-lost 3 -pw"]],
  ])("is plink's way over a jump host: %s", (command, via, lost) => {
    const way = reached(`Host a\n User popeye\n ProxyCommand ${command}\n`);
    expect([way.via, way.notes]).toEqual([via, lost]);
  });

  it.each([
    ["cloudflared access ssh --hostname %h", "cloudflared"],
    ["nc -X 4 -x proxy:1080 %h %p", "nc"],
    ["ncat --proxy proxy --proxy-type socks4 %h %p", "ncat"],
    ["nc -x proxy:1080 elsewhere %p", "nc"],
    ["nc --exec sh %h %p", "nc"],
    ["ssh -W elsewhere:22 jump", "ssh"],
    ["plink -nc elsewhere:22 jump", "plink"],
    ["plink jump -nc %h:%p touch x", "plink"],
    ["plink -unheard jump -nc %h:%p", "plink"],
    ["ssh jump nc -l 22", "ssh"],
    ["ssh jump nc %h %p; touch x", "ssh"],
    ["socat - SOCKS4A:proxy:%h:%p,socksport=1080", "socat"],
  ])("that is anything else is told of by its program: %s", (command, program) => {
    expect(reached(`Host a\n ProxyCommand ${command}\n`)).toMatchObject({
      via: [],
      proxy: undefined,
      notes: [`proxy-lost 2 ProxyCommand ${program}`],
    });
  });
});

describe("an OpenSSH configuration as people write it", () => {
  it("names jump hosts as addresses, their user percent-encoded and with parameters", () => {
    expect(reached("Host a\n ProxyJump SSH://olive%40corp;fingerprint=x@j:23/\n").via).toEqual(["olive@corp@j:23"]);
  });

  it("puts this host's values into the tokens of ProxyJump", () => {
    const text = "Host a\n HostName %h.example\n User popeye\n Port 2222\n ProxyJump %r@jump-%h:%p,via-%n\n";
    expect(reached(text).via).toEqual(["popeye@jump-a.example:2222", "olive@via-a:22"]);
  });

  it("says home and user by variables, and no other variable is ever looked up", () => {
    const { keys, notes } = reached(
      "Host a\n IdentityFile ${HOME}/k\n IdentityFile ~/${USER}\n IdentityFile ${PATH}\n IdentityFile ${HOME\n IdentityFile ~/%k\n",
    );
    expect(keys).toEqual(["~/k", "~/olive", "~/a"]);
    expect(notes).toEqual(["token-lost 4 ${PATH}", "token-lost 5 ${HOME"]);
  });

  it.each([
    ["SSH_AUTH_SOCK", ["usual"]],
    ["$SSH_AUTH_SOCK", ["usual"]],
    ["${SSH_AUTH_SOCK}", ["usual"]],
    ["${HOME}/agent", ["~/agent"]],
    ["none", []],
  ])("names its agent as %s", (written, agents) => {
    expect(reached(`Host a\n IdentityAgent ${written}\n`)).toMatchObject({ agents, notes: [] });
  });

  it.each(["HostName x y", "User Olive Oyl", "PreferredAuthentications password, publickey", "Port 22 23"])(
    "is told of where a line has more words than its keyword takes, and the line does not count: %s",
    (line) => {
      const text = `Host a\n ${line}\n`;
      expect(detectFileKind(text)).toBe("openssh");
      expect(reached(text)).toMatchObject({ to: "olive@a:22", notes: ["line-malformed 2"], keys: [] });
    },
  );

  it("is told of where nothing is left of the ways to log in", () => {
    expect(reached("Host a\n PreferredAuthentications gssapi-with-mic\n").notes).toEqual([
      "setting-lost 2 PreferredAuthentications gssapi-with-mic",
    ]);
  });

  it("has the tokens in the paths of sockets put in, and those that are not known told of", () => {
    const { forwards, notes } = reached(
      "Host a\n HostName h\n RemoteForward 8080 /run/%h.sock\n LocalForward 8081 /run/%C.sock\n",
    );
    expect(forwards).toMatchObject([{ target: { socket: "/run/h.sock" } }]);
    expect(notes).toEqual(["token-lost 4 8081 /run/%C.sock"]);
  });

  it("ends its lines as an old Macintosh does", () => {
    expect(reached("Host a\r HostName x\r Port 23\r").to).toBe("olive@x:23");
  });

  it("names no host that its Include does not hold for", () => {
    const include = () => [{ file: "inner", text: "Host b\n User x\n" }];
    const names = (text: string) =>
      readSshConfig(text, "config", include, { username: "olive" }).candidates.map(({ draft }) => draft.name);
    expect(names("Host a\n Include inner\n")).toEqual(["a"]);
    expect(names('Match exec "true"\n Include inner\nHost a\n')).toEqual(["a"]);
    expect(names("Host b a\n Include inner\n")).toEqual(["b", "a"]);
  });

  it("knows a host by its tag", () => {
    const tagged = "Match tagged near\n Port 7\nMatch !tagged near,far\n User bluto\n";
    expect(reached(`Host a\n Tag near\n${tagged}`)).toMatchObject({ to: "olive@a:7", notes: [] });
    expect(reached(`Host a\n Tag other\n${tagged}`)).toMatchObject({ to: "bluto@a:22", notes: [] });
    expect(reached(`Host a\n${tagged} Tag near\n`)).toMatchObject({ to: "bluto@a:22", notes: [] });
  });

  it("tells of Match lines that it does not decide itself, and keeps their settings from every host", () => {
    const { to, notes } = reached(
      'Host a\nMatch host a exec "true"\n Port 1\nMatch canonical host a\n Port 2\nMatch localnetwork 10.0.0.0/8\n Port 3\nMatch host\n Port 4\nMatch all host a\n Port 5\n',
    );
    expect(to).toBe("olive@a:22");
    expect(notes).toEqual([
      "match-lost 2 host a exec true",
      "match-lost 6 localnetwork 10.0.0.0/8",
      "match-lost 8 host",
      "match-lost 10 all host a",
    ]);
  });
});
