/** What a program's file of sites becomes with one more, or with one changed; `text` is nothing where it has the site already. */
export type SiteEdit =
  | { readonly outcome: "added" | "updated"; readonly name: string; readonly text: string }
  | { readonly outcome: "same"; readonly name: string };

/** Why a file of sites is left as it is. */
export interface SiteFileProblem {
  readonly problem: "malformed" | "unknown-kind";
  /** Counted from 1. */
  readonly line: number;
}

/** More sites of one name than anybody has. */
const MAX_TRIES = 1_000;

/**
 * The name under which a site stands, or can be put: its own, unless that names a site of another host, which is the
 * user's and is left alone.
 *
 * @param hostOf the host of the site that has a name; nothing where none has it
 */
export function siteName(name: string, host: string, hostOf: (name: string) => string | undefined): string {
  const isOurs = (candidate: string): boolean => [host, undefined].includes(hostOf(candidate));
  for (let next = 1; next < MAX_TRIES; next++) {
    const candidate = next === 1 ? name : next === 2 ? `${name} (Culvert)` : `${name} (Culvert ${next - 1})`;
    if (isOurs(candidate)) return candidate;
  }
  return name;
}
