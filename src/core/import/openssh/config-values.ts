import type { ConfigDirective } from "./config-lines.js";

export type HostSettings = ReadonlyMap<string, readonly ConfigDirective[]>;

export const firstValue = (settings: HostSettings, keyword: string): string | undefined =>
  settings.get(keyword)?.[0]?.words[0];

export const isEnabled = (settings: HostSettings, keyword: string): boolean =>
  ["yes", "true"].includes(firstValue(settings, keyword)?.toLowerCase() ?? "");

export const isDisabled = (settings: HostSettings, keyword: string): boolean =>
  ["no", "false"].includes(firstValue(settings, keyword)?.toLowerCase() ?? "");

/** The key under which a host's settings keep the whole names that were looked for in vain: no keyword of a configuration begins so. */
export const MISSING_NAMES = "# missing names";

/** The variables of the environment whose value says no more than a token does; any other may hold a secret, and is never looked up. */
const VARIABLES: Readonly<Record<string, string>> = { HOME: "d", USER: "u", LOGNAME: "u" };

/** Put values for `%x` and `${HOME}`; `%%` is a percent sign. @returns `undefined` where a token or a variable is not among them */
export function expandTokens(text: string, values: Readonly<Record<string, string>>): string | undefined {
  const unknown: string[] = [];
  const expanded = text.replace(/%(.?)|\$\{(?:([^}]*)\})?/gs, (_, token?: string, variable?: string) => {
    if (token === "%") return "%";
    const name = token ?? (Object.hasOwn(VARIABLES, variable ?? "") ? VARIABLES[variable ?? ""] : undefined) ?? "";
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) unknown.push(name);
    return value ?? "";
  });
  return unknown.length === 0 ? expanded : undefined;
}
