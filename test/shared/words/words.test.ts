import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROFILE_PROBLEMS, type ProfileProblem } from "../../../src/shared/profile/field-schemas.js";
import { FailureError, failureOf, isRetryable, type Failure } from "../../../src/shared/status/failure.js";
import type { TunnelState } from "../../../src/shared/status/tunnel-state.js";
import { chinese } from "../../../src/shared/words/chinese/chinese.js";
import {
  formatEndpoint,
  english,
  currentLocale,
  joinMessage,
  describeFailure,
  describeIssue,
  describeState,
  describeWarning,
  setLanguage,
  words,
} from "../../../src/shared/words/words.js";
import { gatewayEndpoint, kept, key, SAMPLE_FAILURES } from "../../support/fixtures/sample-failures.js";

const failures = Object.values(SAMPLE_FAILURES)
  .flat()
  .map((failure) => ({
    failure,
    name: [failure.code, "cause" in failure ? failure.cause : "", "tried" in failure ? failure.tried[0]?.outcome : ""]
      .filter((part) => part !== "")
      .join(" "),
  }));

const ALL_PROBLEMS: readonly ProfileProblem[] = PROFILE_PROBLEMS;
/** Two ports that clash are always named. */
const ALWAYS_FOUND: readonly ProfileProblem[] = ["control-port-in-range", "listen-port-taken-twice"];
const HOLES = /undefined|null|NaN|\[object|\$\{| {2}|\(\)/;
const SENTENCE = /^\S.*[.…!)。]$/s;

afterEach(() => setLanguage("en", "en"));

describe.each(["en", "zh"] as const)("words in %s", (language) => {
  beforeEach(() => setLanguage(language, "C"));

  describe("sayFailure", () => {
    it.each(failures)("says what happened and what to do about $name", ({ failure }) => {
      const { says, remedy } = describeFailure(failure);
      for (const text of [says, remedy]) {
        expect(text).toMatch(SENTENCE);
        expect(text).not.toMatch(HOLES);
      }
    });

    it("has a sample of every code", () => {
      for (const [code, samples] of Object.entries(SAMPLE_FAILURES))
        expect(new Set(samples.map((sample) => sample.code))).toEqual(new Set([code]));
    });

    it("shows both fingerprints, the file and the lines where a host key has changed", () => {
      const { says, remedy } = describeFailure({ ...gatewayEndpoint, ...key, code: "host-key.changed", kept: [kept] });
      for (const fact of [key.fingerprint, kept.fingerprint, kept.file, "www.spinach.com:22"])
        expect(says).toContain(fact);
      for (const text of [says, remedy]) for (const fact of [kept.file, " 7 "]) expect(`${text} `).toContain(fact);
    });

    it("tells what a system says of a file in plain words, and what it does not know as it is", () => {
      const said = (detail: string) =>
        describeFailure({ code: "store.unreadable", file: "/srv/profiles.json", detail }).says;
      expect(said("EISDIR: illegal operation on a directory, read")).toContain(
        language === "en" ? "(it is a folder)" : "（它是文件夹）",
      );
      expect(said("EACCES: permission denied, open '/srv/profiles.json'")).not.toContain("EACCES");
      expect(said("EODD: very odd")).toContain("EODD: very odd");
    });

    it("joins what happened and what to do as the language does", () => {
      expect(joinMessage({ says: "A.", remedy: "B." })).toBe(language === "en" ? "A. B." : "A.B.");
      expect(joinMessage({ says: "A.", remedy: "" })).toBe("A.");
    });

    it("tells each cause of one failure in its own words", () => {
      for (const samples of Object.values(SAMPLE_FAILURES))
        expect(new Set(samples.map((failure) => JSON.stringify(describeFailure(failure)))).size).toBe(samples.length);
    });
  });

  describe("sayIssue", () => {
    it.each(ALL_PROBLEMS)("says what to do about %s, whether or not it knows what was there", (problem) => {
      const withFound = { field: "gateway.port", problem, found: "7" };
      for (const issue of ALWAYS_FOUND.includes(problem)
        ? [withFound]
        : [{ field: "gateway.port", problem }, withFound]) {
        expect(describeIssue(issue)).toMatch(SENTENCE);
        expect(describeIssue(issue)).not.toMatch(HOLES);
      }
    });

    it("has its own words for each problem", () => {
      expect(new Set(ALL_PROBLEMS.map((problem) => describeIssue({ field: "a", problem }))).size).toBe(
        ALL_PROBLEMS.length,
      );
    });
  });

  describe("sayState", () => {
    const states: TunnelState[] = [
      { kind: "closed" },
      { kind: "open", since: 1 },
      { kind: "waiting", attempt: 1, retryAt: 1, cause: { code: "forward.none-listening" } },
      { kind: "closing" },
      { kind: "closing", waitsFor: { transfers: 1, until: 1 } },
      { kind: "closing", waitsFor: { transfers: 2, until: 1 } },
      { kind: "failed", cause: { code: "forward.none-listening" } },
      ...(["dialling", "checking-host-key", "authenticating", "listening"] as const).map((step): TunnelState => ({
        kind: "opening",
        step,
        attempt: 1,
      })),
      ...(["gateway", "agent"] as const).map((waitsFor): TunnelState => ({
        kind: "opening",
        step: "authenticating",
        attempt: 1,
        loginWait: { for: waitsFor, seconds: 25 },
      })),
    ];

    it("name every state in words of its own", () => {
      expect(new Set(states.map(describeState)).size).toBe(states.length);
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
  ] as const)(
    "is $locale where $setting is set on a system that speaks “$system”",
    ({ setting, system, connect, locale: wanted }) => {
      setLanguage(setting, system);
      expect(words.tunnel.connect).toBe(connect);
      expect(currentLocale()).toBe(wanted);
    },
  );

  it("is changed by nobody who has the words", () => {
    expect(() => Object.assign(words, { locale: "xx" })).toThrow(TypeError);
    expect(Object.keys(words)).toEqual(Object.keys(english));
    setLanguage("zh", "C");
    expect({ ...words }).toEqual(chinese);
  });

  it("is English for the log, whatever people read", () => {
    setLanguage("zh", "C");
    const warning = { code: "key.permissions-wide", file: "/home/olive/key", mode: "0644" } as const;
    expect(describeWarning(warning, english).says).toMatch(/^[ -~“”]*$/);
    expect(describeWarning(warning).says).not.toMatch(/^[ -~“”]*$/);
  });

  it("is English for an FTP program, whatever people read", () => {
    setLanguage("zh", "C");
    expect(describeFailure({ code: "forward.none-listening" }, english).says).toBe(
      "None of the profile's ports could be opened.",
    );
  });
});

describe("the Chinese texts", () => {
  const folder = join(import.meta.dirname, "../../../src/shared/words/chinese");
  const lines = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .split("\n")
      .map((line, index) => `${file}:${index + 1}: ${line.replace(/\$\{[^}]*\}/g, "…").trim()}`)
      .filter((line) => !/^\S+ (?:\*|\/\/|\/\*)/.test(line)),
  );

  it("have full-width punctuation beside Chinese signs", () => {
    expect(lines.length).toBeGreaterThan(1_000);
    const narrow = /[\u4e00-\u9fff][,;:?!(]|[,;?!)](?=[\u4e00-\u9fff])|[\u4e00-\u9fff]\.(?!\w)/;
    expect(lines.filter((line) => narrow.test(line))).toEqual([]);
  });
});

describe("at", () => {
  it.each([
    { host: "www.spinach.com", port: 22, said: "www.spinach.com:22" },
    { host: "::1", port: 2121, said: "[::1]:2121" },
  ])("writes $said", ({ host, port, said }) => {
    expect(formatEndpoint({ host, port })).toBe(said);
  });
});

describe("Failure", () => {
  it("is carried through code that throws, and a bug is told as one", () => {
    const failure: Failure = { code: "forward.none-listening" };
    expect(failureOf(new FailureError(failure))).toBe(failure);
    expect(failureOf(new TypeError("x is not a function"))).toEqual({
      code: "internal",
      detail: "x is not a function",
    });
    expect(failureOf("thrown text")).toEqual({ code: "internal", detail: "thrown text" });
  });

  it("may pass by itself only where the network was at fault", () => {
    const passing = Object.entries(SAMPLE_FAILURES)
      .filter(([, [first]]) => first !== undefined && isRetryable(first))
      .map(([code]) => code);
    expect(passing).toEqual(["ssh.unreachable", "ssh.busy", "proxy.unreachable", "ssh.lost"]);
  });
});
