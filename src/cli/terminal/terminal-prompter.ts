import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { OpenQuestions } from "../../core/activity/open-questions.js";
import type { GivenSecret, Prompter, NoAnswer } from "../../core/environment.js";
import type { Answer, ForSession, Question, QuestionBody } from "../../shared/status/questions.js";
import { formatEndpoint, words } from "../../shared/words/words.js";
import { certificateLines } from "../../shared/words/certificate-lines.js";
import { printMessage, printPrompt } from "./output.js";

type PrompterReply = Answer | GivenSecret | NoAnswer;
const NO_ANSWER: NoAnswer = { kind: "nobody" };

/** What the command line was told beforehand. */
export interface PresetAnswers {
  readonly acceptNew: boolean;
  /** @returns nothing where none was given for this profile */
  readonly secret?: (kind: "password" | "passphrase" | "proxy-password", profile: string) => string | undefined;
}

/**
 * Answers from what was told beforehand, else asks on the terminal, one question at a time, and questions for one secret
 * once; without a terminal, nobody answers.
 */
export class TerminalPrompter implements Prompter {
  readonly #open = new OpenQuestions();
  #isAsking = false;

  constructor(private readonly preset: PresetAnswers) {}

  ask(profile: string, question: QuestionBody, signal: AbortSignal): Promise<PrompterReply> {
    const known = this.#presetAnswer(profile, question);
    if (known !== undefined) return Promise.resolve(known);
    if (!process.stdin.isTTY) return Promise.resolve(NO_ANSWER);
    const answer = this.#open.ask(profile, question, signal);
    void this.#askAll();
    return answer;
  }

  /** In turn, until none is open: what is asked meanwhile comes last. */
  async #askAll(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    for (let [next] = this.#open.list(); next !== undefined; [next] = this.#open.list())
      this.#open.answer(next.id, await this.#askOne(next));
    this.#isAsking = false;
  }

  async #askOne(question: Question): Promise<Answer> {
    const withdrawn = new AbortController();
    const stopListening = this.#open.onChange(() => {
      if (!this.#open.list().includes(question)) withdrawn.abort();
    });
    try {
      return await askOnTerminal(question.profile, question, withdrawn.signal);
    } catch {
      return { kind: "cancel" }; // withdrawn, or the terminal was closed
    } finally {
      stopListening();
    }
  }

  #presetAnswer(profile: string, question: QuestionBody): PrompterReply | undefined {
    const { acceptNew, secret: given = () => undefined } = this.preset;
    const secret = (text: string | undefined, again: boolean): PrompterReply | undefined =>
      text === undefined ? undefined : again ? NO_ANSWER : { kind: "secret", text, remember: false, isGiven: true };
    switch (question.kind) {
      case "host-key":
      case "certificate":
        return acceptNew ? { kind: "trust", remember: true } : undefined;
      case "password":
        return secret(given(question.ofProxy ? "proxy-password" : "password", profile), question.again); // a proxy must never be told the gateway's
      case "passphrase":
        return secret(given("passphrase", profile), question.again);
      case "prompts":
        return question.prompts.length === 0
          ? showNotice(question)
          : passwordFor(question, () => given("password", profile));
    }
  }
}

/**
 * One secret that a server asks for first and calls a password. What it asks for behind it is a code, or the same once
 * more; and what it calls a code, a token, a one-time or a new password must never be told the password.
 */
const asksForPassword = ({
  title,
  instruction,
  prompts,
  again,
}: Extract<QuestionBody, { kind: "prompts" }>): boolean => {
  const [first, second] = prompts;
  if (first === undefined || second !== undefined || first.echo || again === true) return false;
  return PASSWORD.test(first.text) && !OTHER_SECRET.test(`${title}\n${instruction}\n${first.text}`);
};

function passwordFor(
  question: Extract<QuestionBody, { kind: "prompts" }>,
  given: () => string | undefined,
): PrompterReply | undefined {
  const password = asksForPassword(question) ? given() : undefined;
  return password === undefined ? undefined : { kind: "texts", texts: [password] };
}

/** As PAM's modules and the servers of Windows ask for it, in the languages that they are translated to. */
const PASSWORD =
  /passwor[dt]|kennwort|mot de passe|contraseña|palavra-passe|senha|wachtwoord|has[łl]o|heslo|jelszó|parol[ae]|пароль|lösenord|adgangskode|salasana|şifre|密码|密碼|口令|パスワード|암호|비밀번호/i;
const OTHER_SECRET =
  /one.?time|single.?use|\b(?:otp|totp|hotp|2fa|mfa|pin|new|duo)\b|code|token|verif|factor|authenticator|yubi|einmal|neues|usage unique|nouveau|un solo uso|nueva|одноразов|новый|一次性|动态|動態|验证|驗證|令牌|新|ワンタイム|認証|일회용|인증/i;

/** What the server says and asks nothing is shown, also where nobody is there to answer. */
function showNotice({ title, instruction }: { readonly title: string; readonly instruction: string }): PrompterReply {
  writeLines(title, instruction);
  return { kind: "texts", texts: [] };
}

const writeLines = (...lines: readonly string[]): void =>
  lines.filter((line) => line.trim() !== "").forEach((line) => printMessage(line));

async function askOnTerminal(profile: string, question: QuestionBody, signal: AbortSignal): Promise<Answer> {
  switch (question.kind) {
    case "host-key": {
      printMessage(words.terminal.hostKey(profile, formatEndpoint(question), question));
      if (question.authorities !== undefined)
        printMessage(words.sayAuthorities(question.authorities, question.certificate));
      return askForTrust(question.randomart, signal);
    }
    case "certificate": {
      printMessage(
        words.terminal.certificate(
          profile,
          question.target,
          words.describeCertificateProblem(question.problem),
          certificateLines(question).map(([name, value]) => `${name}: ${value}`),
        ),
      );
      return askForTrust(undefined, signal);
    }
    case "password": {
      const ask = question.ofProxy ? words.terminal.proxyPassword : words.terminal.password;
      if (question.again) printMessage(words.terminal.passwordRefused);
      else tellRemembered(question.forSession);
      return {
        kind: "secret",
        remember: false,
        text: await readLine(ask(profile, `${question.username}@${question.host}`), false, signal),
      };
    }
    case "passphrase":
      if (question.again) printMessage(words.terminal.passphraseWrong);
      else tellRemembered(question.forSession);
      return {
        kind: "secret",
        remember: false,
        text: await readLine(words.terminal.passphrase(profile, question.file), false, signal),
      };
    case "prompts": {
      writeLines(question.title, question.instruction);
      const texts: string[] = [];
      for (const { text, echo } of question.prompts) texts.push(await readLine(text, echo, signal));
      return { kind: "texts", texts };
    }
  }
}

function tellRemembered(forSession: ForSession | undefined): void {
  if (forSession === undefined) return;
  const { rememberedUntilEnd, rememberedMinutes } = words.terminal;
  printMessage(forSession.minutes === undefined ? rememberedUntilEnd : rememberedMinutes(forSession.minutes));
}

/** `picture` shows OpenSSH's randomart, and asks again; so does whatever is no answer, as ssh(1) has it. */
async function askForTrust(randomart: string | undefined, signal: AbortSignal): Promise<Answer> {
  const { trust, trustOrPicture, yes, no, yesOrNo, picture } = words.terminal;
  for (;;) {
    const answer = (await readLine(randomart === undefined ? trust : trustOrPicture, true, signal))
      .trim()
      .toLowerCase();
    if (yes.includes(answer)) return { kind: "trust", remember: true };
    if (no.includes(answer)) return { kind: "cancel" };
    printMessage(randomart !== undefined && picture.includes(answer) ? randomart : yesOrNo);
  }
}

/** A question of the command line's own that only yes or no answers. */
export async function askYesOrNo(prompt: string): Promise<boolean> {
  const { yes, no, yesOrNo } = words.terminal;
  for (;;) {
    const answer = (await readLine(prompt, true, new AbortController().signal)).trim().toLowerCase();
    if (yes.includes(answer)) return true;
    if (no.includes(answer)) return false;
    printMessage(yesOrNo);
  }
}

/** As Ctrl+C does elsewhere; a process of Windows that sends itself a signal would end at once, without a word to its own listeners. */
function interrupt(): void {
  if (!process.emit("SIGINT")) process.kill(process.pid, "SIGINT");
}

/** One line from the terminal, shown as it is typed or not. Rejects when the signal comes; Ctrl-C interrupts the program. */
export function readLine(prompt: string, echo: boolean, signal: AbortSignal): Promise<string> {
  // eslint-disable-next-line house/one-door -- only what the user types is written there
  const output = echo ? process.stderr : new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  printPrompt(prompt); // the terminal shows nothing of itself from here on, also to one who types at once, as readpassphrase(3) has it
  return new Promise<string>((resolve, reject) => {
    lines
      .once("line", resolve)
      .once("SIGINT", interrupt)
      .once("close", () => reject(signal.reason ?? new Error("the terminal was closed")));
    signal.addEventListener("abort", () => lines.close(), { once: true });
  }).finally(() => {
    if (!echo) printPrompt("\n");
    lines.close();
  });
}
