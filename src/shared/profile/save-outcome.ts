import type { Profile } from "./profile-schema.js";

/** What became of an edited profile: where it is not saved, the profile as it stands there now; it may be gone. */
export type SaveOutcome = { readonly saved: true } | { readonly saved: false; readonly now?: Profile };
