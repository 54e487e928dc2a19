import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Names that stand where a port may, as ssh and PuTTY look them up by `getservbyname(name, "tcp")`. The system's own file counts;
 * these stand in for one that is missing or short (IANA's Service Name and Transport Protocol Port Number Registry).
 */
const WELL_KNOWN: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  pop3: 110,
  nntp: 119,
  imap: 143,
  imap2: 143,
  ldap: 389,
  https: 443,
  "microsoft-ds": 445,
  submissions: 465,
  submission: 587,
  rsync: 873,
  ftps: 990,
  imaps: 993,
  pop3s: 995,
  socks: 1080,
  "ms-sql-s": 1433,
  nfs: 2049,
  mysql: 3306,
  "ms-wbt-server": 3389,
  svn: 3690,
  postgresql: 5432,
  amqp: 5672,
  rfb: 5900,
  x11: 6000,
  redis: 6379,
  "http-alt": 8080,
};

/** Databases, caches and web servers that people forward in runs, beside what has a name above. */
const OTHER_PORTS = [1521, 1522, 3128, 3307, 5433, 6380, 8000, 8008, 8081, 8443, 8888, 9042, 9200, 11_211, 27_017];
const FTP_PORTS: ReadonlySet<number> = new Set([21, 990]);
const OTHER_SERVICE_PORTS: ReadonlySet<number> = new Set([...Object.values(WELL_KNOWN), ...OTHER_PORTS]);

/** Whether a port is known for something else than FTP, such as a database or a web server. */
export const isOtherService = (port: number): boolean => OTHER_SERVICE_PORTS.has(port) && !FTP_PORTS.has(port);

/** A port by its digits or by its service's name, 0 to 65535; `undefined` for anything else. */
export function parsePort(text: string, services = systemServices): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65_535 ? Number(text) : undefined;
  if (!/^[A-Za-z][\w.+-]{0,63}$/.test(text)) return undefined;
  return services().get(text) ?? (Object.hasOwn(WELL_KNOWN, text) ? WELL_KNOWN[text] : undefined);
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
