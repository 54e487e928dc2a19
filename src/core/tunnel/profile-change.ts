import { isDeepStrictEqual } from "node:util";
import type { Profile } from "../../shared/profile/profile-schema.js";

/** What becomes of a changed profile in a tunnel that is not at rest. */
export interface ProfileChange {
  /** Its plain forwards are meant for the gateway that is dialled, and may go through it at once. */
  readonly isSameGateway: boolean;
  /** It may stand in the old one's place at once. */
  readonly isSameWay: boolean;
}

/** How a profile differs from the one that a tunnel was opened with. A certificate that is pinned, or is no longer, counts at once. */
export function profileChange(before: Profile, after: Profile): ProfileChange {
  const isSameGateway = isDeepStrictEqual(before.gateway, after.gateway);
  return { isSameGateway, isSameWay: isSameGateway && isDeepStrictEqual(withoutPin(before), withoutPin(after)) };
}

const withoutPin = ({ ftp }: Profile) => ({ ...ftp, certificate: undefined });
