import type { ProfileId } from "../profile/profile-schema.js";

/** The pages of the window beside the profiles' own. */
export type PageName = "import" | "hostKeys" | "log" | "settings";

/** What the window shows: a profile, or one of the pages. */
export type NavigationTarget =
  { readonly kind: "profile"; readonly id: ProfileId } | { readonly kind: "page"; readonly page: PageName };

/** Where the tray or a notification last led; the window follows when the number is a new one. */
export interface NavigationRequest {
  /** Counts from 1; 0 where it has not been led anywhere yet. */
  readonly time: number;
  readonly to?: NavigationTarget;
}

export const NO_NAVIGATION: NavigationRequest = { time: 0 };
