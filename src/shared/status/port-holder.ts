/** A program that listens where a profile should. */
export interface PortHolder {
  /** `vsftpd`, where the system tells. */
  readonly program?: string;
  readonly pid?: number;
  /** It is Culvert: this one, or another one running for the same user. */
  readonly isCulvert?: true;
  /** The profile whose tunnel listens there, where it is this Culvert's own. */
  readonly profile?: string;
}
