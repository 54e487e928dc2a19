import type { ProfileId } from "../profile/profile-schema.js";
import type { Failure } from "./failure.js";
import type { QuestionBody } from "./questions.js";
import type { TransferOutcome } from "./route.js";

interface TunnelReference {
  readonly profile: ProfileId;
  /** The profile's name at that time. */
  readonly name: string;
}

/** One thing that happened, as data: the log and the notifications make sentences of it. Never a secret. */
export type ActivityEvent =
  | { readonly kind: "started"; readonly version: string }
  | (TunnelReference & { readonly kind: "opening" })
  | (TunnelReference & { readonly kind: "opened" })
  | (TunnelReference & { readonly kind: "closed" })
  /** Open again. */
  | (TunnelReference & { readonly kind: "restored"; /** Milliseconds since it was lost. */ readonly after: number })
  /** It was open, and is tried again by itself. */
  | (TunnelReference & { readonly kind: "lost"; readonly cause: Failure })
  /** It could not be opened, and is tried again by itself. */
  | (TunnelReference & { readonly kind: "put-off"; readonly cause: Failure })
  /** It waits for the user. */
  | (TunnelReference & { readonly kind: "failed"; readonly cause: Failure })
  /** One port of it does not listen; or the latest connection through it failed. */
  | (TunnelReference & { readonly kind: "port-refused"; readonly port: string; readonly cause: Failure })
  | (TunnelReference & { readonly kind: "port-troubled"; readonly port: string; readonly cause: Failure })
  /** A transfer was refused or cut off, as the server or the relay put it. */
  | (TunnelReference & {
      readonly kind: "transfer-failed";
      readonly verb: string;
      readonly path: string;
      readonly bytes: number;
      readonly outcome: Exclude<TransferOutcome, "done">;
      readonly said: string;
    })
  /** Files are kept on this disk, since the gateway cannot be reached. */
  | (TunnelReference & { readonly kind: "spool-filled" })
  /** All files that were kept have been sent. */
  | (TunnelReference & { readonly kind: "spool-emptied" })
  /** A file that was kept is not taken by the gateway, or none can be kept. */
  | (TunnelReference & { readonly kind: "spool-troubled"; readonly cause: Failure })
  /** A bridge's client writes names in another charset than UTF-8, and the profile tells none; `file` is such a name. */
  | (TunnelReference & { readonly kind: "name-foreign"; readonly client: string; readonly file: string })
  /** It is open, and FTP does not work through it; `hop` is where, `popeye:21`. */
  | (TunnelReference & { readonly kind: "route-failed"; readonly hop: string; readonly cause: Failure })
  | (TunnelReference & { readonly kind: "asked"; readonly question: QuestionBody["kind"] });

/** A line of the log. */
export interface LogEntry {
  /** Counts from 1, and tells one entry from the next. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly happening: ActivityEvent;
}
