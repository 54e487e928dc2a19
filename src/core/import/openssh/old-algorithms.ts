import { matchesGlob } from "../../../shared/text/glob.js";
import { algorithmsFor, LEGACY, type Algorithms } from "../../ssh/transport/algorithms.js";
import type { ConfigDirective } from "./config-lines.js";
import type { HostSettings } from "./config-values.js";

/** The keywords that say which algorithms are taken, the old names of some with them, and which of Culvert's lists each is about. */
const ALGORITHM_LISTS = {
  kexalgorithms: "kex",
  hostkeyalgorithms: "hostKey",
  pubkeyacceptedalgorithms: "hostKey",
  pubkeyacceptedkeytypes: "hostKey",
  ciphers: "cipher",
  macs: "mac",
} as const satisfies Readonly<Record<string, keyof Algorithms>>;

/**
 * The lines that are there for an old server: what they add, `+ssh-rsa`, or all that they leave, `aes128-cbc,3des-cbc`, Culvert
 * takes only by its switch for old servers. A list that has modern algorithms too is no reason to weaken the rest.
 */
export const legacyAlgorithmLines = (settings: HostSettings): readonly ConfigDirective[] =>
  Object.entries(ALGORITHM_LISTS).flatMap(([keyword, list]) => {
    const directive = settings.get(keyword)?.[0];
    return directive !== undefined && isLegacyLine(directive, list) ? [directive] : [];
  });

/** One line may hold for a thousand hosts. */
const cache = new WeakMap<ConfigDirective, boolean>();
/** No list names more, and no algorithm's name is longer (RFC 4251, section 6). */
const MAX_PATTERNS = 100;
const MAX_PATTERN_LENGTH = 64;

function isLegacyLine(line: ConfigDirective, list: keyof Algorithms): boolean {
  const known = cache.get(line) ?? needsLegacyAlgorithms(line.words[0] ?? "", list);
  cache.set(line, known);
  return known;
}

function needsLegacyAlgorithms(written: string, list: keyof Algorithms): boolean {
  const [, prefix = "", names = ""] = /^([+^-]?)(.*)$/s.exec(written) ?? [];
  const patterns = names.split(",", MAX_PATTERNS).filter(({ length }) => length <= MAX_PATTERN_LENGTH);
  const has = (algorithms: readonly string[]): boolean =>
    algorithms.some((name) => patterns.some((pattern) => matchesGlob(name, pattern)));
  return prefix !== "-" && has(LEGACY[list]) && (prefix !== "" || !has(algorithmsFor(false)[list]));
}
