/** What a profile can be written as: its own document, other programs' settings, or the lines that an FTP server needs. */
export const EXPORT_FORMATS = [
  "openssh",
  "putty",
  "winscp",
  "filezilla",
  "vsftpd",
  "proftpd",
  "pure-ftpd",
  "culvert",
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The FTP programs into whose own settings a site can be written. */
export const SITE_PROGRAMS = ["filezilla", "winscp"] as const;
export type SiteProgram = (typeof SITE_PROGRAMS)[number];

/** What became of a site in a program's own settings. */
export interface WrittenSite {
  readonly program: SiteProgram;
  /** The file, or the registry's key. */
  readonly file: string;
  /** Under which it stands there: the profile's, unless that names the user's own site of another host. */
  readonly name: string;
  readonly outcome: "added" | "updated" | "same";
  /** The settings as they were before; nothing where none were, or nothing was changed. */
  readonly backup?: string;
}

/** What a format could not carry, as data; the words modules make sentences of it. */
export const EXPORT_NOTES = [
  "relay-as-control-port",
  "bridge-left-out",
  "first-key-only",
  "first-jump-only",
  "socket-left-out",
  "off-left-out",
  "any-port-left-out",
  "jump-login-left-out",
  "proxy-left-out",
  "old-server-left-out",
  "agent-left-out",
  "ways-left-out",
  "site-behind-tunnel",
  "nothing-to-set",
  "no-ftp",
  "range-left-out",
  "puts-key-as-ppk",
  "name-address-to-all",
] as const;
export type ExportNoteCode = (typeof EXPORT_NOTES)[number];

export interface ExportNote {
  readonly code: ExportNoteCode;
  /** The ports or the server that it is about. */
  readonly what?: string;
}

/** A profile as the text of a file, ready to paste or save; a secret is never in it. */
export interface Exported {
  readonly format: ExportFormat;
  /** A name for the file, where it is saved. */
  readonly fileName: string;
  /** Empty where there is nothing to write. */
  readonly text: string;
  /** Windows' registry editor reads UTF-16 with a byte order mark. */
  readonly encoding: "utf-8" | "utf-16le";
  readonly notes: readonly ExportNote[];
}
