import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCulvertDocument } from "../../../src/core/import/culvert-document.js";
import { decodeText } from "../../../src/core/import/formats/decode-text.js";
import { detectFileKind } from "../../../src/core/import/detect-file-kind.js";
import { readFilezilla } from "../../../src/core/import/filezilla.js";
import { jsonOffsets } from "../../../src/core/import/formats/json-offsets.js";
import {
  readKittyRegistry,
  readKittySessionFile,
  readPuttyRegistry,
  readPuttySessionFile,
} from "../../../src/core/import/putty/putty-session.js";
import { readSettingsText } from "../../../src/core/import/read-source.js";
import { readWinscpIni, readWinscpRegistry } from "../../../src/core/import/winscp.js";
import type { ImportResult } from "../../../src/shared/import-export/import-candidate.js";

const codes = ({ notes }: { readonly notes: readonly { readonly code: string; readonly line?: number }[] }): string[] =>
  notes.map(({ code, line }) => `${code} ${line ?? ""}`.trim());
const drafts = ({ candidates }: ImportResult) => candidates.map(({ draft }) => draft);
/** Nothing that a reader gives may hold this. */
const SECRET = "sp1nach-9471";

const puttyReg = (values: readonly string[], name = "Popeye%27s%20site") =>
  [
    "Windows Registry Editor Version 5.00",
    "",
    `[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\${name}]`,
    ...values,
    "",
  ].join("\r\n");

describe("PuTTY's sessions", () => {
  const values = [
    `"HostName"="olive@www.spinach.com"`,
    `"Protocol"="ssh"`,
    `"PortNumber"=dword:00000898`,
    `"PublicKeyFile"="C:\\\\Keys\\\\olive.ppk"`,
    `"Present"=dword:00000001`,
    `"Font"=hex:01,\\`,
    "  02,03",
  ];

  it("of an exported registry file become profiles, by name, host, port, user and key", () => {
    const reading = readPuttyRegistry(puttyReg(values), "putty.reg");
    expect(drafts(reading)).toEqual([
      {
        name: "Popeye's site",
        gateway: {
          host: "www.spinach.com",
          port: 2200,
          username: "olive",
          auth: [
            { method: "agent" },
            { method: "key", file: "C:\\Keys\\olive.ppk" },
            { method: "keyboard-interactive" },
            { method: "password" },
          ],
        },
      },
    ]);
    expect(codes(reading)).toEqual([]);
  });

  it("are the same as UTF-16 of either order, and as UTF-8 with a mark or without", () => {
    const text = puttyReg([`"HostName"="www.spinach.com"`, `"UserName"="Olivé"`]);
    const little = Buffer.from(`\ufeff${text}`, "utf16le");
    const big = Buffer.from(little).swap16();
    for (const bytes of [
      little,
      big,
      little.subarray(2),
      big.subarray(2),
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
    ]) {
      const decoded = decodeText(bytes);
      expect(
        "binaryAt" in decoded ? decoded : readPuttyRegistry(decoded.text, "f").candidates[0]?.draft.gateway?.username,
      ).toBe("Olivé");
    }
    expect(decodeText(little.subarray(2))).toMatchObject({ guessed: { encoding: "UTF-16" } });
    expect(decodeText(Buffer.from(text, "latin1"))).toMatchObject({
      guessed: { encoding: "Windows-1252", at: { line: text.slice(0, text.indexOf("é")).split("\n").length } },
    });
  });

  it("carry their forwards, and become the range mode where these are the recipe", () => {
    const [draft] = drafts(
      readPuttyRegistry(
        puttyReg([
          ...values,
          `"PortForwardings"="L2121=popeye:21,L2534=popeye:2534,4L2535=popeye:2535,L2536=popeye:2536,D1080=,R8080=localhost:80,L[::1]:1143=popeye:143"`,
        ]),
        "f",
      ),
    );
    expect(draft).toMatchObject({
      ftp: { mode: "range", target: { host: "popeye", port: 21 }, listen: { port: 2121 }, passive: "2534-2536" },
      forwards: [
        { kind: "dynamic", listen: { port: 1080 } },
        { kind: "remote", listen: { port: 8080 } },
        { kind: "local", listen: { host: "::1", port: 1143 } },
      ],
    });
  });

  it("that listen for the whole network are narrowed, and what a profile does not have is told of", () => {
    const reading = readPuttyRegistry(
      puttyReg([
        ...values,
        `"LocalPortAcceptAll"=dword:00000001`,
        `"PortForwardings"="L8080=popeye:80,Lx=y"`,
        `"Compression"=dword:00000001`,
        `"ProxyMethod"=dword:00000003`,
        `"ProxyHost"="proxy"`,
        `"ProxyPort"=dword:00000c38`,
        `"ProxyPassword"="${SECRET}"`,
      ]),
      "f",
    );
    expect(reading.candidates.map(codes)).toEqual([
      ["password-lost 3", "forward-malformed 12", "forward-narrowed 12", "setting-lost 13"],
    ]);
    expect(JSON.stringify(reading)).not.toContain(SECRET);
  });

  it("go through another session as their jump host", () => {
    const text = `${puttyReg([`"HostName"="inner"`, `"UserName"="olive"`, `"ProxyMethod"=dword:00000006`, `"ProxyHost"="Jump"`])}${puttyReg([`"HostName"="outer"`, `"UserName"="bluto"`, `"PortNumber"=dword:00000017`], "Jump").replace(/^.*\r\n/, "")}`;
    expect(drafts(readPuttyRegistry(text, "f"))[0]?.gateway?.via).toEqual([
      { host: "outer", port: 23, username: "bluto" },
    ]);
  });

  it("go over the jump host that plink or ssh as their proxy's command leads to", () => {
    const proxied = (command: string, ...more: string[]) =>
      readPuttyRegistry(
        puttyReg([
          `"HostName"="inner"`,
          `"UserName"="olive"`,
          `"ProxyMethod"=dword:00000005`,
          `"ProxyTelnetCommand"="${command}"`,
          ...more,
        ]),
        "f",
      ).candidates[0];
    const host = [`"ProxyHost"="jump"`, `"ProxyPort"=dword:000008ae`, `"ProxyUsername"="bluto"`];
    expect(proxied(String.raw`plink.exe %user@%proxyhost -P %proxyport -nc %host:%port\\n`, ...host)).toMatchObject({
      draft: { gateway: { via: [{ host: "jump", port: 2222, username: "bluto" }] } },
      notes: [],
    });
    expect(proxied(String.raw`\"C:\\Program Files\\OpenSSH\\ssh.exe\" -W %host:%port bluto@gate`)).toMatchObject({
      draft: { gateway: { via: [{ host: "gate", username: "bluto" }] } },
      notes: [],
    });
    const lost = proxied("magic %host %port", `"ProxyPassword"="${SECRET}"`);
    expect(lost?.draft.gateway?.via).toBeUndefined();
    expect(lost?.notes.map(({ code, what }) => `${code} ${what ?? ""}`)).toEqual([
      "proxy-lost a command magic",
      "password-lost ",
    ]);
  });

  it("go through a chain of sessions, each by its own login, key and proxy; a circle is told of", () => {
    const session = (name: string, jump: string | undefined, ...more: string[]) =>
      puttyReg(
        [
          `"HostName"="${name}.example"`,
          `"UserName"="u-${name}"`,
          ...(jump === undefined ? [] : [`"ProxyMethod"=dword:00000006`, `"ProxyHost"="${jump}"`]),
          ...more,
        ],
        name,
      ).replace(/^.*\r\n/, "");
    const { candidates } = readPuttyRegistry(
      [
        "Windows Registry Editor Version 5.00\r\n",
        session("a", "b", `"ProxyUsername"="other"`, `"ProxyPassword"="${SECRET}"`),
        session("b", "c"),
        session("c", undefined, `"ProxyMethod"=dword:00000003`, `"ProxyHost"="[::1]"`, `"ProxyPort"=dword:00000c38`),
        session("d", "e"),
        session("e", "d"),
        session("f", "f"),
      ].join(""),
      "f",
    );
    expect(candidates.map(({ draft }) => draft.gateway?.via?.map((hop) => `${hop.username}@${hop.host}`))).toEqual([
      ["u-c@c.example", "other@b.example"],
      ["u-c@c.example"],
      undefined,
      ["u-e@e.example"],
      ["u-d@d.example"],
      ["@f"], // a session of its jump host's name
    ]);
    expect(candidates.map(({ draft }) => draft.gateway?.proxy?.host)).toEqual([
      "::1",
      "::1",
      "::1",
      undefined,
      undefined,
      undefined,
    ]);
    expect(candidates.map((candidate) => candidate.notes.map(({ code }) => code))).toEqual([
      ["password-lost"],
      [],
      [],
      ["jump-lost"],
      ["jump-lost"],
      [],
    ]);
  });

  it.each([
    { lines: [`"TryAgent"=dword:00000000`], ways: ["keyboard-interactive", "password"] },
    { lines: [`"AuthKI"=dword:00000000`], ways: ["agent", "password"] },
    { lines: [`"TryAgent"=dword:00000001`, `"AuthKI"=dword:00000001`], ways: undefined },
  ])("without a key log in as they say: $lines", ({ lines, ways }) => {
    const [draft] = drafts(readPuttyRegistry(puttyReg([`"HostName"="a"`, ...lines]), "f"));
    expect(draft?.gateway?.auth?.map(({ method }) => method)).toEqual(ways);
  });

  it("forward by IPv6 alone on its loopback, and look services up", () => {
    const [draft] = drafts(
      readPuttyRegistry(
        puttyReg([`"HostName"="a"`, `"PortForwardings"="6L8080=b:http,6D1080=,4Lsocks=b:81,6R8080=localhost:80"`]),
        "f",
      ),
    );
    expect(draft?.forwards).toMatchObject([
      { listen: { host: "::1", port: 8080 }, target: { port: 80 } },
      { kind: "dynamic", listen: { host: "::1", port: 1080 } },
      { listen: { host: "127.0.0.1", port: 1080 }, target: { port: 81 } },
      { kind: "remote", listen: { host: "127.0.0.1", port: 8080 } },
    ]);
  });

  it("of Telnet, of no host and the default ones are no profiles", () => {
    expect(codes(readPuttyRegistry(puttyReg([`"HostName"="a"`, `"Protocol"="telnet"`]), "f"))).toEqual([
      "protocol-unknown 3",
    ]);
    expect(codes(readPuttyRegistry(puttyReg([`"PortNumber"=dword:00000016`]), "f"))).toEqual([
      "session-without-host 3",
    ]);
    expect(readPuttyRegistry(puttyReg(values, "Default%20Settings"), "f")).toEqual({ candidates: [], notes: [] });
  });

  it("of the Unix folder are read file by file", () => {
    const reading = readPuttySessionFile(
      "HostName=www.spinach.com\nProtocol=ssh\nPortNumber=2222\nUserName=olive\nPortForwardings=L2121=popeye:21,\n",
      "/home/olive/.putty/sessions/Popeye%20two",
    );
    expect(drafts(reading)).toEqual([
      {
        name: "Popeye two",
        gateway: { host: "www.spinach.com", port: 2222, username: "olive" },
        ftp: { mode: "relay", target: { host: "popeye", port: 21 }, listen: { host: "127.0.0.1", port: 2121 } },
      },
    ]);
  });

  it("that a later line deletes are none, with all below their key; a deleted value counts no more", () => {
    const key = "HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions";
    const session = (name: string, ...lines: string[]) => [`[${key}\\${name}]`, `"HostName"="${name}"`, ...lines];
    const reg = (...lines: string[]) =>
      readPuttyRegistry(["Windows Registry Editor Version 5.00", "", ...lines, ""].join("\r\n"), "f");
    const names = (reading: ImportResult) => drafts(reading).map(({ name }) => name);
    const gone = reg(...session("a"), ...session("b"), `[-${key.toLowerCase()}\\A]`, '"HostName"="stray"');
    expect({ names: names(gone), notes: codes(gone) }).toEqual({ names: ["b"], notes: [] });
    expect(names(reg(`[-${key}]`, ...session("a")))).toEqual(["a"]); // as a file that sets all anew begins
    expect(names(reg(...session("a"), ...session("ab"), `[-${key}]`, ...session("c")))).toEqual(["c"]);
    expect(drafts(reg(...session("a", '"PortNumber"=dword:17', '"PortNumber"=-')))).toEqual([
      { name: "a", gateway: { host: "a", username: "" } },
    ]);
    const many = Array.from({ length: 1_100 }, (_, index) => `[-${key}\\${index}]`);
    expect(codes(reg(...many)).map((code) => code.split(" ")[0])).toEqual(["too-many"]); // each looks at every key
  });

  it("that are cut name the line", () => {
    const text = puttyReg(values);
    expect(codes(readPuttyRegistry(text.slice(0, text.indexOf("Protocol")), "f"))).toEqual(["line-malformed 5"]);
  });
});

describe("WinSCP's sites", () => {
  it("name their key with variables and quotes, its certificate beside it, and are told of a command in the place of a proxy", () => {
    const text =
      "[Sessions\\a]\nHostName=h\nUserName=u\nPublicKeyFile=%22%25USERPROFILE%25%5Ck.ppk%22\nDetachedCertificate=C:%5Ck-cert.pub\nProxyMethod=5\nProxyTelnetCommand=magic %25host\n";
    const [candidate] = readWinscpIni(text, "f").candidates;
    expect(candidate?.draft.gateway?.auth?.[1]).toEqual({
      method: "key",
      file: "~\\k.ppk",
      certificate: "C:\\k-cert.pub",
    });
    expect(candidate?.notes).toMatchObject([{ code: "proxy-lost", what: "a command" }]);
  });

  const ini = `[Configuration\\Interface]\nA=1\n[Sessions\\Default%20Settings]\nHostName=x\n[Sessions\\Kunden%20A/%EF%BB%BFCaf%C3%A9]\nHostName=ftp.spinach.com\nPortNumber=2100\nFSProtocol=5\nUserName=web\nPassword=${SECRET}\nFtps=3\n[Sessions\\files]\nHostName=www.spinach.com\nUserName=olive\nPublicKeyFile=C:%5CKeys%5Colive.ppk\nTunnel=1\nTunnelHostName=gate\nTunnelUserName=bluto\nTunnelPortNumber=2222\n[Sessions\\dav]\nHostName=d\nFSProtocol=6\n[Sessions\\empty]\nFSProtocol=5\n`;

  it("become profiles that ask for their gateway where they are FTP, and bridges where they are SFTP", () => {
    const reading = readWinscpIni(ini, "WinSCP.ini");
    expect(drafts(reading)).toEqual([
      {
        name: "Kunden A / Café",
        ftp: { mode: "relay", target: { host: "ftp.spinach.com", port: 2100 }, tls: "explicit" },
      },
      {
        name: "files",
        gateway: {
          host: "www.spinach.com",
          username: "olive",
          auth: [
            { method: "agent" },
            { method: "key", file: "C:\\Keys\\olive.ppk" },
            { method: "keyboard-interactive" },
            { method: "password" },
          ],
          via: [{ host: "gate", port: 2222, username: "bluto" }],
        },
        ftp: { mode: "bridge" },
      },
    ]);
    expect(reading.candidates.map(codes)).toEqual([
      ["folder-in-name 5", "ftp-tls 5", "ftp-login-lost 5", "ftp-password-lost 5"],
      [],
    ]);
    expect(codes(reading)).toEqual(["protocol-unknown 20", "session-without-host 23"]);
    expect(JSON.stringify(reading)).not.toContain(SECRET);
  });

  it.each([
    {
      method: "3",
      protocol: "2",
      proxy: { kind: "http", host: "proxy.spinach.com", port: 3128, username: "pat" },
      notes: ["password-lost 1"],
    },
    {
      method: "2",
      protocol: "0",
      proxy: { kind: "socks5", host: "proxy.spinach.com", port: 3128, username: "pat" },
      notes: ["password-lost 1"],
    },
    { method: "1", protocol: "2", proxy: undefined, notes: ["proxy-lost 1", "password-lost 1"] },
    { method: "3", protocol: "5", proxy: undefined, notes: ["proxy-lost 1", "ftp-password-lost 1"] },
    { method: "0", protocol: "2", proxy: undefined, notes: ["password-lost 1"] },
  ])(
    "of the protocol $protocol behind a proxy of the kind $method keep it where a profile can",
    ({ method, protocol, proxy, notes }) => {
      const reading = readWinscpIni(
        `[Sessions\\a]\nHostName=one\nFSProtocol=${protocol}\nUserName=\nProxyMethod=${method}\nProxyHost=proxy.spinach.com\nProxyPort=3128\nProxyUsername=pat\nProxyPasswordEnc=${SECRET}\n`,
        "f",
      );
      expect(drafts(reading)[0]?.gateway?.proxy).toEqual(proxy);
      expect(reading.candidates.map((candidate) => codes(candidate).filter((code) => !code.startsWith("scp")))).toEqual(
        [notes],
      );
      expect(JSON.stringify(reading)).not.toContain(SECRET);
    },
  );

  it("have their IPv6 addresses in brackets or not", () => {
    const reading = readWinscpIni(
      "[Sessions\\a]\nHostName=%5B2001:db8::5%5D\nUserName=u\nTunnel=1\nTunnelHostName=[2001:db8::6]\nProxyMethod=2\nProxyHost=[2001:db8::7]\n[Sessions\\b]\nHostName=[2001:db8::8]\nFSProtocol=5\n",
      "f",
    );
    expect(drafts(reading)).toMatchObject([
      { gateway: { host: "2001:db8::5", via: [{ host: "2001:db8::6" }], proxy: { host: "2001:db8::7" } } },
      { ftp: { target: { host: "2001:db8::8" } } },
    ]);
  });

  it("are the same in a registry file", () => {
    const text = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software\\Martin Prikryl\\WinSCP 2\\Sessions\\A/b]\r\n"HostName"="ftp.spinach.com"\r\n"FSProtocol"=dword:00000005\r\n"PortNumber"=dword:00000015\r\n`;
    expect(drafts(readWinscpRegistry(text, "f"))).toEqual([
      { name: "A / b", ftp: { mode: "relay", target: { host: "ftp.spinach.com", port: 21 } } },
    ]);
  });

  it("whose section stands twice are one, and of a value that stands twice the first counts", () => {
    const reading = readWinscpIni(
      "[Sessions\\a]\nHostName=one\nFSProtocol=5\n[Sessions\\A]\nHostName=two\nPortNumber=99\n",
      "f",
    );
    expect(drafts(reading)).toMatchObject([{ ftp: { target: { host: "one", port: 99 } } }]);
    expect(codes(reading)).toEqual(["section-twice 4", "value-twice 5"]);
  });

  it("lose the control characters of their names", () => {
    const reading = readWinscpIni("[Sessions\\a%1B%5B2Jb%E2%80%AE]\nHostName=one\nFSProtocol=5\n", "f");
    expect(drafts(reading)).toMatchObject([{ name: "a [2Jb" }]);
    expect(reading.candidates.map(codes)).toEqual([["name-cleaned 1"]]);
  });
});

describe("FileZilla's sites", () => {
  const server = (inner: string) => `<Server>${inner}</Server>`;
  const file = (inner: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<FileZilla3 version="3.66" platform="linux">\n<Servers>\n${inner}\n</Servers>\n</FileZilla3>\n`;

  it.each([
    { protocol: "0", port: "21", draft: { ftp: { mode: "relay", target: { host: "h", port: 21 } } }, notes: [] },
    { protocol: "6", port: "0", draft: { ftp: { mode: "relay", target: { host: "h", port: 21 } } }, notes: [] },
    {
      protocol: "4",
      port: "2100",
      draft: { ftp: { mode: "relay", target: { host: "h", port: 2100 }, tls: "explicit" } },
      notes: ["ftp-tls 4"],
    },
    {
      protocol: "3",
      port: "",
      draft: { ftp: { mode: "relay", target: { host: "h", port: 990 }, tls: "implicit" } },
      notes: ["ftp-tls-at-once 4"],
    },
    {
      protocol: "1",
      port: "2222",
      draft: { ftp: { mode: "bridge" }, gateway: { host: "h", port: 2222, username: "" } },
      notes: [],
    },
  ])("of protocol $protocol become their profiles", ({ protocol, port, draft, notes }) => {
    const reading = readFilezilla(
      file(server(`<Host>h</Host><Port>${port}</Port><Protocol>${protocol}</Protocol><Name>a &amp; b</Name>`)),
      "f",
    );
    expect(drafts(reading)).toEqual([{ name: "a & b", ...draft }]);
    expect(reading.candidates.map(codes)).toEqual([notes]);
  });

  it("have their folders before their names; passwords stay where they are", () => {
    const reading = readFilezilla(
      file(
        `<Folder expanded="1">Kunden&#10;<Folder>A${server(`<Host>h</Host><Protocol>1</Protocol><User>olive</User><Pass encoding="base64">${SECRET}</Pass><Logontype>5</Logontype><Keyfile>/k</Keyfile><Name>n</Name>`)}</Folder></Folder>`,
      ),
      "f",
    );
    expect(drafts(reading)).toMatchObject([
      {
        name: "Kunden / A / n",
        gateway: {
          username: "olive",
          auth: [
            { method: "agent" },
            { method: "key", file: "/k" },
            { method: "keyboard-interactive" },
            { method: "password" },
          ],
        },
      },
    ]);
    expect(reading.candidates.map(codes)).toEqual([["folder-in-name 4", "password-lost 4"]]);
    expect(JSON.stringify(reading)).not.toContain(SECRET);
  });

  it.each([
    {
      type: "1",
      proxy: { kind: "http", host: "proxy", port: 3128, username: "pat" },
      notes: [[], ["ftp-proxy-lost 2"], []],
      once: ["password-lost 2"],
    },
    {
      type: "2",
      proxy: { kind: "socks5", host: "proxy", port: 3128, username: "pat" },
      notes: [[], ["ftp-proxy-lost 2"], []],
      once: ["password-lost 2"],
    },
    {
      type: "3",
      proxy: undefined,
      notes: [[], [], []],
      once: ["proxy-lost 2", "password-lost 2"],
    },
  ])(
    "of an export that has the settings too go through its proxy of the kind $type, but for those that bypass it",
    ({ type, proxy, notes, once }) => {
      const settings = {
        "Proxy type": type,
        "Proxy host": "proxy",
        "Proxy port": "3128",
        "Proxy user": "pat",
        "Proxy password": SECRET,
      };
      const text = `<FileZilla3>\n<Settings>${Object.entries(settings)
        .map(([name, value]) => `<Setting name="${name}">${value}</Setting>`)
        .join(
          "",
        )}</Settings>\n\n<Servers>\n\n${["<Host>h</Host><Protocol>1</Protocol>", "<Host>h</Host><Protocol>0</Protocol>", "<Host>h</Host><Protocol>1</Protocol><BypassProxy>1</BypassProxy>"].map(server).join("\n")}\n</Servers></FileZilla3>`;
      const reading = readFilezilla(text, "f");
      expect(reading.candidates.map(({ draft }) => draft.gateway?.proxy)).toEqual([proxy, undefined, undefined]);
      expect(reading.candidates.map(codes)).toEqual(notes);
      expect(codes(reading)).toEqual(once); // of the proxy that all go through, once for all
      expect(JSON.stringify(reading)).not.toContain(SECRET);
    },
  );

  it("name what of them no profile carries, and kinds that are no FTP by their names", () => {
    const reading = readFilezilla(
      file(
        [
          server(
            "<Host>sftp://h</Host><Protocol>1</Protocol><RemoteDir>1 0 3 var</RemoteDir><SyncBrowsing>0</SyncBrowsing><PostLoginCommands><Command>SITE UMASK 022</Command></PostLoginCommands>",
          ),
          server("<Host>[2001:db8::5]</Host><Protocol>1</Protocol><RemoteDir/><PostLoginCommands/>"),
          server("<Host>a</Host><Protocol>10</Protocol><Name>azure</Name>"),
        ].join("\n"),
      ),
      "f",
    );
    expect(drafts(reading).map(({ gateway }) => gateway?.host)).toEqual(["h", "2001:db8::5"]);
    expect(reading.candidates.map(({ notes }) => notes.map(({ what }) => what))).toEqual([
      ["RemoteDir", "PostLoginCommands"],
      [],
    ]);
    expect(reading.notes).toMatchObject([{ code: "protocol-unknown", what: "azure: Azure Files" }]);
  });

  it.each([
    {
      said: "entities",
      text: `<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY lol "lol">]>\n<FileZilla3><Servers><Server><Host>&lol;</Host></Server></Servers></FileZilla3>`,
      note: "xml-doctype 2",
    },
    {
      said: "an external reference",
      text: `<!DOCTYPE FileZilla3 SYSTEM "file:///etc/passwd">\n<FileZilla3/>`,
      note: "xml-doctype 1",
    },
    { said: "no end", text: file(server("<Host>h</Host>")).slice(0, 120), note: "xml-malformed 4" },
    { said: "tags that cross", text: "<FileZilla3>\n<Servers></FileZilla3></Servers>", note: "xml-malformed 2" },
    { said: "another kind of XML", text: '<?xml version="1.0"?><html></html>', note: "file-not-recognised 1" },
  ])("are refused with $said, and the line is named", ({ text, note }) => {
    expect(codes(readSettingsText(text, "f", { username: "olive" }))).toEqual([note]);
  });

  it("with an entity that nobody defined keep it as it stands", () => {
    expect(drafts(readFilezilla(file(server("<Host>h</Host><Name>&xxe;</Name>")), "f"))).toMatchObject([
      { name: "&xxe;" },
    ]);
  });
});

describe("a port that is none", () => {
  const lost = ({ candidates }: ImportResult): string[] =>
    candidates.flatMap(({ notes }) => notes.flatMap(({ code, what }) => (code === "setting-lost" ? [what ?? ""] : [])));

  it("is told of, and the program's usual one taken; 0 and nothing mean that one", () => {
    const putty = (port: string) =>
      lost(readPuttyRegistry(puttyReg([`"HostName"="gw"`, `"PortNumber"=${port}`]), "a.reg"));
    expect([putty("dword:00011170"), putty("dword:00000000"), putty("dword:000008ae")]).toEqual([
      ["PortNumber 70000"],
      [],
      [],
    ]);
    const winscp = (lines: string) => lost(readWinscpIni(`[Sessions\\a]\nHostName=gw\n${lines}\n`, "WinSCP.ini"));
    expect(winscp("PortNumber=99999\nTunnelPortNumber=x")).toEqual(["PortNumber 99999"]);
    expect(winscp("Tunnel=1\nTunnelHostName=t\nTunnelPortNumber=-1")).toEqual(["TunnelPortNumber -1"]);
    const filezilla = (port: string) =>
      lost(
        readFilezilla(
          `<FileZilla3><Servers><Server><Host>gw</Host><Port>${port}</Port><Protocol>1</Protocol><User>u</User></Server></Servers></FileZilla3>`,
          "a.xml",
        ),
      );
    expect([filezilla("-1"), filezilla("0"), filezilla(""), filezilla("2222")]).toEqual([["Port -1"], [], [], []]);
  });
});

it("A certificate that PuTTY keeps beside a key goes with the key, and is told of without one", () => {
  const read = (more: readonly string[]) =>
    readPuttyRegistry(puttyReg([`"HostName"="gw"`, `"DetachedCertificate"="C:\\\\k-cert.pub"`, ...more]), "a.reg");
  const [withKey, without] = [read([`"PublicKeyFile"="C:\\\\k.ppk"`]), read([])];
  expect(drafts(withKey)[0]?.gateway?.auth).toContainEqual({
    method: "key",
    file: "C:\\k.ppk",
    certificate: "C:\\k-cert.pub",
  });
  expect([withKey, without].map(({ candidates }) => candidates[0]?.notes.map(({ code }) => code))).toEqual([
    [],
    ["setting-lost"],
  ]);
});

describe("Culvert's own document", () => {
  it("gives its whole profiles, and says what is wrong with the others", () => {
    const popeye = { id: "popeye", name: "Popeye", gateway: { host: "h", username: "o" } };
    const reading = readCulvertDocument(
      JSON.stringify({
        version: 1,
        profiles: [popeye, { ...popeye, id: "bluto", gateway: { host: "a b", username: "o" } }],
      }),
      "f",
    );
    expect(drafts(reading)).toMatchObject([popeye]);
    expect(reading.notes).toEqual([
      {
        code: "document-refused",
        file: "f",
        line: 1,
        what: "bluto: gateway.host: “a b” is not a host name or address: remove spaces and characters such as / or @.",
      },
    ]);
  });

  it("names the line on which each profile begins that is not whole", () => {
    const text = JSON.stringify(
      {
        version: 1,
        note: ["]", { profiles: [1] }],
        profiles: [{ id: "a", x: 1 }, { id: "b", name: 'B"[{', gateway: { host: "h", username: "o" } }, {}],
      },
      null,
      1,
    );
    const lines = text.split("\n");
    const { notes } = readCulvertDocument(text.replace(/"note"[^]*?\],\n "profiles"/, '"profiles"'), "f");
    expect(notes.map(({ line, what }) => [line, what])).toMatchObject([
      [4, expect.stringMatching(/^a: /)],
      [16, expect.stringMatching(/^profiles\[2\]: /)],
    ]);
    expect(jsonOffsets(text).profiles.map((index) => text.slice(0, index).split("\n").length)).toEqual([
      lines.indexOf(`   "id": "a",`),
      lines.indexOf(`   "id": "b",`),
      lines.indexOf("  {}") + 1,
    ]);
  });

  it("of a version to come, and JSON that is no document at all, are told apart", () => {
    expect(readCulvertDocument(`{ "version": 9, "profiles": [] }`, "f").notes).toEqual([
      { code: "document-version", file: "f", line: 1, what: "9" },
    ]);
    for (const text of ["{}", `{ "name": "x" }`, `{ "version": 1, "profiles": {} }`])
      expect(codes(readCulvertDocument(text, "f"))).toEqual(["file-not-recognised 1"]);
  });

  it("that is cut names the line", () => {
    expect(codes(readCulvertDocument('{ "version": 1,\n "profiles": [ {\n', "f"))).toEqual(["json-malformed 3"]);
    expect(codes(readCulvertDocument('{\n "version": x }', "f"))).toEqual(["json-malformed 2"]);
    expect(codes(readCulvertDocument('{\n "version": 1,\n "profiles": [ b ]\n}\n', "f"))).toEqual(["json-malformed 3"]); // node's parser tells no place here
  });

  it("is JSON wherever node says so, and stops being it no later than a change made it so", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom("", "x", '"', "}", ",", "\n", "1"), (json, at, put) => {
        const index = at % (json.length + 1);
        const text = json.slice(0, index) + put + json.slice(index + 1);
        const { broken } = jsonOffsets(text);
        const isJson = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        expect(broken === undefined).toBe(isJson);
        if (broken !== undefined) expect(broken).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2_000 },
    );
    const long = `{"profiles":[${`"${"a\\n".repeat(200)}",`.repeat(5_000)}"`; // nobody would wait for what takes the square of it
    expect(jsonOffsets(long).broken).toBe(long.length);
  });
});

describe("a file's kind", () => {
  it.each([
    ["culvert", '{ "version": 1 }'],
    ["filezilla", '<?xml version="1.0"?>\n<FileZilla3>'],
    ["registry", "Windows Registry Editor Version 5.00\r\n"],
    ["registry", "REGEDIT4\n"],
    ["winscp-ini", "[Configuration]\n[Sessions\\a]\nHostName=x\n"],
    ["putty-session", "PresentRun=1\nHostName=x\nProtocol=ssh\n"],
    ["kitty-session", "HostName\\x\\\r\nProtocol\\ssh\\\r\n"],
    ["openssh", "# mine\nHost a\n  HostName=x\n"],
    ["openssh", "Include config.d/*\n"],
    [undefined, "Dear Olive,\nHost Popeye is well.\n"],
    [undefined, "Host a minute, said Popeye.\nThis is not a setting at all\nbut a letter\n"],
    [undefined, "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n"],
    [undefined, ""],
    [undefined, "<html>"],
    [undefined, "a,b,c\n1,2,3\n"],
  ])("is seen to be %s by its content", (kind, text) => {
    expect(detectFileKind(text)).toBe(kind);
  });
});

describe("a file of any bytes", () => {
  const kept = fc.constantFrom(
    "Windows Registry Editor Version 5.00\r\n",
    "[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\a]\n",
    '"HostName"="a"\n',
    '"PortForwardings"="L1=a:2,',
    '"UserName"=hex(1):6f,00,\\\n',
    "  6c,00\n",
    "HostName\\a%2\\\n",
    "[Sessions\\a%2",
    "FSProtocol=5\n",
    "HostName=",
    "Protocol=ssh\n",
    "<FileZilla3>",
    "<Servers>",
    "<Server>",
    "</Server>",
    "<Host>",
    "<!--",
    "<![CDATA[",
    "&#x110000;",
    '{"version":1,"profiles":[',
    "Host a\n",
    "Match all\n",
  );
  const any = fc.array(fc.oneof(kept, fc.string()), { maxLength: 25 }).map((parts) => parts.join(""));
  const readers = [
    readPuttyRegistry,
    readPuttySessionFile,
    readKittyRegistry,
    readKittySessionFile,
    readWinscpIni,
    readWinscpRegistry,
    readFilezilla,
    readCulvertDocument,
    (text: string, file: string) => readSettingsText(text, file, { username: "olive" }),
  ];

  it("is read without a throw by every reader, and every note names the file", () => {
    fc.assert(
      fc.property(any, (text) => {
        for (const read of readers) {
          const { candidates, notes } = read(text, "some.file");
          for (const note of [...notes, ...candidates.flatMap((candidate) => candidate.notes)])
            expect(note.file).toBe("some.file");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is decoded or refused as binary, never thrown over", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        decodeText(bytes);
      }),
    );
    expect(decodeText(Buffer.from([0x50, 0x4b, 3, 0x0a, 4, 0, 0]))).toEqual({ binaryAt: { line: 2 } });
  });
});
