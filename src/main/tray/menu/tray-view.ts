import type { ForwardSwitch } from "../../../shared/ipc/contract.js";
import type { PageName } from "../../../shared/ipc/navigation.js";
import type { ProfileId } from "../../../shared/profile/profile-schema.js";

/** The icons that `scripts/draw-icons.ts` draws; on the way down looks as on the way up. */
export type TrayIcon = "closed" | "opening" | "open" | "waiting" | "failed";

/** What a click in the menu does. */
export type TrayAction =
  | { readonly kind: "open" | "close" | "look"; readonly profile: ProfileId }
  | { readonly kind: "switch"; readonly asked: ForwardSwitch }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "page"; readonly page: PageName }
  | { readonly kind: "open-all"; readonly profiles: readonly ProfileId[] }
  | { readonly kind: "window" | "new-profile" | "close-all" | "quit" };

export type TrayItem =
  | { readonly kind: "line" }
  | { readonly kind: "text"; readonly label: string }
  | { readonly kind: "action"; readonly label: string; readonly enabled: boolean; readonly action: TrayAction }
  | { readonly kind: "menu"; readonly label: string; readonly items: readonly TrayItem[] };

/** All that the tray shows, as plain data: two equal views need no redrawing. */
export interface TrayView {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

/** What the tray shows beside the tunnels' own states. */
export interface TrayContext {
  /** The profiles for which a question waits. */
  readonly asking: ReadonlySet<ProfileId>;
  /** The profiles that open when Culvert starts. */
  readonly openAtStart: ReadonlySet<ProfileId>;
  /** The profiles that were opened last, the latest first. */
  readonly recent: readonly ProfileId[];
}

export const SEPARATOR: TrayItem = { kind: "line" };

/** A line that is only read. */
export const textItem = (label: string): TrayItem => ({ kind: "text", label });

/** A line that does something, or is grey where it can do nothing now. */
export const actionItem = (label: string, action: TrayAction, enabled = true): TrayItem => ({
  kind: "action",
  label,
  enabled,
  action,
});
