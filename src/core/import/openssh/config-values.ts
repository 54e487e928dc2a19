import type { Directive } from "./config-lines.js";

export type Settings = ReadonlyMap<string, readonly Directive[]>;

export const first = (settings: Settings, keyword: string): string | undefined => settings.get(keyword)?.[0]?.words[0];

export const isYes = (settings: Settings, keyword: string): boolean => ["yes", "true"].includes(first(settings, keyword)?.toLowerCase() ?? "");

export const isNo = (settings: Settings, keyword: string): boolean => ["no", "false"].includes(first(settings, keyword)?.toLowerCase() ?? "");

/** Put values for `%x`; `%%` is a percent sign. @returns `undefined` where a token is not among them, or a variable is named */
export function expand(text: string, values: Readonly<Record<string, string>>): string | undefined {
  let isWhole = !/\$\{/.test(text);
  const expanded = text.replace(/%(.?)/gs, (_, token: string) => {
    if (token === "%") return "%";
    const value = Object.hasOwn(values, token) ? values[token] : undefined;
    if (value === undefined) isWhole = false;
    return value ?? "";
  });
  return isWhole ? expanded : undefined;
}
