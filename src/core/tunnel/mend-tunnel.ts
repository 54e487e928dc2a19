import { parseProfile } from "../../shared/profile/profile-issues.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import { withFtpMode } from "../../shared/profile/with-ftp-mode.js";
import { FailureError } from "../../shared/status/failure.js";
import type { Mend } from "../../shared/status/mend.js";
import { profileOrThrow } from "../../shared/status/profile-or-throw.js";
import type { ProfileStore } from "../store/profile-store.js";
import type { Tunnels } from "./tunnels.js";

/** Mends that need nobody but the core; the others are the window's to do. */
export type CoreMend = Extract<
  Mend,
  { kind: "use-port" | "close-tunnel" | "switch-mode" | "reconnect" | "retry" | "answer-question" }
>;

const CORE_MENDS: ReadonlySet<Mend["kind"]> = new Set<CoreMend["kind"]>([
  "use-port",
  "close-tunnel",
  "switch-mode",
  "reconnect",
  "retry",
  "answer-question",
]);
export const isCoreMend = (mend: Mend): mend is CoreMend => CORE_MENDS.has(mend.kind);

/** Where profiles are kept, and the tunnels that follow each change there. */
export interface MendServices {
  readonly store: Pick<ProfileStore, "change">;
  readonly tunnels: Pick<Tunnels, "close" | "open" | "retry" | "reconnect">;
}

/**
 * Do what mends a tunnel: a changed profile is stored first, and the tunnel opened anew by it.
 *
 * @throws Failed `profile.not-found`, `profile.invalid`, `store.unreadable`, `store.newer`
 */
export async function mendTunnel({ store, tunnels }: MendServices, id: ProfileId, mend: CoreMend): Promise<void> {
  switch (mend.kind) {
    case "use-port":
      await changeProfile(store, id, (profile) => withPort(profile, mend.port));
      return tunnels.reconnect(id);
    case "switch-mode":
      await changeProfile(store, id, ({ ftp, ...profile }) => ({
        ...profile,
        ...(ftp === undefined ? {} : { ftp: withFtpMode(ftp, mend.mode, profile.gateway) }),
      }));
      return tunnels.reconnect(id);
    case "close-tunnel":
      await tunnels.close(mend.profile);
      return tunnels.retry(id);
    case "reconnect":
      return tunnels.reconnect(id);
    case "retry":
      return tunnels.retry(id);
    case "answer-question":
      tunnels.open(id); // it is asked again
  }
}

const withPort = ({ ftp, ...profile }: Profile, port: number): Profile => ({
  ...profile,
  ...(ftp === undefined ? {} : { ftp: { ...ftp, listen: { ...ftp.listen, port } } }),
});

async function changeProfile(
  store: Pick<ProfileStore, "change">,
  id: ProfileId,
  change: (profile: Profile) => Profile,
): Promise<void> {
  await store.change((profiles) => {
    if (!profiles.some((profile) => profile.id === id))
      throw new FailureError({ code: "profile.not-found", asked: id, known: profiles.map((profile) => profile.id) });
    return profiles.map((profile) => (profile.id === id ? checked(change(profile)) : profile));
  });
}

/** What a window asks for may clash with the profile's other ports. */
const checked = (profile: Profile): Profile => profileOrThrow(parseProfile(profile), profile.name);
