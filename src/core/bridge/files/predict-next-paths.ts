import { joinPath, splitPath } from "../../sftp/remote-path.js";

/** The files of a folder, in two orders in which clients fetch them. */
export interface ListedNames {
  readonly folder: string;
  readonly asListed: readonly string[];
  readonly sorted: readonly string[];
}

/** A number longer than this names no file in a series. */
const MAX_DIGITS = 9;

/**
 * The files that a client will fetch next, if it goes on as it went from one to the other: down a folder's listing, down its
 * names in their order, or up the numbers in them (`f9`, `f10`; `img_0099.jpg`, `img_0100.jpg`).
 *
 * @param listing the folder that the client has listed last
 * @returns at most `count` paths, none where the two show no order
 */
export function predictNextPaths(
  previous: string | undefined,
  current: string,
  listing: ListedNames | undefined,
  count: number,
): readonly string[] {
  if (previous === undefined) return [];
  const { folder, name } = splitPath(current);
  const before = splitPath(previous);
  if (before.folder !== folder) return [];
  const names =
    (listing?.folder === folder
      ? (following(listing.asListed, before.name, name) ?? following(listing.sorted, before.name, name))
      : undefined) ?? numbered(before.name, name, count);
  return names.slice(0, count).map((next) => joinPath(folder, next));
}

/** What stands behind a name whose neighbour is the one before it. */
function following(names: readonly string[], before: string, name: string): readonly string[] | undefined {
  const index = names.indexOf(name);
  return index > 0 && names[index - 1] === before ? names.slice(index + 1) : undefined;
}

function numbered(before: string, name: string, count: number): readonly string[] {
  const [parts, earlier] = [name.split(/(\d+)/), before.split(/(\d+)/)];
  if (parts.length !== earlier.length) return [];
  const differing = parts.flatMap((part, index) => (part === earlier[index] ? [] : [index]));
  const [index = 0] = differing;
  const digits = parts[index] ?? "";
  if (differing.length !== 1 || index % 2 === 0 || digits.length > MAX_DIGITS) return [];
  if (written(Number(earlier[index]) + 1, earlier[index] ?? "") !== digits) return [];
  return Array.from({ length: count }, (_, step) =>
    parts.with(index, written(Number(digits) + 1 + step, digits)).join(""),
  );
}

/** A number with as many digits as another has, where that begins with a zero. */
const written = (number: number, like: string): string =>
  like.startsWith("0") ? String(number).padStart(like.length, "0") : String(number);
