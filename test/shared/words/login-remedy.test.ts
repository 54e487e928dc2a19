import { describe, expect, it } from "vitest";
import type { AuthAttempt } from "../../../src/shared/status/failure.js";
import { loginRemedy } from "../../../src/shared/words/login-remedy.js";
import { describeFailure } from "../../../src/shared/words/words.js";

const refused = (tried: readonly AuthAttempt[], offered: readonly string[] = ["publickey", "password"]) =>
  ({ code: "ssh.login-refused", host: "www.spinach.com", port: 22, username: "olive", tried, offered }) as const;
const key = (outcome: AuthAttempt["outcome"]): AuthAttempt => ({ method: "key", file: "~/.ssh/id_rsa", outcome });

describe("the advice after a refused login", () => {
  it.each<[AuthAttempt["outcome"], string]>([
    ["public-key", "private-file"],
    ["not-a-private-key", "private-file"],
    ["key-damaged", "another-copy"],
    ["key-unsupported", "another-kind"],
    ["key-on-token", "by-agent"],
    ["passphrase-wrong", "passphrase-again"],
    ["file-unreadable", "readable-file"],
    ["not-a-file", "name-file"],
    ["not-in-agent", "add-to-agent"],
    ["not-answered", "answer"],
    ["endless", "without-prompts"],
    ["hung-up", "account-closed"],
    ["agent-silent", "wake-agent"],
    ["key-type-refused", "another-type"],
  ])("where a way ended with %s is %s, whatever else was tried", (outcome, remedy) => {
    expect(loginRemedy(refused([{ method: "agent", outcome: "no-agent" }, key("file-missing"), key(outcome)]))).toBe(
      remedy,
    );
  });

  it.each([
    ["no-agent", "start-agent"],
    ["agent-empty", "fill-agent"],
  ] as const)("where an agent ended with %s is %s, only if the server takes keys", (outcome, remedy) => {
    expect(loginRemedy(refused([{ method: "agent", outcome }]))).toBe(remedy);
    expect(loginRemedy(refused([{ method: "agent", outcome }], ["password"]))).toBe("use-offered");
  });

  it("is to name a key that is there where no key was found, and none was refused", () => {
    expect(loginRemedy(refused([key("file-missing")]))).toBe("find-key");
    expect(loginRemedy(refused([key("file-missing"), key("refused")]))).toBe("use-offered");
  });

  it("comes behind the kind of the key, by its name", () => {
    expect(describeFailure(refused([{ ...key("key-unsupported"), what: "Ed448" }])).says).toContain(
      "cannot read: Ed448)",
    );
  });
});
