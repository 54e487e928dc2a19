import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportProfile } from "../../../src/core/export/export-profile.js";
import { writePuttyFile } from "../../../src/core/export/export-putty.js";
import { mergeCandidates } from "../../../src/core/import/candidates/merge-candidates.js";
import { readPuttySessionFile } from "../../../src/core/import/putty/putty-session.js";
import { narrowProfile } from "../../../src/core/import/candidates/narrow-profile.js";
import { readSettingsText } from "../../../src/core/import/read-source.js";
import type { ExportFormat } from "../../../src/shared/import-export/export-format.js";
import type { ImportResult } from "../../../src/shared/import-export/import-candidate.js";
import { formatEndpoint } from "../../../src/shared/profile/endpoint.js";
import { profileSchema, type Profile } from "../../../src/shared/profile/profile-schema.js";

const host = fc.constantFrom("www.spinach.com", "10.0.0.7", "::1", "fe80::1%eth0", "popeye");
const port = fc.integer({ min: 1, max: 65_535 });
const username = fc.constantFrom("olive", "o'live", 'o"live', "o#live", "dom\\user", "oli@ve", "ölive");
const file = fc.constantFrom("~/.ssh/spinach", "/keys/my key", "C:\\Keys\\olive.ppk", '/a"b', "/100%", "/o'live");
const keys = fc.uniqueArray(file, { minLength: 1, maxLength: 2 });
const login = fc
  .tuple(fc.boolean(), keys, fc.boolean(), fc.boolean())
  .map(([agent, files, asked, password]) => [
    ...(agent ? [{ method: "agent" as const }] : []),
    ...files.map((one) => ({ method: "key" as const, file: one })),
    ...(asked ? [{ method: "keyboard-interactive" as const }] : []),
    ...(password ? [{ method: "password" as const }] : []),
  ]);
const hop = fc
  .record({ host, port, username, auth: fc.option(login, { nil: undefined }) })
  .map(({ auth, ...rest }) => ({ ...rest, ...(auth === undefined ? {} : { auth }) }));
/** PuTTY has no such switch: it asks. */
const oldServer = fc.constantFrom(undefined, true as const);
const range = fc
  .integer({ min: 20_000, max: 30_000 })
  .chain((first) => fc.integer({ min: 1, max: 9 }).map((more) => `${first}-${first + more}`));
const ftp = fc.option(
  fc.record({
    mode: fc.constant("range" as const),
    target: fc.record({ host: fc.constantFrom("popeye", "::1"), port: fc.constantFrom(21, 2121) }),
    listen: fc.record({ host: fc.constantFrom("127.0.0.1", "::1"), port: fc.constantFrom(2121, 21) }),
    passive: range,
  }),
  { nil: undefined },
);
const forward = fc
  .tuple(
    fc.constantFrom("local" as const, "remote" as const, "dynamic" as const),
    fc.constantFrom("127.0.0.1", "127.0.0.2", "::1", "localhost"),
    fc.integer({ min: 5_000, max: 5_009 }),
    fc.constantFrom("mail", "::1", "fe80::1%eth0"),
  )
  .map(([kind, listenHost, listens, targetHost]) => ({
    kind,
    listen: { host: listenHost, port: listens },
    ...(kind === "dynamic"
      ? { name: `SOCKS ${listens}` }
      : { name: formatEndpoint({ host: targetHost, port: 143 }), target: { host: targetHost, port: 143 } }),
  }));
const forwards = fc.uniqueArray(forward, {
  maxLength: 4,
  selector: ({ kind, listen: { host: at, port: listens } }) =>
    `${kind === "remote"} ${at === "localhost" ? "127.0.0.1" : at} ${listens}`,
});
const proxy = fc.option(
  fc.record({
    kind: fc.constantFrom("http" as const, "socks5" as const),
    host: fc.constantFrom("proxy", "::1"),
    port,
    username: fc.constantFrom(undefined, "pat"),
  }),
  { nil: undefined },
);
const anyProfile = fc
  .record({ gateway: hop, via: fc.array(hop, { maxLength: 2 }), ftp, forwards, proxy })
  .map(({ gateway, via, ftp: carried, forwards: others, proxy: first }): Profile =>
    profileSchema.parse({
      id: "popeye",
      name: "popeye",
      gateway: { ...gateway, via, ...(first === undefined ? {} : { proxy: first }) },
      ...(carried === undefined ? {} : { ftp: carried }),
      forwards: others,
    }),
  );

function back(reading: ImportResult, name: string): Profile | undefined {
  const index = reading.candidates.findIndex(({ draft }) => draft.name === name);
  return mergeCandidates(
    reading.candidates,
    [{ index, onConflict: "keep-both", gateway: { host: "g", username: "u" } }],
    [],
  ).profiles[0];
}
/** FTP as any profile may have it, on ports that say nothing of FTP, beside forwards that look like its recipe. */
const anyFtp = fc.option(
  fc
    .record({
      target: fc.record({
        host: fc.constantFrom("popeye", "::1", "mail"),
        port: fc.constantFrom(21, 8021, 990, 3306, 22),
      }),
      listen: fc.record({
        host: fc.constantFrom("127.0.0.1", "::1", "localhost"),
        port: fc.constantFrom(8021, 2100, 7),
      }),
      passive: fc.constantFrom(undefined, "2534", "40000", "40000, 41000", "20000 - 20003,20009", "5432-5433"),
    })
    .map(({ passive, ...ends }) =>
      passive === undefined ? { mode: "relay" as const, ...ends } : { mode: "range" as const, ...ends, passive },
    ),
  { nil: undefined },
);
const named = fc.record({
  id: fc.constantFrom("popeye", "Popeye", "p.1", "popeye-2"),
  name: fc.constantFrom("popeye", "Popeye's web site", "popeye 2", "Müller # 菠菜", '"quoted" \\ name', "ftp none"),
});
const misleading = fc.subarray([
  { kind: "local" as const, name: "mail:21", listen: { port: 6021 }, target: { host: "mail", port: 21 } },
  { kind: "local" as const, name: "mail:40021", listen: { port: 40_021 }, target: { host: "mail", port: 40_021 } },
  { kind: "local" as const, name: "mail:40022", listen: { port: 40_022 }, target: { host: "mail", port: 40_022 } },
]);

const read = (profile: Profile, format: ExportFormat): ImportResult =>
  readSettingsText(exportProfile(profile, format).text, "f", { username: "somebody" });

describe("a profile that is exported and imported again", () => {
  it("is the same through an OpenSSH configuration", () => {
    fc.assert(
      fc.property(anyProfile, oldServer, (plain, isOld) => {
        const profile: Profile = { ...plain, gateway: { ...plain.gateway, ...(isOld ? { oldServer: true } : {}) } };
        const kinds = ["local", "remote", "dynamic"]; // the order in which ssh reads them
        expect(back(read(profile, "openssh"), "popeye")).toEqual({
          ...profile,
          forwards: kinds.flatMap((kind) => profile.forwards.filter((plan) => plan.kind === kind)),
        });
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the names of its forwards, and those that are switched off, through an OpenSSH configuration", () => {
    const name = fc.constantFrom(undefined, "Mail", "Builds on - off", "local off", "邮件 %20 #1", '"quoted"');
    fc.assert(
      fc.property(anyProfile, fc.array(fc.tuple(name, fc.boolean()), { minLength: 4, maxLength: 4 }), (plain, said) => {
        const profile: Profile = {
          ...plain,
          forwards: plain.forwards.map((plan, index) => {
            const [own = plan.name, enabled = true] = said[index] ?? [];
            return { ...plan, name: own, enabled };
          }),
        };
        const came = back(read(profile, "openssh"), "popeye")?.forwards ?? [];
        const sorted = (plans: Profile["forwards"]) =>
          plans.map((plan) => JSON.stringify(Object.entries(plan).sort())).sort();
        expect(sorted(came)).toEqual(sorted(profile.forwards));
      }),
      { numRuns: 200 },
    );
  });

  it("keeps forwards apart that are neighbours, and those of two ports together, through an OpenSSH configuration", () => {
    const at = (from: number | string, name: string, kind: "local" | "remote" = "local") => ({
      kind,
      name,
      listen: { port: from },
      target: { host: "popeye", port: from },
    });
    const runs = fc.constantFrom(
      [at(8081, "One"), at(8082, "Two"), at(8083, "Three")],
      [at(8081, "popeye:8081"), at(8082, "popeye:8082"), at(8083, "popeye:8083")],
      [at("8081-8084", "First"), at("8085-8090", "Second")],
      [at("8081-8082", "popeye:8081-8082"), at(8083, "popeye:8083")],
      [at("8081-8084,8090", "popeye:8081-8084,8090")],
      [at("8081 - 8084", "Builds"), at("8085-8087", "popeye:8085-8087")],
      [
        at(8081, "a"),
        at(8082, "b", "remote"),
        at(8082, "c"),
        at(8083, "d", "remote"),
        at(8083, "e"),
        at(8084, "f", "remote"),
      ],
    );
    fc.assert(
      fc.property(runs, fc.boolean(), (forwards, hasFtp) => {
        const profile = profileSchema.parse({
          id: "popeye",
          name: "popeye",
          gateway: { host: "h", username: "o" },
          ...(hasFtp ? { ftp: { mode: "relay", target: { host: "popeye" } } } : {}),
          forwards,
        });
        const sorted = (plans: Profile["forwards"] = []) =>
          plans.map((plan) => JSON.stringify(plan).replaceAll(" - ", "-")).sort();
        expect(sorted(back(read(profile, "openssh"), "popeye")?.forwards)).toEqual(sorted(profile.forwards));
      }),
    );
  });

  it("keeps the name of a forward whose line listens everywhere, on loopback", () => {
    const { candidates } = readSettingsText(
      "Host a\n  LocalForward *:8080 popeye:80\n# Culvert: forward local on 0.0.0.0:8080 popeye:80 Web\n",
      "f",
      { username: "olive" },
    );
    expect(candidates[0]?.draft.forwards).toMatchObject([{ name: "Web", listen: { host: "127.0.0.1", port: 8080 } }]);
  });

  it.each([
    ["a range", "local on 127.0.0.1:9000-9019 ci:9000-9019 Builds", "Builds"],
    ["a socket with blanks in its path", "local on 127.0.0.1:5432 /run/my%20db/100%25 Data", "Data"],
    ["another target than its line", "local on 127.0.0.1:8080 bluto:80 Not this", "popeye:80"],
    ["no forward at all", "sideways on 127.0.0.1:8080 popeye:80 Not this", "popeye:80"],
    ["no name", "local on 127.0.0.1:8080 popeye:80  ", "popeye:80"],
  ])("takes a name from a remark about a forward where that has %s", (_, remark, name) => {
    const lines = [
      "LocalForward 8080 popeye:80",
      'LocalForward 5432 "/run/my db/100%%"',
      ...Array.from({ length: 20 }, (__, index) => `LocalForward ${9000 + index} ci:${9000 + index}`),
    ];
    const { candidates } = readSettingsText(`Host a\n${lines.join("\n")}\n# Culvert: forward ${remark}\n`, "f", {
      username: "olive",
    });
    expect(candidates[0]?.draft.forwards?.map((one) => one.name)).toContain(name);
    expect(candidates[0]?.draft.forwards).toHaveLength(3);
  });

  it("lets a forward that is off listen on loopback alone, whatever a remark says, and says so", () => {
    const { candidates } = readSettingsText(
      "Host a\n  User olive\n# Culvert: forward dynamic off 0.0.0.0:1080 - Web\n",
      "f",
      {
        username: "olive",
      },
    );
    expect(candidates).toMatchObject([
      {
        draft: {
          forwards: [{ kind: "dynamic", name: "Web", enabled: false, listen: { host: "127.0.0.1", port: 1080 } }],
        },
        notes: [{ code: "forward-narrowed", line: 3, what: "0.0.0.0:1080" }],
      },
    ]);
  });

  it("keeps its id, its name and how it carries FTP through an OpenSSH configuration, whatever the ports are", () => {
    fc.assert(
      fc.property(anyProfile, named, anyFtp, misleading, (plain, { id, name }, carried, forwards) => {
        const profile = profileSchema.parse({ ...plain, id, name, ftp: carried, forwards });
        const reading = read(profile, "openssh");
        expect(reading.candidates).toHaveLength(1); // the jump hosts are no profiles of their own
        expect(back(reading, name)).toEqual(profile);
      }),
      { numRuns: 300 },
    );
  });

  it("is read by its forwards where somebody has changed them since the remark about FTP was written", () => {
    const text = exportProfile(
      profileSchema.parse({
        id: "popeye",
        name: "Popeye",
        gateway: { host: "h", username: "o" },
        ftp: { mode: "range", target: { host: "popeye" }, passive: "40000-40001" },
      }),
      "openssh",
    ).text.replace(/^ *LocalForward.*40001.*\n/m, "");
    const { candidates } = readSettingsText(text, "f", { username: "somebody" });
    expect(candidates[0]?.draft).toMatchObject({
      ftp: { mode: "relay", target: { host: "popeye", port: 21 } },
      forwards: [{ target: { host: "popeye", port: 40_000 } }],
    });
  });

  it("is the same through PuTTY's registry and its Unix files, but for what PuTTY does not have", () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        const key = profile.gateway.auth.find((way) => way.method === "key");
        const auth =
          key === undefined
            ? undefined
            : [
                ...(profile.gateway.auth.some(({ method }) => method === "agent") ? [{ method: "agent" }] : []),
                key,
                { method: "keyboard-interactive" },
                { method: "password" },
              ];
        const { proxy: behindJump, ...rest } = profile.gateway; // PuTTY goes through one thing alone: a jump host, or a proxy
        const unlike = {
          gateway: {
            ...(profile.gateway.via.length > 0 ? rest : profile.gateway),
            auth: expect.anything() as unknown,
            via: expect.anything() as unknown,
          },
        };
        const { text, fileName } = writePuttyFile(profile);
        for (const reading of [read(profile, "putty"), readPuttySessionFile(text, `/sessions/${fileName}`)]) {
          const again = back(reading, "popeye");
          expect(again).toEqual({ ...profile, ...unlike });
          if (profile.gateway.via.length === 0) expect(again?.gateway.proxy).toEqual(behindJump);
          if (profile.gateway.auth.filter(({ method }) => method === "key").length < 3 && auth !== undefined)
            expect(again?.gateway.auth).toEqual(auth);
          expect(again?.gateway.via.map((one) => [one.host, one.port === 80 ? 22 : one.port, one.username])).toEqual(
            profile.gateway.via.slice(0, 1).map((one) => [one.host, one.port === 80 ? 22 : one.port, one.username]),
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  it("is the very same through Culvert's own document, but for what another may have put into it", () => {
    fc.assert(
      fc.property(anyProfile, (profile) => {
        expect(back(read(profile, "culvert"), "popeye")).toEqual(narrowProfile(profile).profile);
      }),
      { numRuns: 30 },
    );
  });

  it("is a site that leads to the tunnel in WinSCP and FileZilla", () => {
    fc.assert(
      fc.property(
        anyProfile,
        fc.constantFrom("winscp" as const, "filezilla" as const),
        fc.constantFrom("Popeye's <b> & [site]", "Kunden/Ä 100%", "a=b;c", "菠菜 %C3", "Ünï/côdé", ".hidden", "*?\\"),
        (profile, format, name) => {
          const site = { ...profile, name };
          const { candidates, notes } = read(site, format);
          if (profile.ftp === undefined)
            expect(exportProfile(site, format)).toMatchObject({ text: "", notes: [{ code: "no-ftp" }] });
          else
            expect({ candidates, notes }).toMatchObject({
              candidates: [{ draft: { name, ftp: { mode: "relay", target: profile.ftp.listen } }, notes: [] }],
              notes: [],
            });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("an export", () => {
  it.each([
    { name: "popeye", section: "popeye", says: "plain" },
    { name: "100% oil.", section: "100%25%20oil.", says: "escaped" },
    { name: "Müller", section: "%EF%BB%BFM%C3%BCller", says: "marked as UTF-8" },
    { name: "菠菜/Ä", section: "%EF%BB%BF%E8%8F%A0%E8%8F%9C%2F%C3%84", says: "marked once" },
  ])("for WinSCP has the name $name as WinSCP reads it: $says", ({ name, section }) => {
    const { text } = exportProfile(
      profileSchema.parse({ id: "p", name, gateway: { host: "h", username: "ölive" }, ftp: { mode: "bridge" } }),
      "winscp",
    );
    expect(text.split("\r\n")).toEqual(
      expect.arrayContaining([`[Sessions\\${section}]`, "UserName=%EF%BB%BF%C3%B6live"]),
    );
  });

  const relay = profileSchema.parse({
    id: "popeye",
    name: "Popeye",
    gateway: { host: "h", username: "o" },
    ftp: { mode: "relay", target: { host: "popeye" } },
  });
  const codes = (profile: Profile, format: ExportFormat): string[] =>
    exportProfile(profile, format).notes.map(({ code }) => code);

  it("says what other programs do not have", () => {
    expect(codes(relay, "openssh")).toEqual(["relay-as-control-port"]);
    expect(codes(relay, "filezilla")).toEqual(["site-behind-tunnel"]);
    expect(codes({ ...relay, ftp: profileSchema.parse({ ...relay, ftp: { mode: "bridge" } }).ftp }, "putty")).toEqual([
      "bridge-left-out",
    ]);
    expect(exportProfile(relay, "vsftpd")).toMatchObject({ text: "", notes: [{ code: "nothing-to-set" }] });
    expect(exportProfile({ ...relay, ftp: undefined }, "vsftpd")).toMatchObject({
      text: "",
      notes: [{ code: "no-ftp" }],
    });
  });

  const everything = profileSchema.parse({
    id: "all",
    name: "All",
    gateway: {
      host: "h",
      username: "o",
      oldServer: true,
      proxy: { kind: "http", host: "proxy", port: 3128 },
      auth: [{ method: "password" }, { method: "agent", identity: "~/k.pub" }],
      via: [
        { host: "j", username: "p", auth: [{ method: "password" }] },
        { host: "k", username: "q" },
      ],
    },
    forwards: [
      { kind: "local", name: "VNC", listen: { port: "5950-5953" }, target: { host: "vnc", port: "5900-5903" } },
      { kind: "local", name: "db", listen: { port: 5432 }, target: { socket: "/run/db" } },
      { kind: "remote", name: "Web", listen: { port: 0 }, target: { host: "localhost", port: 80 } },
      { kind: "dynamic", name: "SOCKS", listen: { port: 1080 }, enabled: false },
    ],
  });

  it("for PuTTY names all that PuTTY cannot carry", () => {
    expect(codes(everything, "putty")).toEqual([
      "socket-left-out",
      "off-left-out",
      "any-port-left-out",
      "first-jump-only",
      "jump-login-left-out",
      "proxy-left-out",
      "old-server-left-out",
      "agent-left-out",
      "ways-left-out",
    ]);
    expect(
      codes(profileSchema.parse({ ...everything, gateway: { host: "h", username: "o" }, forwards: [] }), "putty"),
    ).toEqual([]);
  });

  it("for OpenSSH carries ranges, sockets, ports that the server chooses, proxies and the weakening for old servers", () => {
    const { text, notes } = exportProfile(everything, "openssh");
    expect(notes).toEqual([]);
    expect(text.split("\n")).toEqual(
      expect.arrayContaining([
        "# ssh -N all",
        "  LocalForward 127.0.0.1:5953 vnc:5903",
        "  LocalForward 127.0.0.1:5432 /run/db",
        "  RemoteForward 127.0.0.1:0 localhost:80",
        "  # DynamicForward 127.0.0.1:1080",
        "  ProxyCommand nc -X connect -x proxy:3128 %h %p",
        "  HostKeyAlgorithms +ssh-rsa",
      ]),
    );
    expect(
      back(read(everything, "openssh"), "All")?.forwards.map((plan) => [
        plan.kind,
        "port" in plan.listen ? plan.listen.port : "",
      ]),
    ).toEqual([
      ["local", "5950-5953"],
      ["local", 5432],
      ["remote", 0],
      ["dynamic", 1080],
    ]);
  });

  it("for OpenSSH names a key once that the agent is kept to, and comes back so", () => {
    const auth = [
      { method: "agent", identity: "~/k" },
      { method: "key", file: "~/k" },
    ];
    const kept = profileSchema.parse({ ...relay, gateway: { host: "h", username: "o", auth } });
    expect(exportProfile(kept, "openssh").text.match(/IdentityFile/g)).toHaveLength(1);
    expect(back(read(kept, "openssh"), "Popeye")?.gateway.auth).toEqual(auth);
  });

  it("begins with the command that does the same once", () => {
    expect(exportProfile(relay, "openssh").text.split("\n").slice(0, 4)).toEqual([
      "# Popeye",
      "# ssh -N -L 127.0.0.1:2121:popeye:21 o@h",
      "",
      "Host popeye",
    ]);
  });

  it("comes back as the relay that it was", () => {
    expect(back(read(relay, "openssh"), "Popeye")).toEqual(relay);
  });
});
