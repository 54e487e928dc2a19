/** What an FTP server shows of itself in TLS. */
export interface Certificate {
  /** Whose it says that it is; may be empty. */
  readonly subject: string;
  /** SHA-256 as FTP programs show it: `0A:1B:...`. */
  readonly fingerprint: string;
}
