import type { ProfileId } from "../profile/profile-schema.js";
import type { Failure } from "./failure.js";
import type { QuestionBody } from "./questions.js";

interface OfTunnel {
  readonly profile: ProfileId;
  /** The profile's name at that time. */
  readonly name: string;
}

/** One thing that happened, as data: the log and the notifications make sentences of it. Never a secret. */
export type Happening =
  | { readonly kind: "started"; readonly version: string }
  | OfTunnel & { readonly kind: "opening" }
  | OfTunnel & { readonly kind: "opened" }
  | OfTunnel & { readonly kind: "closed" }
  /** Open again. */
  | OfTunnel & { readonly kind: "restored"; /** Milliseconds since it was lost. */ readonly after: number }
  /** It was open, and is tried again by itself. */
  | OfTunnel & { readonly kind: "lost"; readonly cause: Failure }
  /** It could not be opened, and is tried again by itself. */
  | OfTunnel & { readonly kind: "put-off"; readonly cause: Failure }
  /** It waits for the user. */
  | OfTunnel & { readonly kind: "failed"; readonly cause: Failure }
  /** One port of it does not listen; or the latest connection through it failed. */
  | OfTunnel & { readonly kind: "port-refused"; readonly port: string; readonly cause: Failure }
  | OfTunnel & { readonly kind: "port-troubled"; readonly port: string; readonly cause: Failure }
  | OfTunnel & { readonly kind: "asked"; readonly question: QuestionBody["kind"] };

/** A line of the log. */
export interface LogEntry {
  /** Counts from 1, and tells one entry from the next. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly happening: Happening;
}
