import { SshSession } from "../../../src/core/ssh/ssh-session.js";
import { systemClock } from "../../../src/core/system/system-clock.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import type { ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import { FailureError, type Failure } from "../../../src/shared/status/failure.js";
import type { Answer, QuestionBody } from "../../../src/shared/status/questions.js";
import type { Warning } from "../../../src/shared/status/warning.js";
import { MemoryKnownHosts, MemoryVault, testEnvironment, ScriptedPrompter } from "../fixtures/test-environment.js";
import { PATIENCE_MS } from "../wait-for.js";

/** How one attempt to open a session ended, and what was asked and warned of on the way. */
export interface Attempt {
  /** Nothing where the session opened; it is closed again. */
  readonly failure: Failure | undefined;
  readonly asked: readonly QuestionBody[];
  readonly warnings: readonly Warning[];
  readonly secrets: MemoryVault;
}

interface Around {
  readonly knownHosts: string;
  readonly answer?: (question: QuestionBody) => Answer;
  readonly secrets?: MemoryVault;
}

/** Open a session as a profile's gateway says, and close it. */
export async function sessionTo(
  gateway: ProfileDraft["gateway"],
  { knownHosts, answer, secrets = new MemoryVault() }: Around,
): Promise<Attempt> {
  const reading = parseProfile({ id: "popeye", name: "Popeye", gateway });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const prompter = new ScriptedPrompter(answer);
  const warnings: Warning[] = [];
  const environment = testEnvironment({
    clock: systemClock,
    prompter,
    secrets,
    knownHosts: new MemoryKnownHosts(knownHosts),
  });
  const opening = {
    profile: "popeye",
    environment,
    signal: AbortSignal.timeout(PATIENCE_MS),
    onStep: () => undefined,
    onWarning: (warning: Warning) => void warnings.push(warning),
  };
  let failure: Failure | undefined;
  try {
    await (await SshSession.open(reading.profile.gateway, opening)).close();
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    failure = thrown.failure;
  }
  return { failure, asked: prompter.asked, warnings, secrets };
}

/** Answers every question for a secret with this one. */
export const secretly =
  (text: string, remember = false) =>
  (question: QuestionBody): Answer =>
    question.kind === "password" || question.kind === "passphrase"
      ? { kind: "secret", text, remember }
      : { kind: "cancel" };
