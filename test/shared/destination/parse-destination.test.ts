import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Destination, DestinationHop, DestinationNote } from "../../../src/shared/destination/destination.js";
import { hostSchema } from "../../../src/shared/profile/field-schemas.js";
import { parseDestination, parseDestinationWords } from "../../../src/shared/destination/parse-destination.js";

/** What is expected of a text; what is not named must not be there. */
type Expected = Partial<Omit<Destination, "gateway" | "notes">> & {
  readonly gateway?: DestinationHop | undefined;
  readonly notes?: readonly (readonly [DestinationNote["code"], string])[];
};

const relay = (host: string, port = 21, listen?: { readonly host: string; readonly port: number }) => ({
  mode: "relay" as const,
  target: { host, port },
  ...(listen === undefined ? {} : { listen }),
});
const bridge = { mode: "bridge" as const };
const local = (port: number, target: { readonly host: string; readonly port: number }) => ({
  kind: "local" as const,
  name: `${target.host}:${target.port}`,
  listen: { host: "127.0.0.1", port },
  target,
});
const here = (port: number) => ({ host: "127.0.0.1", port });
const olive: DestinationHop = { host: "www.spinach.com", username: "olive" };

const UNDERSTOOD: readonly (readonly [string, Expected])[] = [
  // addresses
  ["olive@www.spinach.com", { gateway: olive }],
  ["  olive@www.spinach.com\n", { gateway: olive }],
  ["'olive@www.spinach.com'", { gateway: olive }],
  ["<ssh://olive@www.spinach.com>", { gateway: olive }],
  ["spinach", { gateway: { host: "spinach" }, isBareName: true }],
  ["www.spinach.com", { gateway: { host: "www.spinach.com" } }],
  ["host:2222", { gateway: { host: "host", port: 2222 } }],
  ["olive@host:2222", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["host:", { gateway: { host: "host" }, isBareName: true }],
  ["192.168.1.20", { gateway: { host: "192.168.1.20" } }],
  ["10.0.0.255:22", { gateway: { host: "10.0.0.255", port: 22 } }],
  ["[::1]", { gateway: { host: "::1" } }],
  ["::1", { gateway: { host: "::1" } }],
  ["[::1]:2222", { gateway: { host: "::1", port: 2222 } }],
  ["olive@[fe80::1%eth0]:22", { gateway: { host: "fe80::1%eth0", port: 22, username: "olive" } }],
  ["olive@2001:db8::7", { gateway: { host: "2001:db8::7", username: "olive" } }],
  ["::ffff:10.0.0.1", { gateway: { host: "::ffff:10.0.0.1" } }],
  ["olive@corp.example@gw", { gateway: { host: "gw", username: "olive@corp.example" } }],
  ["CORP\\olive@gw", { gateway: { host: "gw", username: "CORP\\olive" } }],
  ["Olive Oyl@gw", { gateway: { host: "gw", username: "Olive Oyl" } }],
  ["bücher.example", { gateway: { host: "bücher.example" } }],
  ["olive:s3cret@gw", { gateway: { host: "gw", username: "olive" }, notes: [["password-dropped", ""]] }],
  ["olive@gw really", { gateway: { host: "gw", username: "olive" }, notes: [["not-understood", "really"]] }],
  // scp
  ["olive@host:docs/a.txt", { gateway: { host: "host", username: "olive" }, path: "docs/a.txt", ftp: bridge }],
  ["host:/var/www", { gateway: { host: "host" }, path: "/var/www", ftp: bridge }],
  ["olive@[::1]:/srv", { gateway: { host: "::1", username: "olive" }, path: "/srv", ftp: bridge }],
  // URLs
  ["ssh://olive@www.spinach.com", { gateway: olive }],
  ["SSH://olive@www.spinach.com:2222/", { gateway: { ...olive, port: 2222 } }],
  ["ssh://[::1]:22", { gateway: { host: "::1", port: 22 } }],
  ["sftp://olive@www.spinach.com:22/home/olive", { gateway: { ...olive, port: 22 }, path: "/home/olive", ftp: bridge }],
  ["sftp://www.spinach.com", { gateway: { host: "www.spinach.com" }, ftp: bridge }],
  ["sftp://olive%40corp@gw/a%20b", { gateway: { host: "gw", username: "olive@corp" }, path: "/a b", ftp: bridge }],
  ["scp://olive@gw/a", { gateway: { host: "gw", username: "olive" }, path: "/a", ftp: bridge }],
  [
    "sftp://olive:s3cret@gw",
    { gateway: { host: "gw", username: "olive" }, ftp: bridge, notes: [["password-dropped", ""]] },
  ],
  [
    "sftp://olive:s3/c@r#t@gw/x",
    { gateway: { host: "gw", username: "olive" }, path: "/x", ftp: bridge, notes: [["password-dropped", ""]] },
  ],
  ["sftp://gw/dir/a@b", { gateway: { host: "gw" }, path: "/dir/a@b", ftp: bridge }],
  ["ftp://popeye", { gateway: undefined, ftp: relay("popeye") }],
  ["ftp://olive@popeye", { gateway: undefined, ftp: relay("popeye"), notes: [["ftp-user", "olive"]] }],
  [
    "ftp://olive:s3cret@popeye:2100/pub",
    {
      gateway: undefined,
      ftp: relay("popeye", 2100),
      path: "/pub",
      notes: [
        ["password-dropped", ""],
        ["ftp-user", "olive"],
      ],
    },
  ],
  ["ftps://popeye", { gateway: undefined, ftp: relay("popeye", 990), notes: [["tls-asked", "ftps://"]] }],
  ["ftpes://popeye", { gateway: undefined, ftp: relay("popeye"), notes: [["tls-asked", "ftpes://"]] }],
  // WinSCP's session URLs
  [
    "sftp://olive:s3cret;fingerprint=ssh-ed25519-AbC@gw:2222/",
    {
      gateway: { host: "gw", port: 2222, username: "olive" },
      ftp: bridge,
      notes: [
        ["password-dropped", ""],
        ["not-understood", "fingerprint"],
      ],
    },
  ],
  [
    "sftp://olive;x-name=Popeye%20at%20sea;fingerprint=aa:bb@gw/",
    {
      gateway: { host: "gw", username: "olive" },
      ftp: bridge,
      name: "Popeye at sea",
      notes: [["not-understood", "fingerprint"]],
    },
  ],
  ["winscp-sftp://olive@gw", { gateway: { host: "gw", username: "olive" }, ftp: bridge }],
  // ssh
  ["ssh olive@www.spinach.com", { gateway: olive }],
  ["$ ssh olive@www.spinach.com", { gateway: olive }],
  ["/usr/bin/ssh -p 2222 olive@host", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["ssh -p2222 host -l olive", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["ssh -l brutus olive@host", { gateway: { host: "host", username: "brutus" } }],
  ["ssh ssh://olive@host:2222", { gateway: { host: "host", port: 2222, username: "olive" } }],
  [
    "ssh -p 2222 -J jump olive@host",
    { gateway: { host: "host", port: 2222, username: "olive" }, via: [{ host: "jump" }] },
  ],
  [
    "ssh -J a@one:2201,ssh://b@two host",
    {
      gateway: { host: "host" },
      via: [
        { host: "one", port: 2201, username: "a" },
        { host: "two", username: "b" },
      ],
    },
  ],
  ["ssh -i ~/.ssh/id_olive olive@host", { gateway: { host: "host", username: "olive" }, key: "~/.ssh/id_olive" }],
  ["ssh -i '/keys/my key' host", { gateway: { host: "host" }, key: "/keys/my key" }],
  [
    "ssh -L 2121:popeye:21 olive@host",
    { gateway: { host: "host", username: "olive" }, ftp: relay("popeye", 21, here(2121)) },
  ],
  ["ssh -NfL2121:popeye:21 host", { gateway: { host: "host" }, ftp: relay("popeye", 21, here(2121)) }],
  [
    "ssh -L *:2121:popeye:21 host",
    { gateway: { host: "host" }, ftp: relay("popeye", 21, here(2121)), notes: [["listens-here-only", "*:2121"]] },
  ],
  [
    "ssh -L 2121:localhost:21 -L 2534:localhost:2534 -L 2535:localhost:2535 host",
    {
      gateway: { host: "host" },
      ftp: { mode: "range", target: { host: "localhost", port: 21 }, listen: here(2121), passive: "2534-2535" },
    },
  ],
  [
    "ssh -L 5432:db:5432 -L 2121:popeye:21 host",
    {
      gateway: { host: "host" },
      ftp: relay("popeye", 21, here(2121)),
      forwards: [local(5432, { host: "db", port: 5432 })],
    },
  ],
  [
    "ssh -R 9090:localhost:3000 -D 1080 host",
    {
      gateway: { host: "host" },
      forwards: [
        {
          kind: "remote",
          name: "localhost:3000",
          listen: { host: "127.0.0.1", port: 9090 },
          target: { host: "localhost", port: 3000 },
        },
        { kind: "dynamic", name: "SOCKS 1080", listen: { host: "127.0.0.1", port: 1080 } },
      ],
    },
  ],
  [
    "ssh -L [::1]:8080:[2001:db8::7]:80 host",
    {
      gateway: { host: "host" },
      forwards: [
        {
          kind: "local",
          name: "[2001:db8::7]:80",
          listen: { host: "::1", port: 8080 },
          target: { host: "2001:db8::7", port: 80 },
        },
      ],
    },
  ],
  [
    "ssh -L 5432:/run/postgresql/.s.PGSQL.5432 host",
    {
      gateway: { host: "host" },
      forwards: [
        {
          kind: "local",
          name: "/run/postgresql/.s.PGSQL.5432",
          listen: { host: "127.0.0.1", port: 5432 },
          target: { socket: "/run/postgresql/.s.PGSQL.5432" },
        },
      ],
    },
  ],
  [
    'ssh -o Port=2222 -o "User olive" -oProxyJump=jump -o IdentityFile=~/k -o HostName=gw.example x',
    { gateway: { host: "gw.example", port: 2222, username: "olive" }, via: [{ host: "jump" }], key: "~/k" },
  ],
  [
    "ssh -o 'LocalForward 2121 popeye:21' -o ServerAliveInterval=30 host",
    { gateway: { host: "host" }, ftp: relay("popeye", 21, here(2121)) },
  ],
  [
    "ssh -o StrictHostKeyChecking=no host uptime -p",
    {
      gateway: { host: "host" },
      notes: [
        ["not-understood", "-o StrictHostKeyChecking=no"],
        ["not-understood", "uptime -p"],
      ],
    },
  ],
  [
    "ssh -p 2222 \\\n  -L 2121:popeye:21 \\\n  olive@host",
    { gateway: { host: "host", port: 2222, username: "olive" }, ftp: relay("popeye", 21, here(2121)) },
  ],
  [
    "sshpass -p s3cret ssh olive@host",
    { gateway: { host: "host", username: "olive" }, notes: [["password-dropped", ""]] },
  ],
  ["autossh -M 0 -N -L 2121:popeye:21 host", { gateway: { host: "host" }, ftp: relay("popeye", 21, here(2121)) }],
  ["sudo ssh host", { gateway: { host: "host" } }],
  [
    "ssh -N olive@host\nuptime",
    { gateway: { host: "host", username: "olive" }, notes: [["not-understood", "uptime"]] },
  ],
  // sftp and scp
  [
    "sftp -P 2222 olive@host:pub",
    { gateway: { host: "host", port: 2222, username: "olive" }, path: "pub", ftp: bridge },
  ],
  [
    "scp -r -P 2222 site olive@host:/var/www",
    { gateway: { host: "host", port: 2222, username: "olive" }, path: "/var/www", ftp: bridge },
  ],
  ["scp olive@host:a.txt .", { gateway: { host: "host", username: "olive" }, path: "a.txt", ftp: bridge }],
  // PuTTY's programs
  ["plink -P 2222 olive@host", { gateway: { host: "host", port: 2222, username: "olive" } }],
  [
    "plink.exe -ssh -l olive -pw s3cret host",
    { gateway: { host: "host", username: "olive" }, notes: [["password-dropped", ""]] },
  ],
  [
    '"C:\\Program Files\\PuTTY\\putty.exe" -ssh olive@host -P 2222',
    { gateway: { host: "host", port: 2222, username: "olive" } },
  ],
  [
    "plink -batch -L 2121:popeye:21 -i C:\\keys\\olive.ppk olive@host",
    { gateway: { host: "host", username: "olive" }, ftp: relay("popeye", 21, here(2121)), key: "C:\\keys\\olive.ppk" },
  ],
  ["plink -hostkey SHA256:abc host", { gateway: { host: "host" }, notes: [["not-understood", "-hostkey SHA256:abc"]] }],
  [
    "pscp -P 2222 olive@host:a.txt .",
    { gateway: { host: "host", port: 2222, username: "olive" }, path: "a.txt", ftp: bridge },
  ],
  // as they were copied
  ["olive@www.spinach.com/", { gateway: olive }],
  ["olive@host:2222/", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["host:22/srv", { gateway: { host: "host", port: 22 }, path: "/srv", ftp: bridge }],
  ["[::1]/", { gateway: { host: "::1" } }],
  ["olive@www.spinach.com,", { gateway: olive }],
  ["host 2222", { gateway: { host: "host", port: 2222 } }],
  ["host -p 2222 -l olive", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["-p 2222 olive@host", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["mailto:olive@www.spinach.com", { gateway: olive }],
  ["ssh:olive@www.spinach.com", { gateway: olive }],
  ["[Popeye](ssh://olive@www.spinach.com)", { gateway: olive }],
  ["```sh\nssh -p 2222 olive@host\n```", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["`ssh olive@www.spinach.com`", { gateway: olive }],
  ["“ssh olive@www.spinach.com”", { gateway: olive }],
  ["ssh –i ‘/keys/my key’ host", { gateway: { host: "host" }, key: "/keys/my key" }],
  ["\u200Bolive＠www.spinach.com", { gateway: olive }],
  ["olive@box:~/site$ ssh olive@www.spinach.com", { gateway: olive }],
  ["C:\\Users\\olive>ssh olive@www.spinach.com", { gateway: olive }],
  ["PS C:\\> ssh -p 2222 `\n  olive@host", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["ssh -p 2222 ^\r\n  olive@host", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["LC_ALL=C ssh olive@www.spinach.com", { gateway: olive }],
  ["SSHPASS=s3cret sshpass -e ssh olive@www.spinach.com", { gateway: olive, notes: [["password-dropped", ""]] }],
  ["docker exec -it web ssh olive@www.spinach.com", { gateway: olive, notes: [["not-understood", "docker"]] }],
  ["ssh olive@www.spinach.com; exit", { gateway: olive, notes: [["not-understood", "exit"]] }],
  // what reaches a host by ssh
  [
    'rsync -avz --delete -e "ssh -p 2222 -i ~/k" ./ olive@host:/srv',
    { gateway: { host: "host", port: 2222, username: "olive" }, key: "~/k", path: "/srv", ftp: bridge },
  ],
  [
    "rsync --rsh='ssh -J jump' host:a .",
    { gateway: { host: "host" }, via: [{ host: "jump" }], path: "a", ftp: bridge },
  ],
  ["mosh -p 60001 --ssh='ssh -p 2222' host", { gateway: { host: "host", port: 2222 } }],
  [
    "sshfs -p 2222 olive@host:/srv /mnt",
    { gateway: { host: "host", port: 2222, username: "olive" }, path: "/srv", ftp: bridge },
  ],
  ["ssh-copy-id -p 2222 host", { gateway: { host: "host", port: 2222 } }],
  ['scp "C:\\web\\a.txt" olive@host:/srv', { gateway: { host: "host", username: "olive" }, path: "/srv", ftp: bridge }],
  ["putty -ssh olive@host 2222", { gateway: { host: "host", port: 2222, username: "olive" } }],
  ["plink -load Spinach olive@www.spinach.com", { gateway: olive, notes: [["not-understood", "-load Spinach"]] }],
  // FTP's clients, and those that are given URLs
  ["ftp popeye 2100", { gateway: undefined, ftp: relay("popeye", 2100) }],
  ["lftp olive@popeye", { gateway: undefined, ftp: relay("popeye"), notes: [["ftp-user", "olive"]] }],
  [
    "lftp -u olive,s3cret -p 2222 sftp://host",
    { gateway: { host: "host", port: 2222, username: "olive" }, ftp: bridge, notes: [["password-dropped", ""]] },
  ],
  [
    "curl -k -u olive:s3cret ftp://popeye/pub",
    {
      gateway: undefined,
      ftp: relay("popeye"),
      path: "/pub",
      notes: [
        ["ftp-user", "olive"],
        ["password-dropped", ""],
        ["not-understood", "-k"],
      ],
    },
  ],
  [
    "wget --user=olive --password=s3cret ftp://popeye/a",
    {
      gateway: undefined,
      ftp: relay("popeye"),
      path: "/a",
      notes: [
        ["ftp-user", "olive"],
        ["password-dropped", ""],
      ],
    },
  ],
  [
    'WinSCP.com /command "open sftp://olive:s3cret@host/"',
    { gateway: { host: "host", username: "olive" }, ftp: bridge, notes: [["password-dropped", ""]] },
  ],
  [
    "xdg-open sftp://olive@host",
    { gateway: { host: "host", username: "olive" }, ftp: bridge, notes: [["not-understood", "xdg-open"]] },
  ],
  // several lines
  [
    "Host spinach\n  HostName www.spinach.com\n  User olive\n  # its key\n  IdentityFile ~/k\n  ProxyJump jump\n  LocalForward 2121 popeye:21",
    { gateway: olive, via: [{ host: "jump" }], key: "~/k", ftp: relay("popeye", 21, here(2121)), name: "spinach" },
  ],
  [
    "Host: www.spinach.com\nUser name: olive\nPassword: s3cret\nPort: 2222\nPanel: x",
    {
      gateway: { ...olive, port: 2222 },
      notes: [
        ["password-dropped", ""],
        ["not-understood", "Panel"],
      ],
    },
  ],
  ["主机：www.spinach.com\n用户名：olive\n密码：s3cret", { gateway: olive, notes: [["password-dropped", ""]] }],
  [
    "FTP server = popeye\nFTP user = olive\nFTP password = s3cret",
    {
      gateway: undefined,
      ftp: relay("popeye"),
      notes: [
        ["ftp-user", "olive"],
        ["password-dropped", ""],
      ],
    },
  ],
  ["olive@www.spinach.com\npassword: s3cret", { gateway: olive, notes: [["password-dropped", ""]] }],
];

describe("a pasted text", () => {
  it.each(UNDERSTOOD)("is understood: %j", (text, expected) => {
    const read = parseDestination(text);
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    const { notes, ...destination } = read.destination;
    const { notes: expectedNotes = [], ...rest } = expected;
    expect(destination).toEqual({ via: [], forwards: [], ...rest });
    expect(notes.map(({ code, what }) => [code, what])).toEqual(expectedNotes);
  });

  it.each([
    ["", "empty", ""],
    ["   \n", "empty", ""],
    ["10.0.0.300", "address-invalid", "10.0.0.300"],
    ["olive@10.0.0.300:22", "address-invalid", "10.0.0.300"],
    ["ssh olive@256.1.1.1", "address-invalid", "256.1.1.1"],
    ["sftp://10.0.0/", "address-invalid", "10.0.0"],
    ["1.2.3.4.5", "address-invalid", "1.2.3.4.5"],
    ["[::1", "address-invalid", "[::1"],
    ["[12345::1]", "address-invalid", "12345::1"],
    ["1:2:3", "address-invalid", "1:2:3"],
    ["olive@", "host-missing", ""],
    ["ssh", "host-missing", ""],
    ["ssh -p 22", "host-missing", ""],
    ["ssh -p", "value-missing", "-p"],
    ["ssh -p 99999 host", "port-invalid", "99999"],
    ["ssh -p s3cret host", "port-invalid", ""],
    ["host:0", "port-invalid", "0"],
    ["host:65536", "port-invalid", "65536"],
    ["ho/st", "host-malformed", "ho/st"],
    ["-oProxyCommand=evil", "host-malformed", "-oProxyCommand=evil"],
    ["C:\\Users\\olive", "host-malformed", "C:\\Users\\olive"],
    ["plink -ssh -load Spinach", "session-named", "Spinach"],
    ["rsync rsync://host/module", "scheme-unknown", "rsync://"],
    ["curl www.spinach.com", "host-missing", ""],
    ["http://www.spinach.com", "scheme-unknown", "http://"],
    ["ssh ftp://popeye", "scheme-unknown", "ftp://"],
    ["ssh -L 21 host", "forward-malformed", "-L 21"],
    ["ssh -L a:b:c:d:e host", "forward-malformed", "-L a:b:c:d:e"],
    ["ssh -L 2121:popeye:0 host", "port-invalid", "0"],
  ] as const)("is refused: %j", (text, code, what) => {
    const read =
      text === "ssh" || text.startsWith("ssh -p") ? parseDestinationWords(text.split(" ")) : parseDestination(text);
    expect(read).toEqual({ ok: false, problem: { code, what } });
  });

  it("is refused where it is too long to be a server's address", () => {
    expect(parseDestination("x".repeat(10_001))).toEqual({ ok: false, problem: { code: "too-long", what: "" } });
  });

  it("never throws, and names only hosts and ports that a profile takes", () => {
    const part = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "ssh",
        "plink",
        "scp",
        "-L",
        "-J",
        "-p",
        "-o",
        "-i",
        "@",
        ":",
        "://",
        "sftp://",
        "ftp://",
        "[",
        "]",
        ";",
        "%zz",
        "\\",
        "'",
        '"',
        " ",
        "2121:popeye:21",
        "10.0.0.300",
        "::1",
      ),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.constantFrom("", " "), (parts, glue) => {
        const read = parseDestination(parts.join(glue));
        if (!read.ok) return;
        const { gateway, via, ftp } = read.destination;
        for (const hop of [...(gateway === undefined ? [] : [gateway]), ...via]) {
          expect(hostSchema.safeParse(hop.host).success).toBe(true);
          if (hop.port !== undefined) expect(hop.port >= 1 && hop.port <= 65_535).toBe(true);
        }
        expect(gateway !== undefined || ftp !== undefined).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("never keeps a password, whatever signs it has and wherever it stands", () => {
    const password = fc
      .tuple(fc.string({ unit: "grapheme-ascii", maxLength: 6 }), fc.string({ unit: "grapheme-ascii", maxLength: 6 }))
      .map(([before, after]) => `${before}MARK${after}`.replace(/[\s@]/g, ""))
      .filter((text) => !/^\d+[/?#]/.test(text)); // RFC 3986 has a port and a path there
    const form = fc.constantFrom<(password: string) => string>(
      (secret) => `sftp://olive:${secret}@gw/path`,
      (secret) => `ftp://olive:${encodeURIComponent(secret)}@popeye`,
      (secret) => `ssh://olive:${encodeURIComponent(secret)}@gw:22`,
      (secret) => `olive:${secret}@gw`,
      (secret) => `ssh ssh://olive:${encodeURIComponent(secret)}@gw`,
      (secret) => `plink -pw "${secret.replace(/["\\]/g, "")}" olive@gw`,
      (secret) => `lftp -u 'olive,${secret.replace(/'/g, "")}' sftp://gw`,
      (secret) => `curl --user 'olive:${secret.replace(/'/g, "")}' ftp://popeye`,
      (secret) => `Server: gw\nUser: olive\nPassword: ${secret}`,
      (secret) => `olive@gw\npassword ${secret}`,
    );
    fc.assert(
      fc.property(password, form, (secret, write) => {
        const read = parseDestination(write(secret));
        expect(JSON.stringify(read)).not.toContain("MARK");
        if (read.ok) expect(read.destination.notes.map(({ code }) => code)).toContain("password-dropped");
      }),
      { numRuns: 1_000 },
    );
  });
});
