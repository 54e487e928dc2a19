import { spawnSync } from "node:child_process";

/** `npm test` tries one part of the list. */
export const PARTS = 9;

/** The part that is tried at this commit, so that a red run can be repeated; where there is no git, that of the day of the year. */
export function partOfCommit(folder: string, now = new Date()): number {
  const { stdout, status } = spawnSync("git", ["rev-parse", "HEAD"], { cwd: folder, encoding: "utf8" });
  const [head] = status === 0 ? (/^[0-9a-f]{8}/.exec(stdout) ?? []) : [];
  return (head === undefined ? dayOfYear(now) : Number.parseInt(head, 16)) % PARTS;
}

const dayOfYear = (now: Date): number =>
  Math.floor(
    (Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()) - Date.UTC(now.getUTCFullYear(), 0, 1)) /
      86_400_000,
  );
