import type { WrittenSite } from "../../import-export/export-format.js";
import type { FtpClientField, FtpClientName } from "../../import-export/ftp-client-settings.js";

type FieldWords = Extract<FtpClientField, { readonly words: string }>["words"];

/** The settings for FTP programs, by the labels that these programs use. */
export const programs = {
  chooser: "Program",
  names: {
    any: "Any FTP program",
    filezilla: "FileZilla",
    winscp: "WinSCP",
    dreamweaver: "Web authoring (Dreamweaver)",
    explorer: "Windows Explorer",
    curl: "curl",
    lftp: "lftp",
  } satisfies Record<FtpClientName, string>,
  where: {
    any: "",
    filezilla: "File > Site Manager > New site",
    winscp: "Login > New Site",
    dreamweaver: "Site > Manage Sites > Servers > Basic; passive under More Options",
    explorer: "Type it into the address line",
    curl: "In a terminal",
    lftp: "In a terminal",
  } satisfies Record<FtpClientName, string>,
  fields: {
    host: "Host",
    port: "Port",
    user: "User",
    address: "Address",
    protocol: "Protocol",
    encryption: "Encryption",
    transfer: "Transfer mode",
  },
  values: {
    ftp: "FTP",
    plain: "None, plain FTP",
    "plain-or-tls": "Plain FTP; explicit TLS if the server wants it",
    passive: "Passive",
    either: "Passive or active",
    on: "Use passive FTP",
  } satisfies Record<FieldWords, string>,
  /** What a program itself calls a value, where that differs: FileZilla 3.63, WinSCP's manual. */
  ownValues: {
    filezilla: {
      ftp: "FTP - File Transfer Protocol",
      plain: "Only use plain FTP (insecure)",
      "plain-or-tls": "Use explicit FTP over TLS if available",
    },
    winscp: {
      plain: "No encryption",
      "plain-or-tls": "No encryption; TLS/SSL Explicit encryption if the server wants it",
    },
  } as Partial<Record<FtpClientName, Partial<Record<FieldWords, string>>>>,
  /** What a program asks before it goes on, and what to answer. */
  warns: {
    filezilla: "It warns that plain FTP is insecure: press OK. SSH encrypts it between you and the gateway.",
  } as Partial<Record<FtpClientName, string>>,
  line: "Command",
  openIn: (program: string) => `Open in ${program}`,
  writeInto: (program: string) => `Write it into ${program}`,
  writeIntoSays: (program: string) => `While ${program} is closed; its settings are backed up first.`,
  written: {
    added: (program: string, name: string) => `${program} has the site “${name}” now.`,
    updated: (program: string, name: string) => `The site “${name}” of ${program} was brought up to date.`,
    same: (program: string, name: string) => `${program} has the site “${name}” already.`,
  } satisfies Record<WrittenSite["outcome"], unknown>,
  backup: (file: string) => `The settings as they were: ${file}`,
};
