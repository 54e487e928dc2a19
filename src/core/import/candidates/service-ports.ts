import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WELL_KNOWN_PORTS } from "../../../shared/profile/well-known-ports.js";

/*
 * Names that stand where a port may, as ssh and PuTTY look them up by `getservbyname(name, "tcp")`. The system's own file
 * counts; the registry's names stand in for one that is missing or short.
 */

/** A port by its digits or by its service's name, 0 to 65535; `undefined` for anything else. */
export function parsePort(text: string, services = systemServices): number | undefined {
  if (/^0*\d{1,5}$/.test(text.slice(0, 20))) return Number(text) <= 65_535 ? Number(text) : undefined;
  if (!/^[A-Za-z][\w.+-]{0,63}$/.test(text)) return undefined;
  return services().get(text) ?? (Object.hasOwn(WELL_KNOWN_PORTS, text) ? WELL_KNOWN_PORTS[text] : undefined);
}

/** The TCP services of `/etc/services`, their other names among them: `http  80/tcp  www  # WorldWideWeb`. */
export function parseServices(text: string): ReadonlyMap<string, number> {
  const services = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) {
    const [name, port, ...aliases] = line.replace(/#.*/, "").trim().split(/\s+/);
    const digits = /^(\d{1,5})\/tcp$/i.exec(port ?? "")?.[1];
    if (name === undefined || digits === undefined) continue;
    for (const one of [name, ...aliases]) if (!services.has(one)) services.set(one, Number(digits));
  }
  return services;
}

/** No system's file is longer; another computer's would not be read. */
const MAX_CHARACTERS = 4_000_000;
let known: ReadonlyMap<string, number> | undefined;

/** The system's own file, read when the first name is met. */
function systemServices(): ReadonlyMap<string, number> {
  known ??= readServices(
    process.platform === "win32"
      ? join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "drivers", "etc", "services")
      : "/etc/services",
  );
  return known;
}

function readServices(file: string): ReadonlyMap<string, number> {
  try {
    return parseServices(readFileSync(file, "utf8").slice(0, MAX_CHARACTERS));
  } catch {
    return new Map(); // the table above is enough
  }
}
