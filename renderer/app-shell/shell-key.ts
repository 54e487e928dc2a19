/** What a key asks of the window, wherever the focus is. */
export type ShellKey = "new-profile" | "settings" | "close-window";

const KEYS: Readonly<Record<string, ShellKey>> = { n: "new-profile", ",": "settings", w: "close-window" };

/** Command on macOS, where Control has its own meanings in a text; Control elsewhere. @returns `undefined` where it asks nothing */
export function shellKeyOf(
  {
    key,
    ctrlKey,
    metaKey,
    altKey,
    shiftKey,
  }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
  isMac: boolean,
): ShellKey | undefined {
  if (altKey || shiftKey || (isMac ? !metaKey || ctrlKey : !ctrlKey || metaKey)) return undefined;
  const name = key.toLowerCase();
  return Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
}

/** What a key, or a click, asks of a row in the list of profiles. */
export type RowKey = "connect" | "edit" | "remove";

const ROW_KEYS: Readonly<Record<string, RowKey>> = { Enter: "connect", F2: "edit", Delete: "remove" };

export function rowKeyOf({
  key,
  ctrlKey,
  metaKey,
  altKey,
  shiftKey,
}: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): RowKey | undefined {
  if (key === "Backspace" && metaKey) return "remove"; // as the Finder has it
  if (ctrlKey || metaKey || altKey || shiftKey) return undefined;
  return Object.hasOwn(ROW_KEYS, key) ? ROW_KEYS[key] : undefined;
}
