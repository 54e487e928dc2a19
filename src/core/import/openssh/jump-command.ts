/** A `ProxyCommand` that is `ssh` itself: the jump hosts as ProxyJump would write them, and the options that are lost. */
export interface JumpCommand {
  readonly jumps: readonly string[];
  readonly lost: readonly string[];
}

/** Options of ssh(1) that take a value, and those that stand alone; `-A`, `-X` and the like mean nothing to a way. */
const WITH_VALUE = "BbcDEeFIiJLlmOoPpQRSWw";
const ALONE = "46AaCfGgKkMNnqsTtVvXxYy";
/** Longer ones nobody writes. */
const MAX_WORDS = 64;

/**
 * Read `ssh -q -W %h:%p olive@jump`, options before or after, the program by any path, or the older
 * `ssh olive@jump nc -w 90 %h %p`, which leads the same way.
 *
 * @param target the host and port behind it, where a command names them instead of `%h` and `%p`
 * @returns `undefined` for any other command
 */
export function parseJumpCommand(
  written: readonly string[],
  target?: { readonly host: string; readonly port: number },
): JumpCommand | undefined {
  const words = written.slice(0, MAX_WORDS + 1);
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
      const [key, said] = option === "o" ? configOption(value) : [option, value];
      if ("WJlp".includes(key)) values.set(key, values.get(key) ?? said);
      else lost.push(`-${option} ${value}`);
    } else if (word.startsWith("-")) {
      if (letters === "") return undefined;
    } else if (destination === undefined) destination = word;
    else if (!values.has("W") && isNetcatTo([word, ...words.splice(0)], target)) values.set("W", "%h:%p");
    else return undefined; // another command to run there
  }
  const through = values.get("W") ?? "";
  if (destination === undefined || !(/^\[?%h\]?:%p$/.test(through) || isTarget(through, target))) return undefined;
  return { jumps: [...(values.get("J")?.split(",") ?? []), jumpText(destination, values)], lost };
}

const OPTION = new RegExp(`^-([${ALONE}]*)(?:([${WITH_VALUE}])(.*))?$`, "s");

/** `-o User=olive` is `-l olive`. */
function configOption(text: string): readonly [key: string, value: string] {
  const [, name = "", value = ""] = /^\s*(\w+)(?:\s*=\s*|\s+)(\S+)\s*$/.exec(text) ?? [];
  return [{ user: "l", port: "p", proxyjump: "J" }[name.toLowerCase()] ?? "o", value];
}

const isTarget = (text: string, target: { readonly host: string; readonly port: number } | undefined): boolean =>
  target !== undefined && [`${target.host}:${target.port}`, `[${target.host}]:${target.port}`].includes(text);

/** `exec nc -w 90 %h %p 2>/dev/null`: nothing but the way on. */
const isNetcatTo = (
  words: readonly string[],
  target: { readonly host: string; readonly port: number } | undefined,
): boolean => {
  const [, host, port] =
    /^(?:exec )?(?:\S*\/)?(?:nc|netcat|ncat)(?: -(?:[wqi] ?\d+|[v46n]+))* (\S+) (\S+)(?: 2> ?\/dev\/null)?$/.exec(
      words.join(" ").slice(0, 2_000),
    ) ?? [];
  return (host === "%h" && port === "%p") || (host !== undefined && isTarget(`${host}:${port ?? ""}`, target));
};

/** `user@host:port`; the options, `l` and `p`, say it before the destination does. */
export function jumpText(destination: string, values: ReadonlyMap<string, string>): string {
  const [, user, host = ""] = /^(?:(.*)@)?([^@]*)$/s.exec(destination.replace(/^ssh:\/\//i, "")) ?? [];
  const username = values.get("l") ?? user;
  const port = values.get("p");
  const bracketed = host.split(":").length > 2 && !host.startsWith("[") ? `[${host}]` : host;
  return `${username === undefined ? "" : `${username}@`}${bracketed}${port === undefined ? "" : `:${port}`}`;
}
