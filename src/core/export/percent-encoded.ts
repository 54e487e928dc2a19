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
