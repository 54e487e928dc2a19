import type { BridgeSpool } from "./bridge-spool.js";
import type { BridgeUsers } from "./login/bridge-users.js";
import type { Charset } from "./encoding/charset.js";
import type { FileChanges } from "./files/file-changes.js";

/** What is to happen where a name that is stored is there already. */
export type Existing = "replace" | "refuse" | "number";

/** What the profile says of a bridge's users and stores, and what its connections share. */
export interface BridgeRules {
  /** Nothing where one login is for all. */
  readonly users?: BridgeUsers | undefined;
  /** It is replaced, unless this says otherwise. */
  readonly existing?: Existing | undefined;
  /** A file is not seen before it is whole. */
  readonly wholeOnly?: boolean | undefined;
  /** How clients write names; UTF-8 where nothing is said. */
  readonly charset?: Charset | undefined;
  /** Where files are kept while the gateway cannot be reached. */
  readonly spool?: BridgeSpool | undefined;
  /** True paths that are being written now. */
  readonly claimed?: Set<string>;
  /** What its connections change. */
  readonly changes?: FileChanges;
  /** Nothing is answered by what was told before, or asked before it is needed. */
  readonly isPlain?: boolean | undefined;
}
