import {
  canClose,
  canOpen,
  isOpenButFails,
  mostSevere,
  type TunnelState,
  type TunnelStatus,
} from "../../../shared/status/tunnel-state.js";
import { words } from "../../../shared/words/words.js";
import { manyTunnelItems } from "./many-tunnel-items.js";
import {
  actionItem,
  SEPARATOR,
  textItem,
  type TrayContext,
  type TrayIcon,
  type TrayItem,
  type TrayView,
} from "./tray-view.js";
import { flatTunnelItems, tunnelLabel } from "./tunnel-items.js";

/** Of so many tunnels each has its lines in the menu itself; of more, a menu of its own. */
const MAX_FLAT_TUNNELS = 5;

const NO_CONTEXT: TrayContext = { asking: new Set(), openAtStart: new Set(), recent: [] };

/** What the tray shows for all tunnels together. Changes with the tunnels' states, not with their bytes. */
export function trayView(tunnels: readonly TunnelStatus[], context: TrayContext = NO_CONTEXT): TrayView {
  const states = tunnels.map(({ state }) => state);
  return {
    icon: iconOf(tunnels),
    tooltip: tooltipOf(tunnels, context),
    menu: [
      ...tunnelItems(tunnels, context),
      SEPARATOR,
      ...connectAtStartItems(tunnels, context),
      actionItem(words.tray.disconnectAll, { kind: "close-all" }, states.some(canClose)),
      SEPARATOR,
      actionItem(words.tray.newProfile, { kind: "new-profile" }),
      actionItem(words.tray.open, { kind: "window" }),
      actionItem(words.tray.log, { kind: "page", page: "log" }),
      actionItem(words.tray.settings, { kind: "page", page: "settings" }),
      SEPARATOR,
      actionItem(words.tray.quit, { kind: "quit" }),
    ],
  };
}

function tunnelItems(tunnels: readonly TunnelStatus[], context: TrayContext): readonly TrayItem[] {
  if (tunnels.length === 0) return [textItem(words.tray.noProfiles)];
  if (tunnels.length > MAX_FLAT_TUNNELS) return manyTunnelItems(tunnels, context);
  return tunnels.flatMap((tunnel, index) => [...(index === 0 ? [] : [SEPARATOR]), ...flatTunnelItems(tunnel, context)]);
}

/** Only where there are such profiles; grey while none of them can be connected. */
function connectAtStartItems(tunnels: readonly TunnelStatus[], { openAtStart }: TrayContext): readonly TrayItem[] {
  const chosen = tunnels.filter(({ profile }) => openAtStart.has(profile));
  if (chosen.length === 0) return [];
  const profiles = chosen.filter(({ state }) => canOpen(state)).map(({ profile }) => profile);
  return [actionItem(words.tray.connectAtStart, { kind: "open-all", profiles }, profiles.length > 0)];
}

/** An open tunnel through which FTP does not work warns as one that waits does. */
function iconOf(tunnels: readonly TunnelStatus[]): TrayIcon {
  const severe = mostSevere(tunnels.map(({ state }) => state));
  if (severe !== "failed" && tunnels.some(isOpenButFails)) return "waiting";
  return severe === "closing" ? "opening" : severe;
}

/** Windows cuts a tooltip at 127 characters, so tunnels that are at rest are left out, and many are counted. */
function tooltipOf(tunnels: readonly TunnelStatus[], context: TrayContext): string {
  const active = tunnels.filter(({ state, profile }) => state.kind !== "closed" || context.asking.has(profile));
  if (active.length === 0) return words.tray.allClosed;
  const whole = ["Culvert", ...active.map((tunnel) => tunnelLabel(tunnel, context))].join("\n");
  if (whole.length <= 127) return whole;
  const count = (kind: TunnelState["kind"]): number => active.filter(({ state }) => state.kind === kind).length;
  const open = count("open");
  const failing = count("failed") + count("waiting") + active.filter(isOpenButFails).length;
  return `${words.tray.someOpen(open, tunnels.length)}${failing === 0 ? "" : words.tray.inTrouble(failing)}`;
}
