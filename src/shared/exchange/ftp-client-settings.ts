import type { Ftp } from "../profile/profile-schema.js";

/** The programs for which the settings can be said; `any` is what every program asks for. */
export const PROGRAMS = ["any", "filezilla", "winscp", "dreamweaver", "explorer", "curl", "lftp"] as const;
export type ProgramName = (typeof PROGRAMS)[number];

/** One thing to set in a program: which, and to what. A value of `words` is said in the user's language. */
export type ProgramField =
  | { readonly field: "host" | "port" | "user" | "address"; readonly value: string }
  | { readonly field: "protocol" | "encryption" | "transfer"; readonly words: "ftp" | "plain" | "plain-or-tls" | "passive" | "either" | "on" };

/** Fields to fill in, or a line to type. */
export type ProgramSettings = { readonly fields: readonly ProgramField[] } | { readonly line: string };

/** Where an open tunnel's FTP is, and how it is carried. */
export interface FtpHere {
  readonly host: string;
  readonly port: number;
  readonly mode: Ftp["mode"];
  /** Whom the bridge lets in; otherwise the user knows their own name at the FTP server. */
  readonly user?: string;
}

/** What to set in one program so that it uses the tunnel. */
export function programSettings(program: Exclude<ProgramName, "any">, here: FtpHere): ProgramSettings {
  const { host, port, mode, user } = here;
  const place = host.includes(":") ? `[${host}]` : host;
  const url = `ftp://${place}:${port}/`;
  const where: ProgramField[] = [{ field: "host", value: host }, { field: "port", value: String(port) }];
  const who: ProgramField[] = user === undefined ? [] : [{ field: "user", value: user }];
  const encryption: ProgramField = { field: "encryption", words: mode === "range" ? "plain-or-tls" : "plain" };
  const transfer: ProgramField = { field: "transfer", words: mode === "range" ? "passive" : "either" };
  switch (program) {
    case "filezilla":
    case "winscp": return { fields: [{ field: "protocol", words: "ftp" }, encryption, ...where, ...who, transfer] };
    case "dreamweaver": return { fields: [{ field: "protocol", words: "ftp" }, { field: "address", value: host }, { field: "port", value: String(port) }, ...who, { field: "transfer", words: "on" }] };
    case "explorer": return { fields: [{ field: "address", value: url }, ...who] };
    case "curl": return { line: `curl --user ${word(user ?? "NAME")} ${url}` };
    case "lftp": return { line: `lftp -e "set ftp:ssl-allow no" -u ${word(user ?? "NAME")} -p ${port} ${host}` };
  }
}

/** A name as a shell takes it for one word. */
const word = (name: string): string => (/^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);
