/** What an FTP program logs in to a bridge with. A secret: it stands in no status, log or profile document. */
export interface BridgeLogin {
  readonly username: string;
  readonly password: string;
}
