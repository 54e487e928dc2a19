import type { ConfigDirective } from "./config-lines.js";

export type HostSettings = ReadonlyMap<string, readonly ConfigDirective[]>;

export const firstValue = (settings: HostSettings, keyword: string): string | undefined =>
  settings.get(keyword)?.[0]?.words[0];

export const isEnabled = (settings: HostSettings, keyword: string): boolean =>
  ["yes", "true"].includes(firstValue(settings, keyword)?.toLowerCase() ?? "");

export const isDisabled = (settings: HostSettings, keyword: string): boolean =>
  ["no", "false"].includes(firstValue(settings, keyword)?.toLowerCase() ?? "");

/** Put values for `%x`; `%%` is a percent sign. @returns `undefined` where a token is not among them, or a variable is named */
export function expandTokens(text: string, values: Readonly<Record<string, string>>): string | undefined {
  let isWhole = !/\$\{/.test(text);
  const expanded = text.replace(/%(.?)/gs, (_, token: string) => {
    if (token === "%") return "%";
    const value = Object.hasOwn(values, token) ? values[token] : undefined;
    if (value === undefined) isWhole = false;
    return value ?? "";
  });
  return isWhole ? expanded : undefined;
}
