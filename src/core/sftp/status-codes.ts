/** The statuses of SFTP that a request can end with (draft-ietf-secsh-filexfer-02, section 7). */
export const SFTP_STATUS = {
  ok: 0,
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  badMessage: 5,
  noConnection: 6,
  connectionLost: 7,
  opUnsupported: 8,
  // later drafts; some servers say these in version 3 too
  invalidHandle: 9,
  noSuchPath: 10,
  alreadyExists: 11,
  writeProtected: 12,
  noMedia: 13,
  noSpace: 14,
  quotaExceeded: 15,
} as const;

/** A request that the server did not carry out, or could not: `said` is its own words as latin1, often only the status's name. */
export class SftpError extends Error {
  constructor(
    readonly status: number,
    readonly serverText: string,
  ) {
    super(`SFTP status ${status}`);
    this.name = "SftpRefused";
  }
}
