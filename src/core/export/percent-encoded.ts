/** A session's name as PuTTY and WinSCP write it: what is no plain letter or digit becomes `%20` and the like, from UTF-8. */
export const percentEncoded = (name: string): string =>
  [...Buffer.from(name)]
    .map((byte, index) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9+@_-]/.test(character) || (character === "." && index > 0)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");

/**
 * A name or value as WinSCP writes it: with a byte order mark where it is not ASCII, without which WinSCP reads the bytes
 * as the user's old Windows page (`ToUnicode` and `UnMungeStr` in its `HierarchicalStorage.cpp`).
 */
export const winscpEncoded = (text: string): string =>
  percentEncoded(/^[\0-\x7f]*$/.test(text) ? text : `\ufeff${text}`);
