import type { Exported, ExportFormat, ExportNote } from "../../shared/exchange/export-format.js";
import { recipeLines, serverNeeds, serverSnippet, type ServerName } from "../../shared/exchange/ftp-server-settings.js";
import { at } from "../../shared/profile/endpoint.js";
import { DOCUMENT_VERSION, type Profile } from "../../shared/profile/profile-schema.js";
import { clientSiteOf, writeFilezilla, writeWinscp, type ClientSite } from "./ftp-client-sites.js";
import { writeOpenssh } from "./openssh.js";
import { writePuttyRegistry } from "./putty.js";

/** A profile as the text of another program's file, and what that cannot carry. */
export function exportProfile(profile: Profile, format: ExportFormat): Exported {
  const utf8 = { format, encoding: "utf-8" as const };
  switch (format) {
    case "openssh": return { ...utf8, fileName: `${profile.id}.conf`, ...writeOpenssh(profile) };
    case "putty": return { format, encoding: "utf-16le", fileName: `${profile.id}.reg`, ...writePuttyRegistry(profile) };
    case "winscp": return { ...utf8, fileName: `${profile.id}.ini`, ...site(profile, writeWinscp) };
    case "filezilla": return { ...utf8, fileName: `${profile.id}.xml`, ...site(profile, writeFilezilla) };
    case "vsftpd": case "proftpd": case "pure-ftpd": return { ...utf8, fileName: `${profile.id}-${format}.conf`, ...serverLines(profile, format) };
    case "culvert": return { ...utf8, fileName: `${profile.id}.json`, text: `${JSON.stringify({ version: DOCUMENT_VERSION, profiles: [profile] }, null, 2)}\n`, notes: [] };
  }
}

/** The file's bytes, as its program wants them. */
export const bytesOf = ({ text, encoding }: Exported): Buffer => (encoding === "utf-16le" ? Buffer.from(`\ufeff${text}`, "utf16le") : Buffer.from(text));

interface Written {
  readonly text: string;
  readonly notes: readonly ExportNote[];
}

function site(profile: Profile, write: (site: ClientSite) => string): Written {
  const found = clientSiteOf(profile);
  return found === undefined ? { text: "", notes: [{ code: "no-ftp" }] } : { text: write(found), notes: [{ code: "site-behind-tunnel", what: at(found.place) }] };
}

/** Only the range mode asks anything of its server. */
function serverLines({ name, ftp }: Profile, server: ServerName): Written {
  const needs = serverNeeds(ftp);
  if (needs === undefined) return { text: "", notes: [{ code: ftp === undefined ? "no-ftp" : "nothing-to-set" }] };
  const snippet = serverSnippet(server, needs);
  const { title, place, restart, leftOut } = snippet;
  const text = [`# ${title}, ${place}: ${name}`, ...recipeLines(snippet), ...(restart === undefined ? [] : [`# ${restart}`]), ""].join("\n");
  return { text, notes: [{ code: "name-address-to-all", what: needs.announces }, ...(leftOut === "" ? [] : [{ code: "range-left-out" as const, what: leftOut }])] };
}
