import type { AuthAttempt, CertificateProblem } from "../../../shared/status/failure.js";
import { parseCertificate, type Certificate } from "../certificate/openssh-certificate.js";
import { validityProblem } from "../certificate/validity-problem.js";
import { verifySignature } from "../certificate/verify-signature.js";
import type { KeyFileMethod, UserCertificate } from "./plan-keys.js";
import { readIdentityFile } from "./read-key-file.js";

/** The file of a certificate, and what may be wrong with it; told where the server refuses. */
export type CertificateFacts = Required<Pick<AuthAttempt, "certificate" | "certificateProblem">>;

/** What the certificate of a key file is good for. */
export interface UserCertificateReading {
  /** The one to show; `key` is the plain key that it certifies. */
  readonly certificate?: UserCertificate & Pick<Certificate, "key">;
  readonly facts?: CertificateFacts;
}

/**
 * The user certificate that goes with a key file: the one that the profile names where it is for this key, else
 * `<file>-cert.pub` beside it, where ssh-keygen puts it (ssh_config(5), CertificateFile). Whether it lets anybody in, the server decides: also one that looks
 * expired here is shown, as this computer's clock may be wrong.
 *
 * @param publicBlob the key in the file, as far as it is known @param now milliseconds since 1970
 */
export async function readUserCertificate(
  { file: keyFile, certificate: named }: KeyFileMethod,
  publicBlob: Buffer | undefined,
  username: string,
  now: number,
): Promise<UserCertificateReading> {
  const beside = `${keyFile}-cert.pub`;
  const reading = named === undefined ? {} : await readCertificate(named, publicBlob, username, now);
  if (reading.certificate !== undefined) return reading;
  if (named === beside || (await readIdentityFile(beside)) === "file-missing") return reading;
  const readingBeside = await readCertificate(beside, publicBlob, username, now);
  return readingBeside.certificate === undefined ? { ...readingBeside, ...reading } : readingBeside;
}

async function readCertificate(
  file: string,
  publicBlob: Buffer | undefined,
  username: string,
  now: number,
): Promise<UserCertificateReading> {
  const blob = await readIdentityFile(file);
  const facts = (certificateProblem: CertificateProblem) => ({ certificate: file, certificateProblem });
  if (typeof blob === "string") return { facts: facts("unreadable") };
  const certificate = parseCertificate(blob);
  if (certificate === undefined) return { facts: facts("unreadable") };
  if (certificate.kind !== "user") return { facts: facts("wrong-kind") };
  if (publicBlob !== undefined && !publicBlob.equals(certificate.key)) return { facts: facts("other-key") };
  return {
    certificate: { file, blob, key: certificate.key },
    facts: facts(
      validityProblem(certificate, now) ??
        principalProblem(certificate, username) ??
        signatureProblem(certificate) ??
        optionProblem(certificate) ??
        "refused",
    ),
  };
}

const signatureProblem = ({ authority, signature, signed }: Certificate): CertificateProblem | undefined =>
  verifySignature(authority, signature, signed) ? undefined : "bad-signature";

/** What a server must know to take a certificate (PROTOCOL.certkeys, Critical options). */
const USER_OPTIONS: readonly string[] = ["force-command", "source-address", "verify-required"];

function optionProblem({ criticalOptions }: Certificate): CertificateProblem | undefined {
  if (criticalOptions.some((option) => !USER_OPTIONS.includes(option))) return "critical-option";
  return criticalOptions.includes("source-address") ? "source-address" : undefined;
}

/** sshd compares with the user's name where its owner has set no list of principals (sshd_config(5), AuthorizedPrincipalsFile). */
function principalProblem({ principals }: Certificate, username: string): CertificateProblem | undefined {
  if (principals.length === 0) return "no-principals";
  return principals.includes(username) ? undefined : "wrong-principal";
}
