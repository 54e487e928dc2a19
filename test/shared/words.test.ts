import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failed, failureOf, mayPass, type Failure, type FailureCode, type KeptKey, type LoginTry } from "../../src/shared/failure.js";
import { PROFILE_PROBLEMS, type ProfileProblem } from "../../src/shared/profile-fields.js";
import type { TunnelState } from "../../src/shared/tunnel-state.js";
import { at, english, locale, sayFailure, sayIssue, sayState, speak, words } from "../../src/shared/words.js";

const gate = { host: "www.spinach.com", port: 22 };
const proxy = { host: "proxy.spinach.com", port: 3128 };
const key = { keyType: "ssh-ed25519", fingerprint: "SHA256:Wsq4EvC6oiVSW8M0mJE743D0xZ0zR0Yex0FSVlE/8tI" };
const kept: KeptKey = { keyType: "ssh-rsa", fingerprint: "SHA256:e/eyRoFjazdmDtvflEp4fZC5XhYQRLGmVStBT1GR1p8", file: "/home/olive/.ssh/known_hosts", line: 7 };
const refused = [{ profile: "popeye", issues: [{ field: "gateway.port", problem: "port-out-of-range", found: "0" }] }] as const;
const tried = (outcome: LoginTry["outcome"]): LoginTry => ({ method: "key", file: "/home/olive/.ssh/id_rsa", outcome });

/** At least one of each code, so that a new one cannot be left without words. */
const FAILURES: Record<FailureCode, readonly Failure[]> = {
  "ssh.unreachable": (["name-not-found", "refused", "timed-out", "no-route", "reset"] as const).map((cause) => ({ ...gate, code: "ssh.unreachable", cause })),
  "ssh.not-ssh": [{ ...gate, code: "ssh.not-ssh", heard: "220 ProFTPD ready" }],
  "ssh.incompatible": [
    { ...gate, code: "ssh.incompatible", detail: "malformed KEXINIT" },
    { ...gate, code: "ssh.incompatible", detail: "no match", part: "key exchange", offered: ["diffie-hellman-group1-sha1"], oldServerHelps: true },
    { ...gate, code: "ssh.incompatible", detail: "no match", part: "cipher", offered: [] },
  ],
  "proxy.unreachable": (["name-not-found", "refused", "timed-out", "no-route", "reset"] as const).map((cause) => ({ ...proxy, code: "proxy.unreachable", cause })),
  "proxy.not-a-proxy": [{ ...proxy, code: "proxy.not-a-proxy", heard: "SSH-2.0-OpenSSH_9.2" }],
  "proxy.login-refused": [{ ...proxy, code: "proxy.login-refused" }, { ...proxy, code: "proxy.login-refused", username: "olive" }],
  "proxy.refused": (["forbidden", "name-not-found", "unreachable", "other"] as const).map((cause) => ({ ...proxy, code: "proxy.refused", target: "www.spinach.com:22", cause, detail: "HTTP/1.1 403 Forbidden" })),
  "ssh.login-refused": (["refused", "not-offered", "not-answered", "no-agent", "agent-empty", "not-in-agent", "not-a-public-key", "file-missing", "file-unreadable", "not-a-private-key", "public-key", "key-damaged", "key-unsupported", "passphrase-wrong"] as const)
    .map((outcome) => ({ ...gate, code: "ssh.login-refused", username: "olive", tried: [tried(outcome)], offered: ["publickey"] })),
  "ssh.question-cancelled": [{ ...gate, code: "ssh.question-cancelled" }],
  "ssh.lost": (["closed", "silent", "reset", "protocol"] as const).map((cause) => ({ ...gate, code: "ssh.lost", cause })),
  "host-key.unknown": [{ ...gate, ...key, code: "host-key.unknown" }, { ...gate, ...key, code: "host-key.unknown", authorities: [kept] }],
  "host-key.changed": [{ ...gate, ...key, code: "host-key.changed", kept: [kept, { ...kept, line: 9 }] }],
  "host-key.revoked": [{ ...gate, ...key, code: "host-key.revoked", kept }],
  "host-key.file-unreadable": [{ code: "host-key.file-unreadable", file: kept.file, detail: "EACCES" }],
  "forward.port-taken": [{ code: "forward.port-taken", host: "127.0.0.1", port: 2121 }],
  "forward.port-forbidden": [21, 50_000].map((port) => ({ code: "forward.port-forbidden", host: "127.0.0.1", port })),
  "forward.address-missing": [{ code: "forward.address-missing", host: "10.9.9.9", port: 2121 }],
  "forward.cannot-listen": [{ code: "forward.cannot-listen", host: "127.0.0.1", port: 2121, detail: "EMFILE" }],
  "forward.none-listening": [{ code: "forward.none-listening" }],
  "forward.gateway-refused": [{ code: "forward.gateway-refused", host: "127.0.0.1", port: 8080, detail: "Unable to bind to 127.0.0.1:8080" }],
  "forward.gateway-socket-refused": [{ code: "forward.gateway-socket-refused", socket: "/tmp/web.sock", detail: "Unable to bind to /tmp/web.sock" }],
  "forward.target-unreachable": (["name-not-found", "refused", "timed-out", "no-route", "reset", "missing", "forbidden"] as const).map((cause) => ({ code: "forward.target-unreachable", target: "127.0.0.1:3000", cause })),
  "channel.refused": (["prohibited", "unreachable", "resources", "timed-out", "other"] as const).map((cause) => ({ code: "channel.refused", target: "popeye:21", cause, detail: "" })),
  "ftp.not-ftp": [{ code: "ftp.not-ftp", target: "popeye:21", heard: "SSH-2.0-OpenSSH_9.2" }],
  "ftp.tls-demanded": [{ code: "ftp.tls-demanded", target: "popeye:21", said: "530 Use TLS" }],
  "ftp.passive-refused": [{ code: "ftp.passive-refused", target: "popeye:21", said: "502 No PASV" }],
  "ftp.client-unreachable": [{ code: "ftp.client-unreachable", client: "127.0.0.1:50000" }],
  "bridge.no-sftp": (["refused", "no-subsystem", "timed-out"] as const).map((cause) => ({ code: "bridge.no-sftp", gateway: "popeye:22", cause, detail: "open failed" })),
  "bridge.not-ftp": (["a web browser", "TLS", "SSH"] as const).map((speaks) => ({ code: "bridge.not-ftp", speaks })),
  "bridge.not-loopback": [{ code: "bridge.not-loopback", host: "0.0.0.0", port: 2121 }],
  "profile.not-found": [[], ["olive"]].map((known) => ({ code: "profile.not-found", asked: "popeye", known })),
  "profile.invalid": [{ code: "profile.invalid", refused }],
  "store.unreadable": [{ code: "store.unreadable", file: "/home/olive/profiles.json", detail: "EACCES" }],
  "store.damaged": [{ code: "store.damaged", keptAs: "/home/olive/profiles.damaged.json", refused }],
  "settings.unreadable": [{ code: "settings.unreadable", file: "/home/olive/settings.json", detail: "EACCES" }],
  "settings.damaged": [{ code: "settings.damaged", keptAs: "/home/olive/settings.damaged.json", fields: ["theme", "keepalive.seconds"] }],
  "internal": [{ code: "internal", detail: "x is not a function" }],
};
const failures = Object.values(FAILURES).flat().map((failure) => ({ failure, name: [failure.code, "cause" in failure ? failure.cause : "", "tried" in failure ? failure.tried[0]?.outcome : ""].filter((part) => part !== "").join(" ") }));

const ALL_PROBLEMS: readonly ProfileProblem[] = PROFILE_PROBLEMS;
/** Two ports that clash are always named. */
const ALWAYS_FOUND: readonly ProfileProblem[] = ["control-port-in-range", "listen-port-taken-twice"];
const HOLES = /undefined|null|NaN|\[object|\$\{| {2}|\(\)/;
const SENTENCE = /^\S.*[.…!)。]$/s;

afterEach(() => speak("en", "en"));

describe.each(["en", "zh"] as const)("words in %s", (language) => {
  beforeEach(() => speak(language, "C"));

  describe("sayFailure", () => {
    it.each(failures)("says what happened and what to do about $name", ({ failure }) => {
      const { says, remedy } = sayFailure(failure);
      for (const text of [says, remedy]) {
        expect(text).toMatch(SENTENCE);
        expect(text).not.toMatch(HOLES);
      }
    });

    it("has a sample of every code", () => {
      for (const [code, samples] of Object.entries(FAILURES)) expect(new Set(samples.map((sample) => sample.code))).toEqual(new Set([code]));
    });

    it("shows both fingerprints, the file and the lines where a host key has changed", () => {
      const { says, remedy } = sayFailure({ ...gate, ...key, code: "host-key.changed", kept: [kept] });
      for (const fact of [key.fingerprint, kept.fingerprint, kept.file, "www.spinach.com:22"]) expect(says).toContain(fact);
      for (const text of [says, remedy]) for (const fact of [kept.file, " 7 "]) expect(`${text} `).toContain(fact);
    });

    it("tells each cause of one failure in its own words", () => {
      for (const samples of Object.values(FAILURES)) expect(new Set(samples.map((failure) => JSON.stringify(sayFailure(failure)))).size).toBe(samples.length);
    });
  });

  describe("sayIssue", () => {
    it.each(ALL_PROBLEMS)("says what to do about %s, whether or not it knows what was there", (problem) => {
      const withFound = { field: "gateway.port", problem, found: "7" };
      for (const issue of ALWAYS_FOUND.includes(problem) ? [withFound] : [{ field: "gateway.port", problem }, withFound]) {
        expect(sayIssue(issue)).toMatch(SENTENCE);
        expect(sayIssue(issue)).not.toMatch(HOLES);
      }
    });

    it("has its own words for each problem", () => {
      expect(new Set(ALL_PROBLEMS.map((problem) => sayIssue({ field: "a", problem }))).size).toBe(ALL_PROBLEMS.length);
    });
  });

  describe("sayState", () => {
    const states: TunnelState[] = [
      { kind: "closed" }, { kind: "open", since: 1 }, { kind: "waiting", attempt: 1, retryAt: 1, cause: { code: "forward.none-listening" } }, { kind: "closing" },
      { kind: "failed", cause: { code: "forward.none-listening" } },
      ...(["dialling", "checking-host-key", "authenticating", "listening"] as const).map((step): TunnelState => ({ kind: "opening", step, attempt: 1 })),
    ];

    it("name every state in words of its own", () => {
      expect(new Set(states.map(sayState)).size).toBe(states.length);
      expect(new Set(Object.values(words.forwardStates)).size).toBe(3);
    });
  });
});

describe("the language", () => {
  it.each([
    { setting: "system", system: "zh_CN.UTF-8", connect: "连接", locale: "zh-CN" },
    { setting: "system", system: "zh-Hant-TW", connect: "连接", locale: "zh-Hant-TW" },
    { setting: "system", system: "en_GB.UTF-8", connect: "Connect", locale: "en-GB" },
    { setting: "system", system: "de_DE@euro", connect: "Connect", locale: "en" },
    { setting: "system", system: "C.UTF-8", connect: "Connect", locale: "en" },
    { setting: "system", system: "", connect: "Connect", locale: "en" },
    { setting: "system", system: "en_???", connect: "Connect", locale: "en" },
    { setting: "zh", system: "en_GB.UTF-8", connect: "连接", locale: "zh-CN" },
    { setting: "en", system: "en_GB.UTF-8", connect: "Connect", locale: "en-GB" },
  ] as const)("is $locale where $setting is set on a system that speaks “$system”", ({ setting, system, connect, locale: wanted }) => {
    speak(setting, system);
    expect(words.tunnel.connect).toBe(connect);
    expect(locale).toBe(wanted);
  });

  it("is English for an FTP program, whatever people read", () => {
    speak("zh", "C");
    expect(sayFailure({ code: "forward.none-listening" }, english).says).toBe("None of the profile's ports could be opened.");
  });
});

describe("at", () => {
  it.each([
    { host: "www.spinach.com", port: 22, said: "www.spinach.com:22" },
    { host: "::1", port: 2121, said: "[::1]:2121" },
  ])("writes $said", ({ host, port, said }) => {
    expect(at({ host, port })).toBe(said);
  });
});

describe("Failure", () => {
  it("is carried through code that throws, and a bug is told as one", () => {
    const failure: Failure = { code: "forward.none-listening" };
    expect(failureOf(new Failed(failure))).toBe(failure);
    expect(failureOf(new TypeError("x is not a function"))).toEqual({ code: "internal", detail: "x is not a function" });
    expect(failureOf("thrown text")).toEqual({ code: "internal", detail: "thrown text" });
  });

  it("may pass by itself only where the network was at fault", () => {
    const passing = Object.entries(FAILURES).filter(([, [first]]) => first !== undefined && mayPass(first)).map(([code]) => code);
    expect(passing).toEqual(["ssh.unreachable", "proxy.unreachable", "ssh.lost"]);
  });
});
