import { sayFailure, sayState, words } from "../shared/words.js";
import { gravest, mayClose, mayOpen, type TunnelState, type TunnelStatus } from "../shared/tunnel-state.js";
import type { ProfileId } from "../shared/profile.js";

/** The icons that `assets/draw.ts` draws; on the way down looks as on the way up. */
export type TrayIcon = "closed" | "opening" | "open" | "waiting" | "failed";

/** What a click in the menu does. */
export type TrayAction =
  | { readonly kind: "open" | "close"; readonly profile: ProfileId }
  | { readonly kind: "close-all" | "settings" | "quit" };

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

const LINE: TrayItem = { kind: "line" };
const text = (label: string): TrayItem => ({ kind: "text", label });
const action = (label: string, action: TrayAction, enabled = true): TrayItem => ({ kind: "action", label, enabled, action });

/** What the tray shows for all tunnels together. Changes with the tunnels' states, not with their bytes. */
export function trayView(tunnels: readonly TunnelStatus[]): TrayView {
  const states = tunnels.map(({ state }) => state);
  return {
    icon: iconOf(gravest(states)),
    tooltip: tooltipOf(tunnels),
    menu: [
      ...(tunnels.length === 0 ? [text(words.tray.noProfiles)] : tunnels.map(tunnelMenu)),
      LINE,
      action(words.tray.disconnectAll, { kind: "close-all" }, states.some(mayClose)),
      action(words.tray.settings, { kind: "settings" }),
      LINE,
      action(words.tray.quit, { kind: "quit" }),
    ],
  };
}

const iconOf = (state: TunnelState["kind"]): TrayIcon => (state === "closing" ? "opening" : state);

/** `Popeye's web site: Open`, unfolding to what can be done about it and, in trouble, to why. */
function tunnelMenu({ profile, name, state }: TunnelStatus): TrayItem {
  const actions = [
    ...(mayOpen(state) ? [action(state.kind === "waiting" ? words.tray.retryNow : words.tray.connect, { kind: "open", profile })] : []),
    ...(mayClose(state) ? [action(state.kind === "closing" ? words.tray.disconnectNow : words.tray.disconnect, { kind: "close", profile })] : []),
  ];
  const items = [...troubleOf(state), ...actions];
  return { kind: "menu", label: words.tray.tunnel(name, sayState(state)), items: items.length === 0 ? [text(sayState(state))] : items };
}

function troubleOf(state: TunnelState): TrayItem[] {
  if (state.kind !== "failed" && state.kind !== "waiting") return [];
  const { says, remedy } = sayFailure(state.cause);
  return [text(shortened(says)), text(shortened(remedy)), LINE];
}

/** Menus do not wrap; the window has the whole sentence. */
const LONGEST = 90;
const shortened = (sentence: string): string => (sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 1).trimEnd()}…`);

/** Windows cuts a tooltip at 127 characters, so tunnels that are at rest are left out, and many are counted. */
function tooltipOf(tunnels: readonly TunnelStatus[]): string {
  const awake = tunnels.filter(({ state }) => state.kind !== "closed");
  if (awake.length === 0) return words.tray.allClosed;
  const lines = awake.map(({ name, state }) => words.tray.tunnel(name, sayState(state)));
  const whole = ["Culvert", ...lines].join("\n");
  if (whole.length <= 127) return whole;
  const count = (kind: TunnelState["kind"]): number => awake.filter(({ state }) => state.kind === kind).length;
  const open = count("open");
  const troubled = count("failed") + count("waiting");
  return `${words.tray.someOpen(open, tunnels.length)}${troubled === 0 ? "" : words.tray.inTrouble(troubled)}`;
}
