import type { Exported, ExportFormat, ExportNote } from "../../shared/import-export/export-format.js";
import {
  settingLines,
  rangeRequirements,
  serverSnippet,
  type ServerName,
} from "../../shared/import-export/ftp-server-settings.js";
import { formatEndpoint } from "../../shared/profile/endpoint.js";
import { DOCUMENT_VERSION, type Profile } from "../../shared/profile/profile-schema.js";
import { ftpClientSite, writeFilezilla, writeWinscp, type FtpClientSite } from "./ftp-client-sites.js";
import { writeOpenssh } from "./export-openssh.js";
import { writePuttyRegistry } from "./export-putty.js";
import { encodeRegText } from "./reg-text.js";

/** A profile as the text of another program's file, and what that cannot carry. */
export function exportProfile(profile: Profile, format: ExportFormat): Exported {
  const utf8 = { format, encoding: "utf-8" as const };
  switch (format) {
    case "openssh":
      return { ...utf8, fileName: `${profile.id}.conf`, ...writeOpenssh(profile) };
    case "putty":
      return { format, encoding: "utf-16le", fileName: `${profile.id}.reg`, ...writePuttyRegistry(profile) };
    case "winscp":
      return { ...utf8, fileName: `${profile.id}.ini`, ...clientSite(profile, writeWinscp) };
    case "filezilla":
      return { ...utf8, fileName: `${profile.id}.xml`, ...clientSite(profile, writeFilezilla) };
    case "vsftpd":
    case "proftpd":
    case "pure-ftpd":
      return { ...utf8, fileName: `${profile.id}-${format}.conf`, ...serverSettings(profile, format) };
    case "culvert":
      return {
        ...utf8,
        fileName: `${profile.id}.json`,
        text: `${JSON.stringify({ version: DOCUMENT_VERSION, profiles: [profile] }, null, 2)}\n`,
        notes: [],
      };
  }
}

/** The file's bytes, as its program wants them. */
export const encodeExport = ({ text, encoding }: Exported): Buffer =>
  encoding === "utf-16le" ? encodeRegText(text) : Buffer.from(text);

interface ExportText {
  readonly text: string;
  readonly notes: readonly ExportNote[];
}

function clientSite(profile: Profile, write: (site: FtpClientSite) => string): ExportText {
  const ftpSite = ftpClientSite(profile);
  return ftpSite === undefined
    ? { text: "", notes: [{ code: "no-ftp" }] }
    : { text: write(ftpSite), notes: [{ code: "site-behind-tunnel", what: formatEndpoint(ftpSite.endpoint) }] };
}

/** Only the range mode asks anything of its server. */
function serverSettings({ name, ftp }: Profile, server: ServerName): ExportText {
  const requirements = rangeRequirements(ftp);
  if (requirements === undefined)
    return { text: "", notes: [{ code: ftp === undefined ? "no-ftp" : "nothing-to-set" }] };
  const snippet = serverSnippet(server, requirements);
  const { title, place: location, restart, leftOut } = snippet;
  const text = [
    `# ${title}, ${location}: ${name}`,
    ...settingLines(snippet),
    ...(restart === undefined ? [] : [`# ${restart}`]),
    "",
  ].join("\n");
  return {
    text,
    notes: [
      { code: "name-address-to-all", what: requirements.announces },
      ...(leftOut === "" ? [] : [{ code: "range-left-out" as const, what: leftOut }]),
    ],
  };
}
