import { createPrivateKey } from "node:crypto";
import { FailureError } from "../../../shared/status/failure.js";
import type { Answer, QuestionBody } from "../../../shared/status/questions.js";
import type { NoAnswer } from "../../environment.js";
import { errorCode } from "../../store/read-json-file.js";
import { expandHome } from "../../system/home-path.js";
import { readBounded } from "../../system/read-bounded.js";

/** How often the passphrase of a key is asked for. */
const MAX_ROUNDS = 3;
/** Far above any certificate with its chain and key. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * A client certificate and its key, from one PEM file that holds both; the key's passphrase is asked for where it has one.
 *
 * @throws Failed `ftp.client-certificate`
 */
export async function readClientCertificate(
  file: string,
  ask: (question: QuestionBody) => Promise<Answer | NoAnswer>,
): Promise<{ readonly cert: string; readonly key: string; readonly passphrase?: string }> {
  const failure = (detail: string) => new FailureError({ code: "ftp.client-certificate", file, detail });
  let pem: string;
  try {
    pem = (await readBounded(expandHome(file), MAX_FILE_BYTES)).toString("latin1");
  } catch (thrown) {
    throw failure(String(errorCode(thrown) ?? thrown));
  }
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
  if (certificates === null) throw failure("no certificate in it");
  if (key === undefined) throw failure("no private key in it");
  const cert = certificates.join("\n");
  if (!/ENCRYPTED/.test(key)) return { cert, key };
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const answer = await ask({ kind: "passphrase", file, again: round > 1, mayRemember: false });
    if (answer.kind !== "secret") throw failure("its passphrase was not given");
    if (opens(key, answer.text)) return { cert, key, passphrase: answer.text };
  }
  throw failure("its passphrase was wrong");
}

function opens(key: string, passphrase: string): boolean {
  try {
    createPrivateKey({ key, passphrase });
    return true;
  } catch {
    return false;
  }
}
