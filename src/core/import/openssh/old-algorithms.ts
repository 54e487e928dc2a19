import { algorithmsFor, OLD, type Algorithms } from "../../ssh/transport/algorithms.js";
import type { Directive } from "./config-lines.js";
import type { Settings } from "./config-values.js";
import { fits } from "./host-pattern.js";

/** The keywords that say which algorithms are taken, the old names of some with them, and which of Culvert's lists each is about. */
const LISTS = { kexalgorithms: "kex", hostkeyalgorithms: "hostKey", pubkeyacceptedalgorithms: "hostKey", pubkeyacceptedkeytypes: "hostKey", ciphers: "cipher", macs: "mac" } as const satisfies Readonly<Record<string, keyof Algorithms>>;

/**
 * The lines that are there for an old server: what they add, `+ssh-rsa`, or all that they leave, `aes128-cbc,3des-cbc`, Culvert
 * takes only by its switch for old servers. A list that has modern algorithms too is no reason to weaken the rest.
 */
export const linesForOldServer = (settings: Settings): readonly Directive[] =>
  Object.entries(LISTS).flatMap(([keyword, list]) => {
    const directive = settings.get(keyword)?.[0];
    return directive !== undefined && isForOldServer(directive, list) ? [directive] : [];
  });

/** One line may hold for a thousand hosts. */
const judged = new WeakMap<Directive, boolean>();
/** No list names more, and no algorithm's name is longer (RFC 4251, section 6). */
const MOST_PATTERNS = 100;
const LONGEST_PATTERN = 64;

function isForOldServer(line: Directive, list: keyof Algorithms): boolean {
  const known = judged.get(line) ?? judge(line.words[0] ?? "", list);
  judged.set(line, known);
  return known;
}

function judge(written: string, list: keyof Algorithms): boolean {
  const [, sign = "", names = ""] = /^([+^-]?)(.*)$/s.exec(written) ?? [];
  const patterns = names.split(",", MOST_PATTERNS).filter(({ length }) => length <= LONGEST_PATTERN);
  const has = (algorithms: readonly string[]): boolean => algorithms.some((name) => patterns.some((pattern) => fits(name, pattern)));
  return sign !== "-" && has(OLD[list]) && (sign !== "" || !has(algorithmsFor(false)[list]));
}
