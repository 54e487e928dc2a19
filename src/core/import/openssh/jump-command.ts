/** A `ProxyCommand` that is `ssh` itself with `-W`: the jump hosts as ProxyJump would write them, and the options that are lost. */
export interface JumpCommand {
  readonly jumps: readonly string[];
  readonly lost: readonly string[];
}

/** Options of ssh(1) that take a value, and those that stand alone; `-A`, `-X` and the like mean nothing to a way. */
const WITH_VALUE = "BbcDEeFIiJLlmOoPpQRSWw";
const ALONE = "46AaCfGgKkMNnqsTtVvXxYy";
/** Longer ones nobody writes. */
const MAX_WORDS = 64;

/** Read `ssh -q -W %h:%p olive@jump`, options before or after, the program by any path. @returns `undefined` for any other command */
export function parseJumpCommand(written: readonly string[]): JumpCommand | undefined {
  const words = written.join(" ").split(/\s+/, MAX_WORDS + 1);
  if (words[0] === "exec") words.shift();
  if (words.length > MAX_WORDS || !/^(?:.*[/\\])?ssh(?:\.exe)?$/i.test(words.shift() ?? "")) return undefined;
  const values = new Map<string, string>();
  const lost: string[] = [];
  let destination: string | undefined;
  while (words.length > 0) {
    const word = words.shift() ?? "";
    const [, letters = "", option, attached = ""] = OPTION.exec(word) ?? [];
    if (option !== undefined) {
      const value = attached === "" ? words.shift() : attached;
      if (value === undefined) return undefined;
      if ("WJlp".includes(option)) values.set(option, values.get(option) ?? value);
      else lost.push(`-${option} ${value}`);
    } else if (word.startsWith("-")) {
      if (letters === "") return undefined;
    } else if (destination === undefined) destination = word;
    else return undefined; // a command to run there
  }
  if (destination === undefined || !/^\[?%h\]?:%p$/.test(values.get("W") ?? "")) return undefined;
  return { jumps: [...(values.get("J")?.split(",") ?? []), jumpText(destination, values)], lost };
}

const OPTION = new RegExp(`^-([${ALONE}]*)(?:([${WITH_VALUE}])(.*))?$`, "s");

/** `user@host:port`; the options say it before the destination does. */
function jumpText(destination: string, values: ReadonlyMap<string, string>): string {
  const [, user, host = ""] = /^(?:(.*)@)?([^@]*)$/s.exec(destination.replace(/^ssh:\/\//i, "")) ?? [];
  const username = values.get("l") ?? user;
  const port = values.get("p");
  const bracketed = host.split(":").length > 2 && !host.startsWith("[") ? `[${host}]` : host;
  return `${username === undefined ? "" : `${username}@`}${bracketed}${port === undefined ? "" : `:${port}`}`;
}
