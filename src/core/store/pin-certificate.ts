import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { ProfileStore } from "./profile-store.js";

/**
 * Write the fingerprint of a relay's FTP server into the profile that is kept. One that is no longer there, or no relay by
 * now, is left alone.
 *
 * @throws Failed `store.unreadable`, `store.newer`
 */
export async function pinCertificate(
  store: Pick<ProfileStore, "change">,
  id: ProfileId,
  fingerprint: string,
): Promise<void> {
  await store.change((profiles) =>
    profiles.map((profile) =>
      profile.id === id && profile.ftp?.mode === "relay"
        ? { ...profile, ftp: { ...profile.ftp, certificate: fingerprint } }
        : profile,
    ),
  );
}
