import type { Profile, ProfileId } from "./profile-schema.js";

type Identified = Pick<Profile, "id">;

/**
 * The profiles in another order. One that the order does not name, since another process has just added it, stays right
 * behind the one that it stands behind now; what is named and not there counts for nothing.
 */
export function inOrder<P extends Identified>(profiles: readonly P[], order: readonly ProfileId[]): readonly P[] {
  const ranks = new Map(order.map((id, index) => [id, index]));
  let rank = -1;
  return profiles
    .map((profile) => ({ profile, rank: (rank = ranks.get(profile.id) ?? rank) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ profile }) => profile);
}

/**
 * The order once a profile is moved over its neighbour in what is shown, which may be some of them only.
 *
 * @param shown the ids that stand one below the other where it is moved
 * @returns all ids; `undefined` where there is no neighbour on that side
 */
export function movedOver(
  all: readonly ProfileId[],
  shown: readonly ProfileId[],
  moved: ProfileId,
  direction: "up" | "down",
): readonly ProfileId[] | undefined {
  const index = shown.indexOf(moved);
  const neighbour = index < 0 ? undefined : shown[index + (direction === "up" ? -1 : 1)];
  if (neighbour === undefined) return undefined;
  return movedTo(all, moved, neighbour, direction === "up" ? "before" : "after");
}

/** The order once a profile stands right before or after another one. @returns all ids */
export function movedTo(
  all: readonly ProfileId[],
  moved: ProfileId,
  target: ProfileId,
  side: "before" | "after",
): readonly ProfileId[] {
  if (moved === target || !all.includes(target)) return all;
  const rest = all.filter((id) => id !== moved);
  return rest.toSpliced(rest.indexOf(target) + (side === "before" ? 0 : 1), 0, moved);
}
