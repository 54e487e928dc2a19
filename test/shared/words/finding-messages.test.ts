import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Finding, Found } from "../../../src/shared/check/finding.js";
import { FTP_CLIENTS, ftpClientSettings } from "../../../src/shared/import-export/ftp-client-settings.js";
import { profileSchema } from "../../../src/shared/profile/profile-schema.js";
import { checkReport } from "../../../src/shared/words/check-report.js";
import { describeFinding, setLanguage, words } from "../../../src/shared/words/words.js";
import { sampleCertificate } from "../../support/fixtures/sample-certificate.js";

const gatewayEndpoint = { host: "www.spinach.com", port: 22 };
const key = { keyType: "ssh-ed25519", fingerprint: "SHA256:Wsq4EvC6oiVSW8M0mJE743D0xZ0zR0Yex0FSVlE/8tI" };
const certificate = "0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9:0A:1B:2C:3D:4E:5F:60:71:82:93:A4:B5:C6:D7:E8:F9";
const algorithms = {
  keyExchange: "curve25519-sha256",
  cipher: "aes128-gcm@openssh.com",
  hostKeyType: "ssh-ed25519",
};
const refused = { code: "channel.refused", target: "popeye:2534", cause: "prohibited", detail: "" } as const;
const taken = { code: "forward.port-taken", host: "127.0.0.1", port: 2121 } as const;

/** At least one of each code, so that a new one cannot be left without words. */
const FOUND: { readonly [C in Found["code"]]: readonly Found[] } = {
  failure: [{ code: "failure", cause: taken }],
  "not-reached": [{ code: "not-reached", because: "login" }],
  "timed-out": [{ code: "timed-out" }],
  "hung-up": [{ code: "hung-up" }],
  "name.address": [{ code: "name.address", host: "10.0.0.1" }],
  "name.by-proxy": [{ code: "name.by-proxy", host: "www.spinach.com", proxy: "proxy:3128" }],
  "name.found": [{ code: "name.found", host: "www.spinach.com", addresses: ["203.0.113.5", "2001:db8::5"] }],
  "gateway.answers": [
    { code: "gateway.answers", ...gatewayEndpoint, software: "OpenSSH_9.2" },
    { code: "gateway.answers", ...gatewayEndpoint, software: "" },
  ],
  "host-key.known": [{ code: "host-key.known", ...gatewayEndpoint, ...key }],
  "host-key.trusted": [{ code: "host-key.trusted", ...gatewayEndpoint, ...key }],
  "host-key.line-damaged": [{ code: "host-key.line-damaged", file: "/home/olive/.ssh/known_hosts", line: 7 }],
  "host-key.not-saved": [{ code: "host-key.not-saved", file: "/home/olive/.ssh/known_hosts", detail: "ENOSPC" }],
  "gateway.delays": [{ code: "gateway.delays", ...gatewayEndpoint }],
  "login.banner": [{ code: "login.banner", ...gatewayEndpoint, said: "Members of www.spinach.com only" }],
  "encryption.post-quantum": [
    {
      code: "encryption.post-quantum",
      ...gatewayEndpoint,
      ...algorithms,
      keyExchange: "mlkem768x25519-sha256",
    },
  ],
  "encryption.classic": ["OpenSSH_9.2", ""].map((software) => ({
    code: "encryption.classic",
    ...gatewayEndpoint,
    ...algorithms,
    software,
  })),
  "login.accepted": [{ code: "login.accepted", ...gatewayEndpoint, username: "olive" }],
  "login.key-open": [
    {
      code: "login.key-open",
      ...gatewayEndpoint,
      username: "olive",
      file: "/home/olive/.ssh/id_ed25519",
      mode: "0644",
    },
  ],
  "forwarding.allowed": [{ code: "forwarding.allowed", target: "popeye:21" }],
  "target.answers": [
    { code: "target.answers", target: "popeye:21", server: "vsftpd", greeting: "220 (vsFTPd 3.0.3)" },
    { code: "target.answers", target: "popeye:21", server: "unknown", greeting: "220 ftp.spinach.com ready" },
  ],
  "target.silent": [{ code: "target.silent", target: "popeye:21" }],
  "target.turns-away": [{ code: "target.turns-away", target: "popeye:21", said: "421 Too many" }],
  "tls.not-demanded": [true, false].map((isOffered) => ({ code: "tls.not-demanded", target: "popeye:21", isOffered })),
  "tls.passes": ["ftp.spinach.com", ""].map((subject) => ({
    code: "tls.passes",
    target: "popeye:21",
    said: "530 Use TLS",
    certificate: { ...sampleCertificate(subject), fingerprint: certificate },
  })),
  "tls.spoken": [true, false].flatMap((isTrusted) =>
    ["530 Use TLS", ""].map((said) => ({
      code: "tls.spoken",
      target: "popeye:21",
      said,
      certificate: { ...sampleCertificate("ftp.spinach.com"), fingerprint: certificate },
      isTrusted,
    })),
  ),
  "tls.expires": [true, false].map((isOver) => ({
    code: "tls.expires",
    target: "popeye:21",
    certificate: { ...sampleCertificate(""), fingerprint: certificate },
    until: 1_800_000_000_000,
    isOver,
  })),
  "tls.refused": [{ code: "tls.refused", target: "popeye:21", said: "500 No" }],
  "tls.failed": [{ code: "tls.failed", target: "popeye:21", detail: "unsupported protocol" }],
  "ftp-login.accepted": [{ code: "ftp-login.accepted", username: "olive" }],
  "ftp-login.no-name": [{ code: "ftp-login.no-name", said: "530 No" }],
  "ftp-login.refused": [{ code: "ftp-login.refused", username: "olive", said: "530 No" }],
  "passive.granted": [[2534], [2534, 2536]].map((ports) => ({ code: "passive.granted", ports })),
  "passive.unreadable": [{ code: "passive.unreadable", said: "227 Yes" }],
  "extended-passive.granted": [{ code: "extended-passive.granted", port: 2534 }],
  "extended-passive.refused": [{ code: "extended-passive.refused", said: "500 What?" }],
  "address.dialled": [{ code: "address.dialled", address: "127.0.0.1" }],
  "address.replaced": [{ code: "address.replaced", address: "10.0.0.1" }],
  "address.elsewhere": [{ code: "address.elsewhere", address: "203.0.113.7", dialled: "127.0.0.1" }],
  "range.inside": [[2534], [2534, 2535]].map((ports) => ({ code: "range.inside", ports, passive: "2534-2536" })),
  "range.outside": [{ code: "range.outside", outside: [40_000], passive: "2534-2536" }],
  "data.carried": [{ code: "data.carried", bytes: 61, port: 2534 }],
  "data.unreachable": [{ code: "data.unreachable", target: "popeye:2534", cause: refused }],
  "data.refused": [{ code: "data.refused", target: "popeye:2534", said: "425 Bad IP" }],
  "target-name.true": [{ code: "target-name.true", host: "popeye" }],
  "target-name.localhost": (["relay", "range"] as const).flatMap((mode) => [
    { code: "target-name.localhost", host: "localhost", mode } as const,
    ...[true, false].map((carries) => ({ code: "target-name.localhost", host: "localhost", mode, carries }) as const),
  ]),
  "sftp.there": [{ code: "sftp.there", version: 3, gateway: "www.spinach.com:22" }],
  "home.listed": [1, 7].map((names) => ({ code: "home.listed", path: "/home/olive", names })),
  "home.unlistable": [{ code: "home.unlistable", path: "/home/olive", detail: "SFTP status 3" }],
  "sessions.ample": [{ code: "sessions.ample", count: 3 }],
  "sessions.few": [1, 2].map((count) => ({ code: "sessions.few", gateway: "www.spinach.com:22", count })),
  "forward.reached": [{ code: "forward.reached", target: "popeye:143" }],
  "forward.gateway-listens": [{ code: "forward.gateway-listens", place: "127.0.0.1:8080", target: "127.0.0.1:3000" }],
  "forward.proxy": [{ code: "forward.proxy" }],
  "forward.in-use": [{ code: "forward.in-use" }],
  "local-ports.free": [1, 5].map((count) => ({ code: "local-ports.free", count })),
  "local-ports.own": [1, 5].map((count) => ({ code: "local-ports.own", count })),
  "local-ports.taken": [
    undefined,
    {},
    { program: "vsftpd", pid: 7 },
    { isCulvert: true, pid: 7 } as const,
    { isCulvert: true, profile: "Bluto's" } as const,
  ].map((holder) => ({
    code: "local-ports.taken",
    count: 5,
    taken: [{ cause: taken, ...(holder === undefined ? {} : { holder }) }],
  })),
  "system-ports.clear": [{ code: "system-ports.clear", first: 32_768, last: 60_999 }],
  "system-ports.overlap": [{ code: "system-ports.overlap", first: 32_768, last: 60_999, passive: "40000-40010" }],
  "range-length.ample": [{ code: "range-length.ample", count: 12 }],
  "range-length.short": [1, 3].flatMap((count) =>
    (["vsftpd", "proftpd"] as const).map((server) => ({ code: "range-length.short", count, server })),
  ),
};

const finding = (found: Found, outcome: Finding["outcome"] = "ok"): Finding => ({ probe: "target", outcome, found });
const all = Object.values(FOUND).flat();
const HOLES = /undefined|null|NaN|\[object|\$\{| {2}|\(\)/;
const SENTENCE = /^\S.*[.…!)。]$/s;
const FAILING: ReadonlySet<Found["code"]> = new Set([
  "failure",
  "timed-out",
  "hung-up",
  "target.silent",
  "target.turns-away",
  "tls.refused",
  "tls.failed",
  "ftp-login.no-name",
  "ftp-login.refused",
  "passive.unreadable",
  "extended-passive.refused",
  "address.elsewhere",
  "range.outside",
  "data.unreachable",
  "data.refused",
  "home.unlistable",
  "login.key-open",
  "host-key.line-damaged",
  "host-key.not-saved",
  "gateway.delays",
  "encryption.classic",
  "sessions.few",
  "local-ports.taken",
  "system-ports.overlap",
  "range-length.short",
]);

afterEach(() => setLanguage("en", "en"));

describe.each(["en", "zh"] as const)("findings in %s", (language) => {
  beforeEach(() => setLanguage(language, "C"));

  it.each(all.map((found, index) => ({ found, name: `${found.code} ${index}` })))(
    "are said as sentences, with a remedy where something is wrong: $name",
    ({ found }) => {
      const { says, remedy } = describeFinding(finding(found));
      for (const text of [says, ...(remedy === "" ? [] : [remedy])]) {
        expect(text).toMatch(SENTENCE);
        expect(text).not.toMatch(HOLES);
      }
      if (FAILING.has(found.code)) expect(remedy).not.toBe("");
    },
  );

  it("name every FTP program with its own settings", () => {
    for (const program of FTP_CLIENTS) expect(words.programs.names[program]).not.toBe("");
  });
});

describe("a report for others", () => {
  const popeye = profileSchema.parse({
    id: "popeye",
    name: "Popeye's web site",
    gateway: { host: "www.spinach.com", username: "olive", via: [{ host: "jump.spinach.com", username: "swee" }] },
    ftp: { mode: "relay", target: { host: "sailor" } },
    forwards: [
      { kind: "local", name: "Mail of Bluto", listen: { port: 1143 }, target: { host: "mailbox", port: 143 } },
    ],
  });
  const telling: readonly Found[] = [
    ...all.filter(({ code }) => code !== "name.address"),
    {
      code: "target.answers",
      target: "sailor:21",
      server: "unknown",
      greeting: "220 files.spinach.com at 203.0.113.9 ready",
    },
    { code: "passive.unreadable", said: "227 Entering (203,0,113,9,1,2)" },
    { code: "home.listed", path: "/home/olive", names: 3 },
    {
      code: "failure",
      cause: {
        code: "ssh.login-refused",
        ...gatewayEndpoint,
        username: "olive",
        offered: ["publickey"],
        tried: [{ method: "key", file: "/Users/olive.oyl/.ssh/id_rsa", outcome: "refused" }],
      },
    },
    { code: "forward.reached", target: "mailbox:143" },
  ];

  it("has no host name, address, user, fingerprint, home folder or profile's name in it", () => {
    const report = checkReport(
      popeye,
      telling.map((found) => finding(found)),
    );
    for (const secret of [
      "spinach",
      "sailor",
      "mailbox",
      "olive",
      "oyl",
      "swee",
      "Bluto",
      "203.0.113",
      "203,0,113",
      "2001:db8",
      key.fingerprint,
      certificate,
    ])
      expect(report.toLowerCase()).not.toContain(secret.toLowerCase());
    expect(report).toContain("target-1:21");
    expect(report).toContain("127.0.0.1");
  });

  it("gives one name the same false name everywhere", () => {
    const report = checkReport(popeye, [
      finding({ code: "forwarding.allowed", target: "sailor:21" }),
      finding({ code: "target-name.true", host: "sailor" }),
    ]);
    expect(report.match(/target-1/g)).toHaveLength(2);
  });
});

describe("the settings for a program", () => {
  it.each(FTP_CLIENTS.flatMap((program) => (program === "any" ? [] : [program])))(
    "lead %s to the tunnel, over IPv6 too",
    (program) => {
      for (const host of ["127.0.0.1", "::1"]) {
        const text = JSON.stringify(ftpClientSettings(program, { host, port: 2121, mode: "bridge", user: "olive" }));
        for (const fact of [host, "2121", "olive"]) expect(text).toContain(fact);
      }
    },
  );

  it("quote a user's name for the shell, and never have a password in them", () => {
    expect(ftpClientSettings("curl", { host: "127.0.0.1", port: 2121, mode: "bridge", user: "o'l; ve" })).toEqual({
      line: "curl --user 'o'\\''l; ve' ftp://127.0.0.1:2121/",
    });
  });
});
