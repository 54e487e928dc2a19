import type { FtpReply } from "./reply.js";

/** Verbs that cannot pass a relay: TLS would close its eyes (RFC 2228, RFC 4217), the others name addresses that it does not read. */
export const BLOCKED_VERBS: ReadonlySet<string> = new Set([
  "AUTH",
  "ADAT",
  "CCC",
  "MIC",
  "CONF",
  "ENC",
  "PBSZ",
  "PROT",
  "LPRT",
  "LPSV",
  "CPSV",
  "SSCN",
]);

/**
 * The reply to FEAT without what cannot pass. A feature is a line that begins with a blank (RFC 2389, section 3.2), but
 * servers put a tab there, nothing, or the code: `211-AUTH TLS`. The first and the last line stay, and lose their words
 * where these are such a feature.
 */
export function withoutBlockedFeatures({ code, raw }: FtpReply): FtpReply {
  const lines = raw.split(/(?<=\n)/);
  const kept = lines.flatMap((line, index) => {
    const isEdge = index === 0 || index === lines.length - 1;
    if (!BLOCKED_VERBS.has(FEATURE.exec(line)?.[1]?.toUpperCase() ?? "")) return [line];
    if (!isEdge) return [];
    return [NOTHING_BUT_A_FEATURE.test(line) ? line.replace(/^(\d{3}[ -]).*?(?=\r?\n$)/s, "$1Features") : line];
  });
  return { code, raw: kept.join("") };
}

const FEATURE = /^(?:\d{3}(?:[ -]|(?=\t)))?[ \t]*([A-Za-z]+)/;
/** `AUTH TLS;TLS-C` and `PBSZ`, as no sentence is written. */
const NOTHING_BUT_A_FEATURE = /^\d{3}[ -][ \t]*[A-Z]+(?:[ \t][A-Z;, -]*)?\r?\n$/;
