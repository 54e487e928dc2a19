import { BLOCKED_VERBS } from "../../../src/core/ftp/blocked-verbs.js";

/** Replies whose numbers say something about files and folders; in all others they are counts, times and ports. */
const NUMBERS_MATTER: ReadonlySet<string> = new Set(["213", "250", "257", "350"]);

/**
 * A reply without what a relay may change, and without what no two sessions have in common: addresses, ports, features that
 * cannot pass, the words of a 1xx (a server tells there who connected to whom), times and counts.
 */
export function comparable(reply: string): string {
  const lines = reply.split(/\r?\n/).filter((line) => line !== "");
  const code = /^\d{3}(?=[ -]|$)/.exec(lines[0] ?? "")?.[0] ?? "";
  if (code.startsWith("1")) return "1xx";
  if (code === "227" || code === "229") return `${code} and a port`;
  if (code === "211" && /\bstatus\b/i.test(reply)) return "211 and a status"; // it tells how far a transfer is
  return lines
    .filter((line) => !BLOCKED_VERBS.has(featureOf(line)))
    .map((line) => line.replaceAll(/run-\d+/g, "run-0").replaceAll(/unique=\w+/gi, "unique=#"))
    .map((line) => line.replaceAll(/\bpureftpd\.[\da-f.]+/g, "pureftpd.#")) // the name that it makes for STOU
    .map((line) =>
      NUMBERS_MATTER.has(code)
        ? line.replaceAll(/\b\d{14}(?:\.\d+)?\b/g, "#time")
        : line.slice(0, 3) + line.slice(3).replaceAll(/\d+(?:\.\d+)?/g, "#"),
    )
    .map((line) => line.replaceAll(/\b(?:[KMG]?bytes|less than)\b/gi, "#"))
    .join(" / ");
}

const featureOf = (line: string): string => /^(?:211-)?\s+([A-Za-z]+)/.exec(line)?.[1]?.toUpperCase() ?? "";
