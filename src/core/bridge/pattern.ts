/** Whether a name asks for several: `*.txt`. Clients' `mget` sends it on with NLST, and servers have always taken it. */
export const isPattern = (name: string): boolean => /[*?[]/.test(name);

/** Whether a name fits a shell's pattern of `*`, `?` and `[a-z]`; a leading dot must be written. */
export function fitsPattern(name: string, pattern: string): boolean {
  if (name === pattern) return true;
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  const source = pattern.replace(/\[(!?)([^\]]+)\]|[\s\S]/g, (sign, not: string | undefined, set: string | undefined) => {
    if (set !== undefined) return `[${not === "!" ? "^" : ""}${set.replace(/[\\\]^]/g, "\\$&")}]`;
    return sign === "*" ? "[^]*" : sign === "?" ? "[^]" : sign.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  }).replace(/(?:\[\^\]\*)+/g, "[^]*");
  try {
    return new RegExp(`^${source}$`, "u").test(name);
  } catch {
    return false; // a set such as [z-a]
  }
}
