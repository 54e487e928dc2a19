import { Failed } from "../../shared/failure.js";
import type { Answer, QuestionBody } from "../../shared/question.js";
import type { KnownHosts, NoAnswer } from "../outside.js";
import type { Place } from "../place.js";
import { hostKeyFacts, randomart } from "./host-key.js";
import { authorities, lineFor, usesHashing, verdictOn } from "./known-hosts.js";

/** Puts a question to the user of one tunnel. */
export type Ask = (question: QuestionBody) => Promise<Answer | NoAnswer>;

/**
 * Go on only if the host key is the gateway's own: known in known_hosts, or trusted by the user just now.
 * A changed or revoked key is never asked about; the way out of that is the user's known_hosts file.
 *
 * @throws Failed `host-key.changed`, `host-key.revoked`, `host-key.unknown`, `host-key.file-unreadable`, `ssh.question-cancelled`
 */
export async function checkHostKey(gateway: Place, key: Buffer, knownHosts: KnownHosts, ask: Ask): Promise<void> {
  const { host, port } = gateway;
  const facts = hostKeyFacts(key);
  const text = await knownHosts.read();
  const verdict = verdictOn(text, knownHosts.file, host, port, key);
  switch (verdict.kind) {
    case "known": return;
    case "changed": throw new Failed({ code: "host-key.changed", host, port, ...facts, kept: verdict.kept });
    case "revoked": throw new Failed({ code: "host-key.revoked", host, port, ...facts, kept: verdict.kept });
    case "unknown": break;
  }
  const vouching = authorities(text, knownHosts.file, host, port);
  const unhonoured = vouching.length === 0 ? {} : { authorities: vouching };
  const answer = await ask({ kind: "host-key", host, port, ...facts, ...unhonoured, randomart: randomart(key) });
  if (answer.kind === "cancel") throw new Failed({ code: "ssh.question-cancelled", host, port });
  if (answer.kind !== "trust") throw new Failed({ code: "host-key.unknown", host, port, ...facts, ...unhonoured });
  if (answer.remember) await knownHosts.append(lineFor(host, port, key, { hashed: usesHashing(text) }));
}
