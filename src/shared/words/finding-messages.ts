import type { Found } from "../check/finding.js";
import type { FtpServerKind } from "../import-export/ftp-server-settings.js";
import type { UserMessage } from "./message-types.js";

type FoundCode = Found["code"];
/** What was found that has this code; several codes may share one shape. */
type WithCode<C extends FoundCode, F extends Found> = F extends Found ? (C extends F["code"] ? F : never) : never;
export type FoundOf<C extends FoundCode> = WithCode<C, Found>;

/** What the words of a finding may need beside it: the failures that it carries, in words. */
export interface FindingContext {
  /** Empty where it carries none. */
  readonly why: UserMessage;
  /** One for each port that is taken. */
  readonly whyTaken: readonly UserMessage[];
}

/** What a language says to each finding but a failure, which has words already. A finding that needs nothing has an empty remedy. */
export type FindingMessages = {
  readonly [C in Exclude<FoundCode, "failure">]: (found: FoundOf<C>, context: FindingContext) => UserMessage;
};
export type ServerTitles = Readonly<Record<FtpServerKind, string>>;
