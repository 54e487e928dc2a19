import { TEXT_SIZES, type Settings } from "../../src/shared/settings.js";

type Size = Settings["textSize"];

/** What a key asks of the size of text: Ctrl or Command with +, - or 0, as in every browser. @returns `undefined` where it asks nothing */
export function textSizeByKeyboard(
  now: Size,
  { key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
): Size | undefined {
  if (!(ctrlKey || metaKey) || altKey) return undefined;
  if (key === "0") return 100;
  const step = key === "+" || key === "=" ? 1 : key === "-" || key === "_" ? -1 : undefined;
  return step === undefined ? undefined : (TEXT_SIZES[TEXT_SIZES.indexOf(now) + step] ?? now);
}
