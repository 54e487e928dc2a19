import type { FtpReply } from "./reply.js";

/** Verbs that cannot pass a relay: TLS would close its eyes (RFC 2228, RFC 4217), the others name addresses that it does not read. */
export const CANNOT_PASS: ReadonlySet<string> = new Set(["AUTH", "ADAT", "CCC", "MIC", "CONF", "ENC", "PBSZ", "PROT", "LPRT", "LPSV", "CPSV", "SSCN"]);

/** The reply to FEAT without what cannot pass; a feature is a line that begins with a blank (RFC 2389, section 3.2). */
export function withoutWhatCannotPass({ code, raw }: FtpReply): FtpReply {
  const lines = raw.split(/(?<=\n)/);
  const kept = lines.filter((line) => !CANNOT_PASS.has(/^ +([A-Za-z]+)/.exec(line)?.[1]?.toUpperCase() ?? ""));
  return { code, raw: kept.join("") };
}
