/** What tells list entries apart while they are moved about; never saved. */
export interface Keyed {
  readonly key: number;
}

let lastKey = 0;

/** An entry of a list with a key that no other has. */
export const withKey = <T extends object>(entry: T): T & Keyed => ({ ...entry, key: ++lastKey });

/** Keys to come are higher than this one, which an entry has that was made elsewhere. */
export function reserveKeysUpTo(key: number): void {
  lastKey = Math.max(lastKey, key);
}
