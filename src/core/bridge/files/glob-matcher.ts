import { matchesGlob, parseGlob } from "../../../shared/text/glob.js";
import { utf8Of } from "../encoding/byte-text.js";

/**
 * Which names fit a shell's pattern of `*`, `?` and `[a-z]`, which clients' `mget` sends on with NLST; a leading dot must be
 * written. A `?` is one character of a name in UTF-8, else one byte. @param pattern as latin1, as the names are
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  const bytes = parseGlob(pattern);
  const text = utf8Of(pattern);
  const characters = text === undefined ? undefined : parseGlob(text);
  return (name) => {
    if (name === pattern) return true;
    const nameText = characters === undefined ? undefined : utf8Of(name);
    return nameText === undefined || characters === undefined
      ? matchesGlob(name, bytes, { hidesDots: true })
      : matchesGlob(Array.from(nameText), characters, { hidesDots: true });
  };
}
