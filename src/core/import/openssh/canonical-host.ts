import type { WorkBudget } from "../../../shared/text/glob.js";
import { firstValue, isEnabled, type HostSettings } from "./config-values.js";
import { matchesHostLine } from "./host-pattern.js";

/** What the network says of a name: that it is not there, or by which name its addresses are kept (the end of its CNAMEs). */
export type NameAnswer = "not-found" | { readonly canonicalName: string };

/** Looks a whole name up, `www.spinach.com.`; `undefined` where nobody has asked the network yet. */
export type FindName = (name: string) => NameAnswer | undefined;

/** What a name comes to, and what was looked for in vain. */
export interface CanonicalHost {
  readonly host: string;
  /** The whole names of which none is there. */
  readonly missing: readonly string[];
}

const DEFAULT_MAX_DOTS = 1;
/** More suffixes nobody has. */
const MAX_DOMAINS = 16;

/** Whether `ssh` reads its configuration a second time by the name that it has completed (ssh_config(5), CanonicalizeHostname). */
export const isCanonicalized = (settings: HostSettings): boolean =>
  isEnabled(settings, "canonicalizehostname") || isAlways(settings);

const isAlways = (settings: HostSettings): boolean =>
  firstValue(settings, "canonicalizehostname")?.toLowerCase() === "always";

/** Complete a host's name by its domains and its CNAMEs as `ssh` does (OpenSSH's ssh.c, `resolve_canonicalize`). */
export function canonicalHost(host: string, settings: HostSettings, find: FindName, budget: WorkBudget): CanonicalHost {
  const asItIs: CanonicalHost = { host, missing: [] };
  const isDirect = isNone(firstValue(settings, "proxycommand")) && !settings.has("proxyjump"); // `ProxyJump none` counts as one there
  if (!isCanonicalized(settings) || !(isDirect || isAlways(settings))) return asItIs;
  const names = namesFor(host, settings);
  for (const name of names) {
    const answer = find(name);
    if (answer === undefined || answer === "not-found") continue;
    return { host: followAlias(name.slice(0, -1), answer.canonicalName, settings, budget), missing: [] };
  }
  if (!settings.has("canonicalizepermittedcnames")) return { host, missing: names };
  const answer = find(host);
  if (answer === undefined || answer === "not-found") return { host, missing: names };
  return { host: followAlias(host, answer.canonicalName, settings, budget), missing: names };
}

const isNone = (value: string | undefined): boolean => value === undefined || value.toLowerCase() === "none";

function namesFor(host: string, settings: HostSettings): readonly string[] {
  if (host.endsWith(".")) return [host];
  const maxDots = Number(firstValue(settings, "canonicalizemaxdots") ?? DEFAULT_MAX_DOTS);
  if (host.split(".").length - 1 > maxDots) return [];
  const domains = settings.get("canonicaldomains")?.[0]?.words.slice(0, MAX_DOMAINS) ?? [];
  return (isNone(domains[0]) ? [] : domains).map((domain) => `${host}.${domain}.`);
}

/** `*.a.example:*.b.example,*.c.example` lets a name that fits the left side become one that fits the right side. */
function followAlias(name: string, target: string, settings: HostSettings, budget: WorkBudget): string {
  const rules = settings.get("canonicalizepermittedcnames")?.[0]?.words ?? [];
  const fits = (text: string, list: string): boolean =>
    matchesHostLine(text.toLowerCase(), list.toLowerCase().split(","), budget);
  const isPermitted = rules.some((rule) => {
    const [from, to, ...more] = rule.split(":");
    return from !== undefined && to !== undefined && more.length === 0 && fits(name, from) && fits(target, to);
  });
  return isPermitted ? target : name;
}
