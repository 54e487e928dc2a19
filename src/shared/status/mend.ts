import type { ProfileId } from "../profile/profile-schema.js";

/**
 * One way to mend a failure, as plain data: the window makes a button of it, the command line the command to type, and the
 * core does it by one call. Never a secret.
 */
export type Mend =
  /** Listen on another local port, one that was free when it was looked up. */
  | { readonly kind: "use-port"; readonly port: number }
  /** Close another tunnel of this Culvert, which has the port. */
  | { readonly kind: "close-tunnel"; readonly profile: ProfileId; readonly name: string }
  | { readonly kind: "switch-mode"; readonly mode: "range" | "relay" | "bridge" }
  | { readonly kind: "choose-key" }
  | { readonly kind: "answer-question" }
  /** Close and open again, with the profile as it is saved. */
  | { readonly kind: "reconnect" }
  | { readonly kind: "open-known-hosts"; readonly file: string; /** Counted from 1. */ readonly line: number }
  /** The lines for the server's own settings file, to paste there. */
  | { readonly kind: "copy-server-lines"; readonly file: string; readonly lines: string }
  /** Open the profile's editor at a field, `["gateway", "host"]`. */
  | { readonly kind: "edit-profile"; readonly path: readonly (string | number)[] }
  | { readonly kind: "retry" };
