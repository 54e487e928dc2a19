import type { Profile } from "../shared/profile/profile-schema.js";

/** A profile that logs in by a key file before it tries any other way. */
export function withPrivateKeyFirst(profile: Profile, file: string): Profile {
  const { gateway } = profile;
  const others = gateway.auth.filter((auth) => auth.method !== "key" || auth.file !== file);
  return { ...profile, gateway: { ...gateway, auth: [{ method: "key", file }, ...others] } };
}
