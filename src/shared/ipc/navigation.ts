import type { ProfileId } from "../profile/profile-schema.js";

/** The pages of the window beside the profiles' own. */
export type PageName = "import" | "hostKeys" | "log" | "settings";

/** What the window shows: a profile, one of the pages, or the editor with a new profile. */
export type NavigationTarget =
  | { readonly kind: "profile"; readonly id: ProfileId }
  | { readonly kind: "page"; readonly page: PageName }
  | { readonly kind: "new-profile" };

/** Where the tray or a notification last led; the window follows when the number is a new one. */
export interface NavigationRequest {
  /** Counts from 1; 0 where it has not been led anywhere yet. */
  readonly time: number;
  readonly to?: NavigationTarget;
}

export const NO_NAVIGATION: NavigationRequest = { time: 0 };
