import type { Profile } from "../profile/profile-schema.js";

/** Names that say nothing of anybody. */
const HARMLESS_NAME = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0|::|)$/i;
/** An IPv4 address, or an IPv6 one in brackets or with at least two colons between its groups. */
const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}\b|\[[0-9a-f:.%]+\]|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b/gi;
const HOME = /([/\\](?:home|Users)[/\\])[^/\\\s]+/g;

/** A text to be shown to strangers: every host, user and profile name of these profiles, and every address, under a name that says nothing. The same one is the same throughout. */
export function maskNames(text: string, profiles: readonly Profile[]): string {
  const masks = new Map<string, string>();
  const mask = (kind: string, names: readonly string[]): void => {
    for (const name of new Set(names))
      if (!HARMLESS_NAME.test(name) && !masks.has(name))
        masks.set(name, `${kind}-${[...masks.values()].filter((taken) => taken.startsWith(`${kind}-`)).length + 1}`);
  };
  mask(
    "profile",
    profiles.map(({ name }) => name),
  );
  mask("host", profiles.flatMap(hostsOf));
  mask(
    "user",
    profiles.flatMap(({ gateway }) => [gateway, ...gateway.via].map(({ username }) => username)),
  );
  const known = [...masks.keys()].sort((one, other) => other.length - one.length); // or a longer name would keep its rest
  const masked =
    known.length === 0
      ? text
      : text.replace(
          new RegExp(known.map((name) => `(?<![\\w-])${escaped(name)}(?![\\w-])`).join("|"), "gi"),
          (name) =>
            masks.get(name) ?? [...masks].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? name,
        );
  mask(
    "address",
    (masked.match(ADDRESS) ?? []).map((address) => address.replace(/^\[|\]$/g, "")),
  );
  return masked
    .replace(ADDRESS, (address) => masks.get(address.replace(/^\[|\]$/g, "")) ?? address)
    .replace(HOME, "$1…");
}

function hostsOf({ gateway, ftp, forwards }: Profile): string[] {
  const targets = [
    ...(ftp !== undefined && "target" in ftp ? [ftp.target] : []),
    ...forwards.flatMap((plan) => ("target" in plan ? [plan.listen, plan.target] : [plan.listen])),
  ];
  return [
    gateway.host,
    ...gateway.via.map(({ host }) => host),
    ...targets.flatMap((target) => ("host" in target ? [target.host] : [])),
  ];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
