import { lookup, resolveCname } from "node:dns/promises";
import type { FindName, NameAnswer } from "./canonical-host.js";

/** So many names an import asks the network for, and so often it is read again for what was found. */
const MAX_NAMES = 200;
const MAX_READINGS = 20;
const MAX_ALIASES = 8;

/**
 * Read what asks for names, and once more when the network has answered, until it asks for none that is not known.
 *
 * @param look asks the network for one name; never throws
 */
export async function withFoundNames<T>(read: (find: FindName) => T, look = lookUpName): Promise<T> {
  const answers = new Map<string, NameAnswer>();
  for (let reading = 1; ; reading++) {
    const wanted = new Set<string>();
    const result = read((name) => {
      if (!answers.has(name) && answers.size + wanted.size < MAX_NAMES) wanted.add(name);
      return answers.get(name);
    });
    if (wanted.size === 0 || reading === MAX_READINGS) return result;
    await Promise.all(Array.from(wanted, async (name) => answers.set(name, await look(name))));
  }
}

/** As `ssh` does: whether the system finds an address for it, in its own files or by DNS, and the end of its CNAMEs. */
async function lookUpName(name: string): Promise<NameAnswer> {
  try {
    await lookup(name);
  } catch {
    return "not-found";
  }
  let canonicalName = name.replace(/\.$/, "");
  for (let aliases = 0; aliases < MAX_ALIASES; aliases++) {
    const [target] = await resolveCname(canonicalName).catch(() => []);
    if (target === undefined) break;
    canonicalName = target.replace(/\.$/, "");
  }
  return { canonicalName };
}
