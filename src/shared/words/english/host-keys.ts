/** The page of the host keys that Culvert has written down. */
export const hostKeys = {
  says: (file: string) =>
    `The servers that you have trusted in Culvert. They stand in ${file}, which OpenSSH reads too; lines that you or other programs wrote there are not listed.`,
  none: "Culvert has not written down a host key yet. It does when you answer “Trust and remember”.",
  host: "Server",
  key: "Key",
  added: "Trusted on",
  hidden: "A hashed name",
  hiddenSays: "The file hides its names, and this one belongs to none of your profiles.",
  remove: (host: string) => `Remove the key of ${host}`,
  confirmTitle: (host: string) => `Remove the key of ${host}?`,
  confirmSays: "Culvert will ask again the next time it meets this server.",
  confirm: "Remove",
  authorities: "Certificate authorities",
  authoritiesSay:
    "Servers that show a certificate of one of these are known without a question. Who trusts them wrote these lines; Culvert only reads them.",
  servers: "Servers",
  line: "Line",
};
