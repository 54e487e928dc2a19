import type { Ftp } from "../profile/profile-schema.js";
import { shellQuoted } from "../text/shell-quoted.js";

/** The programs for which the settings can be said; `any` is what every program asks for. */
export const FTP_CLIENTS = ["any", "filezilla", "winscp", "dreamweaver", "explorer", "curl", "lftp"] as const;
export type FtpClientName = (typeof FTP_CLIENTS)[number];

/** One thing to set in a program: which, and to what. A value of `words` is said in the user's language. */
export type FtpClientField =
  | { readonly field: "host" | "port" | "user" | "address"; readonly value: string }
  | {
      readonly field: "protocol" | "encryption" | "transfer";
      readonly words: "ftp" | "plain" | "plain-or-tls" | "passive" | "either" | "on";
    };

/** Fields to fill in, or a line to type. */
export type FtpClientSettings = { readonly fields: readonly FtpClientField[] } | { readonly line: string };

/** Where an open tunnel's FTP is, and how it is carried. */
export interface LocalFtpEndpoint {
  readonly host: string;
  readonly port: number;
  readonly mode: Ftp["mode"];
  /** Whom the bridge lets in; otherwise the user knows their own name at the FTP server. */
  readonly user?: string;
}

/** What to set in one program so that it uses the tunnel. */
export function ftpClientSettings(
  program: Exclude<FtpClientName, "any">,
  endpoint: LocalFtpEndpoint,
): FtpClientSettings {
  const { host, port, mode, user } = endpoint;
  const bracketedHost = host.includes(":") ? `[${host}]` : host;
  const url = `ftp://${bracketedHost}:${port}/`;
  const endpointFields: FtpClientField[] = [
    { field: "host", value: host },
    { field: "port", value: String(port) },
  ];
  const userFields: FtpClientField[] = user === undefined ? [] : [{ field: "user", value: user }];
  const encryption: FtpClientField = { field: "encryption", words: mode === "range" ? "plain-or-tls" : "plain" };
  const transfer: FtpClientField = { field: "transfer", words: mode === "range" ? "passive" : "either" };
  switch (program) {
    case "filezilla":
    case "winscp":
      return { fields: [{ field: "protocol", words: "ftp" }, encryption, ...endpointFields, ...userFields, transfer] };
    case "dreamweaver":
      return {
        fields: [
          { field: "protocol", words: "ftp" },
          { field: "address", value: host },
          { field: "port", value: String(port) },
          ...userFields,
          { field: "transfer", words: "on" },
        ],
      };
    case "explorer":
      return { fields: [{ field: "address", value: url }, ...userFields] };
    case "curl":
      return { line: `curl --user ${shellQuoted(user ?? "NAME")} ${url}` };
    case "lftp":
      return { line: `lftp -e "set ftp:ssl-allow no" -u ${shellQuoted(user ?? "NAME")} -p ${port} ${host}` };
  }
}
