/** A text that is made from the code and committed, so that it can be read and installed without building; a test holds that it is up to date. */
export interface WrittenFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}
