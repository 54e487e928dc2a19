import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import type { Answer, QuestionBody } from "../../src/shared/status/questions.js";
import { describeFailure } from "../../src/shared/words/words.js";
import { runWell } from "../support/child.js";
import { describeWith } from "../support/describe-with.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { secretly, sessionTo, type Attempt } from "../support/gateways/session-to.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { whyNoMounts } from "../support/mounts.js";

const noMounts = await whyNoMounts();
const PASSWORD = "spinach";
/** Days since 1970, as shadow(5) counts. */
const LONG_AGO = "10000";
const TODAY = String(Math.floor(Date.now() / 86_400_000));

/** Debian's way to let a user in, less what needs a session of the system's. */
const AUTH = "auth required pam_unix.so nodelay";
const SESSION = "session required pam_permit.so";

describeWith(["sshd", "ssh-keygen", "unshare"], "OpenSSH that asks PAM", () => {
  let folder: TempFolder | undefined;
  let sshd: Sshd | undefined;
  afterEach(async () => {
    await sshd?.close();
    folder?.remove();
    sshd = folder = undefined;
  });

  /** The account olive, in files that this sshd alone sees. @param shadow its fields behind the password */
  async function sshdWith(pam: readonly string[], shadow = `${TODAY}:0:99999:7:::`): Promise<Sshd> {
    folder = tempFolder({ open: true });
    mkdirSync(folder.file("home"));
    const hash = (await runWell("openssl", ["passwd", "-6", PASSWORD])).trim();
    sshd = await startSshd({
      config: [
        "UsePAM yes",
        "PasswordAuthentication yes",
        `AuthorizedKeysFile ${folder.file("home/keys")}`,
        "KbdInteractiveAuthentication yes",
      ],
      systemFiles: {
        "/etc/pam.d/sshd": `${[...pam, SESSION].join("\n")}\n`,
        "/etc/passwd": `${readFileSync("/etc/passwd", "utf8")}olive:x:54321:54321::${folder.file("home")}:/bin/sh\n`,
        "/etc/shadow": `olive:${hash}:${shadow}\n`,
      },
    });
    copyFileSync(`${sshd.keyFile}.pub`, folder.file("home/keys"));
    return sshd;
  }

  function logIn(
    { host, port, knownHostsLines, keyFile }: Sshd,
    method: "password" | "keyboard-interactive" | "key",
    answer: (question: QuestionBody) => Answer = secretly(PASSWORD),
  ): Promise<Attempt> {
    const way = method === "key" ? { method, file: keyFile } : { method };
    return sessionTo({ host, port, username: "olive", auth: [way] }, { knownHosts: knownHostsLines, answer });
  }

  const answerAll = (question: QuestionBody): Answer =>
    question.kind === "prompts"
      ? { kind: "texts", texts: question.prompts.map(() => PASSWORD) }
      : secretly(PASSWORD)(question);
  const promptsOf = ({ asked }: Attempt) =>
    asked.flatMap((question) => (question.kind === "prompts" ? [question] : []));

  it.skipIf(noMounts)("lets in by the password, and by the prompt for it", async () => {
    const server = await sshdWith([AUTH, "account required pam_unix.so"]);
    expect((await logIn(server, "password")).failure, server.log()).toBeUndefined();
    const prompted = await logIn(server, "keyboard-interactive", answerAll);
    expect(prompted.failure, server.log()).toBeUndefined();
    expect(promptsOf(prompted).flatMap(({ prompts }) => prompts)).toEqual([{ text: "Password: ", echo: false }]);
    expect((await logIn(server, "password", secretly("wrong"))).failure).toMatchObject({ code: "ssh.login-refused" });
  });

  it.skipIf(noMounts)("shows what a module says without asking anything, before the user is let in", async () => {
    folder = tempFolder();
    const notice = folder.file("notice");
    writeFileSync(notice, "The kitchen closes at ten.");
    const kept = folder;
    const server = await sshdWith([`auth optional pam_echo.so file=${notice}`, AUTH, "account required pam_unix.so"]);
    const attempt = await logIn(server, "keyboard-interactive", answerAll);
    kept.remove();
    expect(attempt.failure, server.log()).toBeUndefined();
    expect(JSON.stringify(promptsOf(attempt))).toContain("The kitchen closes at ten.");
  });

  it.skipIf(noMounts)("says of an account that has expired that it has, in the server's words", async () => {
    const server = await sshdWith([AUTH, "account required pam_unix.so"], `${TODAY}:0:99999:7::${LONG_AGO}:`);
    expect((await logIn(server, "password")).failure, server.log()).toMatchObject({
      code: "ssh.login-refused",
      said: expect.stringMatching(/account has expired/i) as string,
    });
    const { failure } = await logIn(server, "keyboard-interactive", answerAll); // where OpenSSH 9.2 itself says nothing
    expect(failure, server.log()).toMatchObject({ code: "ssh.login-refused" });
  });

  it.skipIf(noMounts)("quotes a module that closes the door to everybody but root", async () => {
    folder = tempFolder();
    const file = folder.file("nologin");
    writeFileSync(file, "Closed for the summer.\n");
    const kept = folder;
    const server = await sshdWith([
      `account required pam_nologin.so file=${file}`,
      AUTH,
      "account required pam_unix.so",
    ]);
    const { failure } = await logIn(server, "password");
    kept.remove();
    expect(failure, server.log()).toMatchObject({
      code: "ssh.login-refused",
      said: expect.stringContaining("Closed for the summer.") as string,
    });
  });

  it.skipIf(noMounts).each(["key", "password"] as const)(
    "that closes an account without a word is told as that, not as a wrong user name, where the %s is right",
    async (method) => {
      const server = await sshdWith([AUTH, "account required pam_deny.so"]);
      const { failure } = await logIn(server, method);
      expect(failure, server.log()).toMatchObject({
        code: "ssh.login-refused",
        tried: [{ method, outcome: "hung-up" }],
      });
      expect(failure === undefined ? "" : describeFailure(failure).remedy).toMatch(/account closed/);
    },
  );

  it.skipIf(noMounts)("has a password changed that has expired, by its prompts, and lets in then", async () => {
    const server = await sshdWith(
      [AUTH, "account required pam_unix.so", "password required pam_unix.so sha512"],
      `0:0:99999:7:::`, // to be changed at the next login
    );
    const texts: string[] = [];
    const attempt = await logIn(server, "keyboard-interactive", (question) => {
      if (question.kind !== "prompts") return { kind: "cancel" };
      texts.push(...question.prompts.map(({ text }) => text));
      return {
        kind: "texts",
        texts: question.prompts.map(({ text }) => (/new/i.test(text) ? "Qx7-sailor-man" : PASSWORD)),
      };
    });
    expect(texts.join("\n"), server.log()).toMatch(/new password/i);
    expect(JSON.stringify(attempt.asked)).toMatch(/change your password/i);
  });
});
