import type { JumpHost } from "../../../shared/profile/profile-schema.js";
import { plainText } from "../../../shared/text/plain-text.js";
import { words } from "../../../shared/words/words.js";
import type { AskUser } from "../host-key/check-host-key.js";
import { MAX_ROUNDS, type SecretPrompt } from "./secret-prompt.js";

const MAX_TEXT_LENGTH = 1_000;

/**
 * Ask for a new password, typed twice, since nobody sees it.
 *
 * @param serverText what the server says of it
 * @param again a new password was given before, and the server did not take it
 * @returns nothing where nobody is there to ask, or the two differed too often
 * @throws Failed `ssh.question-cancelled`
 */
export async function askNewPassword(
  { host, port, username }: JumpHost,
  serverText: string,
  again: boolean,
  ask: AskUser,
  secretPrompt: Pick<SecretPrompt, "cancel">,
): Promise<string | undefined> {
  const { title, label, repeat, differ } = words.newPassword;
  const said = plainText(serverText, MAX_TEXT_LENGTH);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const answer = await ask({
      kind: "prompts",
      host,
      port,
      title: title(username),
      instruction: round === 1 ? said : differ,
      prompts: [label, repeat].map((text) => ({ text, echo: false })),
      ...(again || round > 1 ? { again: true } : {}),
    });
    if (answer.kind === "cancel") secretPrompt.cancel();
    if (answer.kind !== "texts") return undefined;
    const [first = "", second] = answer.texts;
    if (first !== "" && first === second) return first;
  }
  return undefined;
}
