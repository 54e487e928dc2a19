import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError } from "../../../shared/status/failure.js";
import type { Answer, QuestionBody } from "../../../shared/status/questions.js";
import type { OnWarning } from "../../../shared/status/warning.js";
import type { Clock, KnownHosts, NoAnswer, Environment } from "../../environment.js";
import { runInTurn } from "../../system/run-in-turn.js";
import { addedComment } from "./added-host-keys.js";
import { hostKeyFacts, randomart } from "./fingerprint.js";
import { hostName } from "./known-hosts-names.js";
import {
  certificateAuthorities,
  damagedLines,
  formatLine,
  hasHashedNames,
  judgeByFiles,
  type KnownHostsText,
} from "./known-hosts.js";

/** Puts a question to the user of one tunnel. */
export type AskUser = (question: QuestionBody) => Promise<Answer | NoAnswer>;

/**
 * Go on only if the host key is the gateway's own: known in known_hosts, the user's or the system's, or trusted by the user
 * just now. A changed or revoked key is never asked about; the way out of that is the known_hosts file. Where a trusted
 * key cannot be written down, that is warned of, and so is a line of the user's file for the gateway whose key is cut.
 *
 * @throws Failed `host-key.changed`, `host-key.revoked`, `host-key.unknown`, `host-key.file-unreadable`, `ssh.question-cancelled`
 */
export async function checkHostKey(
  gateway: Endpoint,
  key: Buffer,
  { knownHosts, clock }: Pick<Environment, "knownHosts" | "clock">,
  ask: AskUser,
  onWarning: OnWarning,
): Promise<void> {
  const readAll = async (): Promise<readonly KnownHostsText[]> => [
    { file: knownHosts.file, text: await knownHosts.read() },
    ...(await knownHosts.readOthers()),
  ];
  const files = await readAll();
  for (const line of damagedLines(files[0]?.text ?? "", gateway.host, gateway.port))
    onWarning({ code: "host-key.line-damaged", file: knownHosts.file, line });
  if (isKnown(gateway, key, files)) return;
  // Of two tunnels to one new gateway, the second waits for the answer to the first, and then knows it too.
  await runInTurn(`${hostName(gateway.host, gateway.port)} in ${knownHosts.file}`, async () => {
    const files = await readAll();
    if (!isKnown(gateway, key, files)) await askForTrust(gateway, key, files, { knownHosts, clock, ask, onWarning });
  });
}

/** @returns whether it is known; an unknown one may be asked about @throws Failed where it must not be */
function isKnown({ host, port }: Endpoint, key: Buffer, files: readonly KnownHostsText[]): boolean {
  const facts = hostKeyFacts(key);
  const verdict = judgeByFiles(files, host, port, key);
  switch (verdict.kind) {
    case "known":
      return true;
    case "unknown":
      return false;
    case "changed": {
      const picture = { randomart: randomart(key) };
      throw new FailureError({ code: "host-key.changed", host, port, ...facts, ...picture, kept: verdict.kept });
    }
    case "revoked":
      throw new FailureError({ code: "host-key.revoked", host, port, ...facts, kept: verdict.kept });
  }
}

interface TrustOptions {
  readonly knownHosts: KnownHosts;
  readonly clock: Clock;
  readonly ask: AskUser;
  readonly onWarning: OnWarning;
}

async function askForTrust(
  { host, port }: Endpoint,
  key: Buffer,
  files: readonly KnownHostsText[],
  { knownHosts, clock, ask, onWarning }: TrustOptions,
): Promise<void> {
  const facts = hostKeyFacts(key);
  const trustedAuthorities = files.flatMap(({ text, file }) => certificateAuthorities(text, file, host, port));
  const unhonoured = trustedAuthorities.length === 0 ? {} : { authorities: trustedAuthorities };
  const answer = await ask({ kind: "host-key", host, port, ...facts, ...unhonoured, randomart: randomart(key) });
  if (answer.kind === "cancel") throw new FailureError({ code: "ssh.question-cancelled", host, port });
  if (answer.kind !== "trust")
    throw new FailureError({ code: "host-key.unknown", host, port, ...facts, ...unhonoured });
  if (!answer.remember) return;
  const hashed = files.some(({ file, text }) => file === knownHosts.file && hasHashedNames(text));
  try {
    await knownHosts.append(formatLine(host, port, key, { hashed, comment: addedComment(clock.now()) }));
  } catch (thrown) {
    // As with `ssh`: the user has said that it is right, and is asked again the next time.
    if (!(thrown instanceof FailureError) || thrown.failure.code !== "host-key.file-unreadable") throw thrown;
    onWarning({ code: "host-key.not-saved", file: knownHosts.file, detail: thrown.failure.detail });
  }
}
