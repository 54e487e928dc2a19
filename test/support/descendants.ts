import { readdirSync, readFileSync } from "node:fs";

/** The processes that a process started, and those that they started, from Linux's /proc; none where there is no /proc. */
export function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of parents()) children.set(parent, [...(children.get(parent) ?? []), child]);
  const below = (parent: number): number[] => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** `1234 (sshd: olive (x)) S 1200 ...`: the parent stands second behind the last bracket. */
function* parents(): Iterable<readonly [child: number, parent: number]> {
  for (const name of processes()) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      yield [Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])];
    } catch {
      // it ended meanwhile
    }
  }
}

function processes(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
