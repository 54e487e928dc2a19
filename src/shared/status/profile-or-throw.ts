import type { ProfileResult } from "../profile/profile-issues.js";
import type { Profile } from "../profile/profile-schema.js";
import { FailureError } from "./failure.js";

/** The profile that a draft was read as. @param name what the failure calls it @throws Failed `profile.invalid` with every field that is wrong */
export function profileOrThrow(reading: ProfileResult, name: string): Profile {
  if (reading.ok) return reading.profile;
  throw new FailureError({ code: "profile.invalid", refused: [{ profile: name, issues: reading.issues }] });
}
