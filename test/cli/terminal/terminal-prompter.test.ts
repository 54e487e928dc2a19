import { describe, expect, it } from "vitest";
import { TerminalPrompter } from "../../../src/cli/terminal/terminal-prompter.js";

describe("the password that the command line was given", () => {
  /** What one hidden prompt is answered, where nobody is at a terminal. */
  const answer = async (text: string, more: object = {}) => {
    const prompter = new TerminalPrompter({
      acceptNew: false,
      secret: (kind) => (kind === "password" ? "spinach" : undefined),
    });
    const question = {
      kind: "prompts" as const,
      host: "popeye",
      port: 22,
      title: "",
      instruction: "",
      prompts: [{ text, echo: false }],
      ...more,
    };
    const { isTTY } = process.stdin;
    process.stdin.isTTY = false;
    try {
      return await prompter.ask("popeye", question, new AbortController().signal);
    } finally {
      process.stdin.isTTY = isTTY;
    }
  };

  it.each([
    "Password: ",
    "(olive@popeye) Password: ",
    "olive@popeye's password:",
    "LDAP Password: ",
    "(current) UNIX password: ",
    "Passwort: ",
    "Mot de passe : ",
    "Contraseña: ",
    "Пароль: ",
    "密码：",
    "パスワード: ",
  ])("answers “%s”", async (text) => {
    expect(await answer(text)).toEqual({ kind: "texts", texts: ["spinach"] });
  });

  it.each([
    "Verification code: ",
    "One-time password (OATH) for `olive': ",
    "Password & verification code: ",
    "Enter PASSCODE: ",
    "Passcode or option (1-3): ",
    "YubiKey for `olive': ",
    "Token: ",
    "PIN: ",
    "OTP: ",
    "Einmalpasswort: ",
    "Одноразовый пароль: ",
    "动态密码：",
    "验证码：",
    "ワンタイムパスワード: ",
    "New password: ",
    "新密码：",
    "Response: ",
    "",
  ])("never answers “%s”", async (text) => {
    expect(await answer(text)).toEqual({ kind: "nobody" });
  });

  it.each([
    { what: "that may be seen", more: { prompts: [{ text: "Password: ", echo: true }] } },
    { what: "behind another one", more: { again: true } },
    { what: "whose instruction asks for a code", more: { instruction: "Type the code that was sent to you." } },
    {
      what: "beside another one",
      more: {
        prompts: [
          { text: "Password: ", echo: false },
          { text: "Code: ", echo: false },
        ],
      },
    },
  ])("never answers one $what", async ({ more }) => {
    expect(await answer("Password: ", more)).toEqual({ kind: "nobody" });
  });
});

describe("the command line and an FTP server's certificate", () => {
  const question = {
    kind: "certificate",
    target: "popeye:21",
    problem: "self-signed",
    subject: "popeye",
    issuer: "popeye",
    validFrom: 0,
    validUntil: 0,
    fingerprint: "0A:1B",
  } as const;

  it.each([
    [true, { kind: "trust", remember: true }],
    [false, { kind: "nobody" }],
  ])("with --accept-new %s, and nobody at a terminal, answers %j", async (acceptNew, answer) => {
    const { isTTY } = process.stdin;
    process.stdin.isTTY = false;
    try {
      const prompter = new TerminalPrompter({ acceptNew });
      expect(await prompter.ask("popeye", question, new AbortController().signal)).toEqual(answer);
    } finally {
      process.stdin.isTTY = isTTY;
    }
  });
});
