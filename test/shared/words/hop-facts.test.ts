import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chinese } from "../../../src/shared/words/chinese/chinese.js";
import { versionIn } from "../../../src/shared/words/hop-fact-messages.js";
import { describeHopFact, english, setLanguage } from "../../../src/shared/words/words.js";
import { SAMPLE_HOP_FACTS } from "../../support/fixtures/sample-hop-facts.js";

const samples = Object.values(SAMPLE_HOP_FACTS).flat();
const HOLES = /undefined|null|NaN|\[object|\$\{| {2}|\(\)|（）|“”/;

afterEach(() => setLanguage("en", "en"));

describe.each(["en", "zh"] as const)("the facts of a hop in %s", (language) => {
  beforeEach(() => setLanguage(language, "C"));

  it.each(samples)("say $kind on one line, without a hole or a full stop", (fact) => {
    expect(describeHopFact(fact)).toMatch(/^\S[^\n]*[^\s.。]$/);
    expect(describeHopFact(fact)).not.toMatch(HOLES);
  });

  it("have a sample of every kind, each with words of its own", () => {
    for (const [kind, facts] of Object.entries(SAMPLE_HOP_FACTS))
      expect(new Set(facts.map((fact) => fact.kind))).toEqual(new Set([kind]));
    expect(new Set(samples.map((fact) => describeHopFact(fact))).size).toBe(samples.length);
  });
});

it("are said in the language that is asked for", () => {
  const fact = { kind: "tls-unreadable" } as const;
  setLanguage("zh", "C");
  expect(describeHopFact(fact, english)).toMatch(/^TLS has begun/);
  setLanguage("en", "C");
  expect(describeHopFact(fact, chinese)).toMatch(/^TLS 已开始/);
});

it("show nothing that would steer a terminal", () => {
  const fact = { kind: "login-refused", at: 1, said: "530 \u001b[31mNo\r\n" } as const;
  expect(describeHopFact(fact)).toBe("FTP login refused: “530 [31mNo ”");
});

it.each([
  { greeting: "220 (vsFTPd 3.0.3)", version: "3.0.3" },
  { greeting: "220 ProFTPD 1.3.8 Server (Debian) [::ffff:10.0.0.2]", version: "1.3.8" },
  { greeting: "220 ProFTPD Server (Debian) [::ffff:10.0.0.2]", version: "" },
  { greeting: "220---------- Welcome to Pure-FTPd [privsep] [TLS] ----------", version: "" },
  { greeting: "220-FileZilla Server 1.8.1", version: "1.8.1" },
  { greeting: "220 Microsoft FTP Service", version: "" },
  { greeting: "220 pyftpdlib 1.5.7 ready.", version: "1.5.7" },
])("read the version “$version” from $greeting", ({ greeting, version }) => {
  expect(versionIn(greeting)).toBe(version);
});
