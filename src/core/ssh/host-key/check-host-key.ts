import type { Place } from "../../../shared/profile/endpoint.js";
import { Failed } from "../../../shared/status/failure.js";
import type { Answer, QuestionBody } from "../../../shared/status/questions.js";
import type { Clock, KnownHosts, NoAnswer, Outside } from "../../environment.js";
import { markOf } from "./added-host-keys.js";
import { hostKeyFacts, randomart } from "./fingerprint.js";
import { nameOf } from "./known-hosts-names.js";
import { authorities, lineFor, usesHashing, verdictOn } from "./known-hosts.js";

/** Puts a question to the user of one tunnel. */
export type Ask = (question: QuestionBody) => Promise<Answer | NoAnswer>;

/**
 * Go on only if the host key is the gateway's own: known in known_hosts, or trusted by the user just now.
 * A changed or revoked key is never asked about; the way out of that is the user's known_hosts file.
 *
 * @throws Failed `host-key.changed`, `host-key.revoked`, `host-key.unknown`, `host-key.file-unreadable`, `ssh.question-cancelled`
 */
export async function checkHostKey(gateway: Place, key: Buffer, { knownHosts, clock }: Pick<Outside, "knownHosts" | "clock">, ask: Ask): Promise<void> {
  if (isKnown(gateway, key, await knownHosts.read(), knownHosts.file)) return;
  // Of two tunnels to one new gateway, the second waits for the answer to the first, and then knows it too.
  await inTurn(`${nameOf(gateway.host, gateway.port)} in ${knownHosts.file}`, async () => {
    const text = await knownHosts.read();
    if (!isKnown(gateway, key, text, knownHosts.file)) await askForTrust(gateway, key, text, knownHosts, clock, ask);
  });
}

/** @returns whether it is known; an unknown one may be asked about @throws Failed where it must not be */
function isKnown({ host, port }: Place, key: Buffer, text: string, file: string): boolean {
  const facts = hostKeyFacts(key);
  const verdict = verdictOn(text, file, host, port, key);
  switch (verdict.kind) {
    case "known": return true;
    case "unknown": return false;
    case "changed": throw new Failed({ code: "host-key.changed", host, port, ...facts, kept: verdict.kept });
    case "revoked": throw new Failed({ code: "host-key.revoked", host, port, ...facts, kept: verdict.kept });
  }
}

async function askForTrust({ host, port }: Place, key: Buffer, text: string, knownHosts: KnownHosts, clock: Clock, ask: Ask): Promise<void> {
  const facts = hostKeyFacts(key);
  const vouching = authorities(text, knownHosts.file, host, port);
  const unhonoured = vouching.length === 0 ? {} : { authorities: vouching };
  const answer = await ask({ kind: "host-key", host, port, ...facts, ...unhonoured, randomart: randomart(key) });
  if (answer.kind === "cancel") throw new Failed({ code: "ssh.question-cancelled", host, port });
  if (answer.kind !== "trust") throw new Failed({ code: "host-key.unknown", host, port, ...facts, ...unhonoured });
  if (answer.remember) await knownHosts.append(lineFor(host, port, key, { hashed: usesHashing(text), comment: markOf(clock.now()) }));
}

const turns = new Map<string, Promise<void>>();

/** One after the other, whatever becomes of the one before. */
async function inTurn(what: string, act: () => Promise<void>): Promise<void> {
  const mine = (turns.get(what) ?? Promise.resolve()).then(act, act);
  turns.set(what, mine);
  try {
    await mine;
  } finally {
    if (turns.get(what) === mine) turns.delete(what);
  }
}
