import { reply, type FtpReply } from "./reply.js";

/** They begin or end a protection (RFC 2228, RFC 4217), behind which a relay would read nothing. */
const PROTECTION_VERBS: ReadonlySet<string> = new Set(["AUTH", "ADAT", "CCC", "MIC", "CONF", "ENC", "PBSZ", "PROT"]);
/** They agree on data connections by addresses that a relay does not read: RFC 1639, and transfers between two servers. */
const FOREIGN_ADDRESS_VERBS: ReadonlySet<string> = new Set(["LPRT", "LPSV", "CPSV", "SSCN"]);

/** Verbs that cannot pass a relay. */
export const BLOCKED_VERBS: ReadonlySet<string> = new Set([...PROTECTION_VERBS, ...FOREIGN_ADDRESS_VERBS]);

/** What a client hears that sends one of them. */
export const blockedReply = (verb: string): FtpReply =>
  reply(
    502,
    PROTECTION_VERBS.has(verb)
      ? `${verb} is not needed: the tunnel encrypts already.`
      : `${verb} cannot pass the tunnel; use EPSV, PASV, EPRT or PORT.`,
  );

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

/** The reply to FEAT with lines of the relay's own before its last one (RFC 2389 section 3.2); a refusal becomes a list of these alone. */
export function withFeatures(answer: FtpReply, features: readonly string[]): FtpReply {
  if (features.length === 0) return answer;
  const own = features.map((feature) => ` ${feature}\r\n`).join("");
  const lines = answer.code === 211 ? answer.raw.split(/(?<=\n)/) : [];
  const last = lines.at(-1);
  if (lines.length < 2 || last === undefined) return { code: 211, raw: `211-Features:\r\n${own}211 End\r\n` };
  return { code: 211, raw: lines.slice(0, -1).join("") + own + last };
}

const FEATURE = /^(?:\d{3}(?:[ -]|(?=\t)))?[ \t]*([A-Za-z]+)/;
/** `AUTH TLS;TLS-C` and `PBSZ`, as no sentence is written. */
const NOTHING_BUT_A_FEATURE = /^\d{3}[ -][ \t]*[A-Z]+(?:[ \t][A-Z;, -]*)?\r?\n$/;
