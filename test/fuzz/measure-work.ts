/** What a call has looked through. @param result what it gave */
type Cost = (self: unknown, args: readonly unknown[], result: unknown) => number;

const bufferPrototype = Buffer.prototype as object;
const lengthOf = (value: unknown): number => (value as { length?: number } | null)?.length ?? 0;
const numberOr = (value: unknown, other: number): number => (typeof value === "number" ? value : other);

/** Of `indexOf(wanted, from)`: up to what was found, else to the end. */
const upToFound: Cost = (self, [, from], found) =>
  (numberOr(found, -1) === -1 ? lengthOf(self) : numberOr(found, 0)) - numberOr(from, 0);
const all: Cost = (self) => lengthOf(self);
const decoded: Cost = (_self, _args, result) => lengthOf(result);
const joined: Cost = (_self, _args, result) => lengthOf(result);

/**
 * The bytes and characters that a callback looks through: what is searched, matched, split, joined, decoded and copied.
 * An estimate from above that, unlike time, is the same on a busy machine.
 */
export function measureWork(callback: () => void): number {
  let work = 0;
  const restore: (() => void)[] = [];
  const count = (owner: object, names: readonly string[], cost: Cost) => {
    for (const name of names) {
      const original = Reflect.get(owner, name) as (...args: unknown[]) => unknown;
      const counted = function (this: unknown, ...args: unknown[]): unknown {
        const result = Reflect.apply(original, this, args);
        work += cost(this, args, result);
        return result;
      };
      Reflect.set(owner, name, counted);
      restore.push(() => Reflect.set(owner, name, original));
    }
  };
  count(String.prototype, ["indexOf"], upToFound);
  count(String.prototype, ["includes", "split", "replace", "replaceAll", "trim", "trimEnd", "toUpperCase"], all);
  count(bufferPrototype, ["indexOf"], upToFound);
  count(bufferPrototype, ["toString"], decoded);
  count(bufferPrototype, ["copy", "copyWithin"], (_self, _args, copied) => numberOr(copied, 0));
  count(Array.prototype, ["join"], joined);
  count(Buffer, ["concat"], joined);
  const exec: (this: RegExp, text: string) => RegExpExecArray | null = Reflect.get(RegExp.prototype, "exec"); // `test`, `match`, `matchAll`, `replace` and `split` call it as well
  RegExp.prototype.exec = function (text) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, text);
    work += match === null ? text.length - from : match.index + match[0].length - from;
    return match;
  };
  restore.push(() => {
    RegExp.prototype.exec = exec;
  });
  try {
    callback();
  } finally {
    for (const undo of restore) undo();
  }
  return work;
}
