import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError, type Failure, type RefusedCertificate } from "../../../shared/status/failure.js";
import { plainLine } from "../../../shared/text/plain-text.js";
import type { Answer, QuestionBody } from "../../../shared/status/questions.js";
import type { OnWarning } from "../../../shared/status/warning.js";
import type { Clock, KnownHosts, NoAnswer, Environment } from "../../environment.js";
import { runSerially } from "../../system/run-serially.js";
import { certifiedKey, parseCertificate } from "../certificate/openssh-certificate.js";
import { addedComment } from "./added-host-keys.js";
import { checkRevocationList, type RevokingEndpoint } from "./check-revocation-list.js";
import { hostKeyFacts, randomart } from "./fingerprint.js";
import { hostName } from "./known-hosts-names.js";
import { judgeHostCertificate } from "./host-certificate.js";
import {
  damagedLines,
  formatLine,
  hasHashedNames,
  judgeByFiles,
  trustLinesFor,
  type KnownHostsText,
} from "./known-hosts.js";

/** Puts a question to the user of one tunnel. */
export type AskUser = (question: QuestionBody) => Promise<Answer | NoAnswer>;

/**
 * Go on only if the host key is the gateway's own: known in known_hosts, the user's or the system's, or trusted by the user
 * just now. A changed or revoked key is never asked about; the way out of that is the known_hosts file. Where a trusted
 * key cannot be written down, that is warned of, and so is a line of the user's file for the gateway whose key is cut.
 *
 * A certificate of a trusted authority counts as a known key. Where one does not count, the key in it is judged as a plain
 * one, and what is wrong with the certificate stands in the question.
 *
 * @param shown the host key, or the certificate in its place
 * @throws Failed `host-key.revoked-by-list`, `host-key.list-unreadable`, `host-key.changed`, `host-key.revoked`, `host-key.unknown`, `host-key.file-unreadable`, `ssh.question-cancelled`
 */
export async function checkHostKey(
  gateway: RevokingEndpoint,
  shown: Buffer,
  { knownHosts, clock }: Pick<Environment, "knownHosts" | "clock">,
  ask: AskUser,
  onWarning: OnWarning,
): Promise<void> {
  await checkRevocationList(gateway, shown);
  const readAll = async (): Promise<readonly KnownHostsText[]> => [
    { file: knownHosts.file, text: await knownHosts.read() },
    ...(await knownHosts.readOthers()),
  ];
  const files = await readAll();
  for (const line of damagedLines(files[0]?.text ?? "", gateway.host, gateway.port))
    onWarning({ code: "host-key.line-damaged", file: knownHosts.file, line });
  const key = certifiedKey(shown) ?? shown;
  const refused = refusedCertificate(gateway, shown, files, clock);
  if (refused === "vouched-for" || isKnown(gateway, key, files)) return;
  // Of two tunnels to one new gateway, the second waits for the answer to the first, and then knows it too.
  await runSerially(`${hostName(gateway.host, gateway.port)} in ${knownHosts.file}`, async () => {
    const files = await readAll();
    if (!isKnown(gateway, key, files))
      await askForTrust(gateway, key, files, { knownHosts, clock, ask, onWarning, refused });
  });
}

/** @returns what is wrong with a certificate; nothing where none is shown @throws Failed where it must not be asked about */
function refusedCertificate(
  { host, port }: Endpoint,
  shown: Buffer,
  files: readonly KnownHostsText[],
  clock: Clock,
): RefusedCertificate | "vouched-for" | undefined {
  const key = certifiedKey(shown);
  if (key === undefined) return undefined;
  const certificate = parseCertificate(shown);
  if (certificate === undefined) return { keyId: "", problem: "unreadable" };
  const verdict = judgeHostCertificate(files, { host, port }, certificate, clock.now());
  if (verdict.kind === "revoked") {
    const failure: Failure = { code: "host-key.revoked", host, port, ...hostKeyFacts(key), kept: verdict.kept };
    throw new FailureError(failure);
  }
  if (verdict.kind === "vouched-for") return "vouched-for";
  const keyId = plainLine(certificate.keyId, MAX_KEY_ID_LENGTH);
  return { keyId, authority: hostKeyFacts(certificate.authority).fingerprint, problem: verdict.problem };
}

/** What fits a sentence. */
const MAX_KEY_ID_LENGTH = 100;

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
  readonly refused: RefusedCertificate | undefined;
}

async function askForTrust(
  { host, port }: Endpoint,
  key: Buffer,
  files: readonly KnownHostsText[],
  { knownHosts, clock, ask, onWarning, refused }: TrustOptions,
): Promise<void> {
  const facts = hostKeyFacts(key);
  const trusted = trustLinesFor(files, { host, port }).filter(({ marker }) => marker === "@cert-authority");
  const unhonoured = {
    ...(trusted.length === 0 ? {} : { authorities: trusted.map(({ kept }) => kept) }),
    ...(refused === undefined ? {} : { certificate: refused }),
  };
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
