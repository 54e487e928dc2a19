import type { KeyboardEvent } from "react";
import { movedOver } from "../../src/shared/profile/profile-order.js";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { RowGroup } from "./profile-rows.js";

/** What a key changes in the order of the profiles. */
interface OrderChange {
  readonly order: readonly ProfileId[];
  /** Of the profile that moves. */
  readonly name: string;
  /** Where it stands then among those of its group that are shown; the first is 1. */
  readonly position: number;
  readonly count: number;
}

/** Alt with an arrow moves the profile that has the focus over its neighbour; nothing where there is none, or for any other key. */
export function orderByKeyboard(
  event: KeyboardEvent,
  profiles: readonly Profile[],
  groups: readonly RowGroup[],
): OrderChange | undefined {
  if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return undefined;
  const option = event.target instanceof Element ? event.target.closest("[role='option']") : null;
  const moved = profiles.find(({ id }) => id === option?.getAttribute("data-key"));
  const shown = groups.map(({ rows }) => rows.map(({ id }) => id)).find((ids) => moved && ids.includes(moved.id));
  if (moved === undefined || shown === undefined) return undefined;
  event.preventDefault();
  event.stopPropagation(); // without Alt it goes to the neighbour
  const direction = event.key === "ArrowUp" ? "up" : "down";
  const order = movedOver(
    profiles.map(({ id }) => id),
    shown,
    moved.id,
    direction,
  );
  return order === undefined
    ? undefined
    : {
        order,
        name: moved.name,
        position: shown.indexOf(moved.id) + (direction === "up" ? 0 : 2),
        count: shown.length,
      };
}
