import type { FtpServerKind } from "../import-export/ftp-server-settings.js";
import type { HopFact } from "../status/route.js";

type FactOf<K extends HopFact["kind"]> = Extract<HopFact, { readonly kind: K }>;

/** What a language says to each fact of a hop: a short line without a full stop. The time of a fact is told beside it. */
export type HopFactMessages = { readonly [K in HopFact["kind"]]: (fact: FactOf<K>) => string };

/** The version that stands behind a server's own name in its greeting: `220 (vsFTPd 3.0.3)` gives `3.0.3`. Empty where none does. */
export const versionIn = (greeting: string): string =>
  /(?:vsftpd|proftpd|pure-?ftpd|filezilla server|pyftpdlib)[ /]?v?(\d[\w.-]*\w)/i.exec(greeting)?.[1] ?? "";

/** What an unknown server says of itself, without its code. */
export const greetingText = (greeting: string): string => greeting.replace(/^\d{3}[ -]?/, "").trim();

/** Whether a server has a title of its own. */
export const isKnownServer = (server: FtpServerKind): boolean => server !== "unknown";
