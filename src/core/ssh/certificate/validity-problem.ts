import type { CertificateProblem } from "../../../shared/status/failure.js";
import type { Certificate } from "./openssh-certificate.js";

/** Whether a certificate's time has come, and is not over (PROTOCOL.certkeys: from `valid after` on, before `valid before`). @param now milliseconds since 1970 */
export function validityProblem(
  { validAfter, validBefore }: Pick<Certificate, "validAfter" | "validBefore">,
  now: number,
): Extract<CertificateProblem, "expired" | "not-yet-valid"> | undefined {
  const seconds = BigInt(Math.floor(now / 1000));
  if (seconds < validAfter) return "not-yet-valid";
  return seconds >= validBefore ? "expired" : undefined;
}
