import { timingSafeEqual } from "node:crypto";
import ssh2, {
  type AuthContext,
  type AuthenticationType,
  type KeyboardAuthContext,
  type PublicKeyAuthContext,
} from "ssh2";

/** Who is let in, and how. */
export interface GatewayLogin {
  readonly username: string;
  readonly password: string;
  /** Public key lines that are let in, `ssh-ed25519 AAAA...`. */
  readonly publicKeys: readonly string[];
  /** What the gateway offers; the rest is refused. */
  readonly methods: readonly AuthenticationType[];
  /** What is wanted behind the first way that was right. */
  readonly then: AuthenticationType | undefined;
  /** What keyboard-interactive asks, each with the answer that is right. */
  readonly prompts: readonly GatewayPrompt[];
  /** Asked behind them, round after round; one without prompts only says something. */
  readonly furtherRounds?: readonly { readonly instruction: string; readonly prompts: readonly GatewayPrompt[] }[];
}

export interface GatewayPrompt {
  readonly text: string;
  readonly echo?: boolean;
  readonly answer: string;
}

/** Decides one attempt to log in. @param half told when the first of two ways was right */
export function decideLogin(login: GatewayLogin, attempt: AuthContext, half: () => void): void {
  const mayTry = attempt.username === login.username && login.methods.includes(attempt.method);
  if (mayTry && attempt.method === "keyboard-interactive") askPrompts(login, attempt);
  else if (mayTry && isRight(login, attempt)) {
    const isQuestion = attempt.method === "publickey" && attempt.signature === undefined;
    if (login.then === undefined || isQuestion) return attempt.accept();
    half();
    attempt.reject([login.then], true);
  } else attempt.reject([...login.methods]);
}

function isRight(login: GatewayLogin, attempt: AuthContext): boolean {
  if (attempt.method === "password") return attempt.password === login.password;
  if (attempt.method === "publickey") return login.publicKeys.some((line) => isSignedBy(line, attempt));
  return false;
}

/** A client first asks whether a key would do, without a signature; then it signs. */
function isSignedBy(publicLine: string, attempt: PublicKeyAuthContext): boolean {
  const key = ssh2.utils.parseKey(publicLine);
  if (key instanceof Error) throw key;
  const asked = attempt.key.data;
  const known = key.getPublicSSH();
  if (asked.length !== known.length || !timingSafeEqual(asked, known)) return false;
  if (attempt.signature === undefined) return true;
  return attempt.blob !== undefined && key.verify(attempt.blob, attempt.signature, attempt.hashAlgo);
}

function askPrompts(login: GatewayLogin, attempt: KeyboardAuthContext): void {
  const rounds = [{ instruction: "Answer to be let in.", prompts: login.prompts }, ...(login.furtherRounds ?? [])];
  const ask = (round: number): void => {
    const { instruction, prompts } = rounds[round] ?? { instruction: "", prompts: [] };
    attempt.prompt(
      prompts.map(({ text, echo }) => ({ prompt: text, echo: echo ?? false })),
      "Culvert's test gateway",
      instruction,
      (answers) => {
        // ssh2 hands over an Error where the client went away instead
        const right = Array.isArray(answers) && prompts.every(({ answer }, index) => answers[index] === answer);
        if (right && round + 1 < rounds.length) ask(round + 1);
        else if (right) attempt.accept();
        else attempt.reject([...login.methods]);
      },
    );
  };
  ask(0);
}
