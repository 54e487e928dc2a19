import type { ProfileProblem } from "../profile/field-schemas.js";
import type { ActivityEvent } from "../status/activity-event.js";
import type { Failure, FailureCode } from "../status/failure.js";

/** What people are told: what happened, and what they can do about it. The window, the tray and the command line all say it so. */
export interface UserMessage {
  readonly says: string;
  readonly remedy: string;
}

/** The failure that has this code; several codes may share one shape. */
type WithCode<C extends FailureCode, F extends Failure> = F extends Failure ? (C extends F["code"] ? F : never) : never;
export type FailureOf<C extends FailureCode> = WithCode<C, Failure>;

/** What a language says to each failure. */
export type FailureMessages = { readonly [C in FailureCode]: (failure: FailureOf<C>) => UserMessage };

/** What a language says to each wrong field. @param it what was read there, quoted, or the word for “this” @param found the same as it was written; empty where it is not known @param choices what may stand there; none where they are not known */
export type IssueMessages = {
  readonly [P in ProfileProblem]: (it: string, found: string, choices: readonly string[]) => string;
};

/** A text for each cause. */
export type Causes<C extends FailureCode, T> =
  FailureOf<C> extends infer F
    ? F extends { readonly cause: infer Cause extends string }
      ? { readonly [K in Cause]: T }
      : never
    : never;

/** What a language says to each activity event. @param lasted how long it lasted, in words @param cause its failure in words; both empty where there is none */
export type ActivityMessages = {
  readonly [K in ActivityEvent["kind"]]: (
    event: Extract<ActivityEvent, { readonly kind: K }>,
    lasted: string,
    cause: UserMessage,
  ) => string;
};
