import type { ForwardSwitch } from "../../shared/ipc/contract.js";
import type { PageName } from "../../shared/ipc/navigation.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import { failingHop } from "../../shared/status/route.js";
import {
  mostSevere,
  canClose,
  canOpen,
  isOpenButFails,
  type ForwardStatus,
  type TunnelState,
  type TunnelStatus,
} from "../../shared/status/tunnel-state.js";
import { describeFailure, describeTunnel, words, type UserMessage } from "../../shared/words/words.js";

/** The icons that `scripts/draw-icons.ts` draws; on the way down looks as on the way up. */
export type TrayIcon = "closed" | "opening" | "open" | "waiting" | "failed";

/** What a click in the menu does. */
export type TrayAction =
  | { readonly kind: "open" | "close"; readonly profile: ProfileId }
  | { readonly kind: "switch"; readonly asked: ForwardSwitch }
  | { readonly kind: "look"; readonly profile: ProfileId }
  | { readonly kind: "page"; readonly page: PageName }
  | { readonly kind: "window" | "close-all" | "quit" };

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

const SEPARATOR: TrayItem = { kind: "line" };
const textItem = (label: string): TrayItem => ({ kind: "text", label });
const actionItem = (label: string, action: TrayAction, enabled = true): TrayItem => ({
  kind: "action",
  label,
  enabled,
  action,
});

/** What the tray shows for all tunnels together. Changes with the tunnels' states, not with their bytes. */
export function trayView(tunnels: readonly TunnelStatus[]): TrayView {
  const states = tunnels.map(({ state }) => state);
  return {
    icon: iconOf(tunnels),
    tooltip: tooltipOf(tunnels),
    menu: [
      ...problemItems(tunnels),
      ...(tunnels.length === 0 ? [textItem(words.tray.noProfiles)] : tunnelMenus(tunnels)),
      SEPARATOR,
      actionItem(words.tray.disconnectAll, { kind: "close-all" }, states.some(canClose)),
      actionItem(words.tray.open, { kind: "window" }),
      actionItem(words.tray.log, { kind: "page", page: "log" }),
      actionItem(words.tray.settings, { kind: "page", page: "settings" }),
      SEPARATOR,
      actionItem(words.tray.quit, { kind: "quit" }),
    ],
  };
}

/** An open tunnel through which FTP does not work warns as one that waits does. */
function iconOf(tunnels: readonly TunnelStatus[]): TrayIcon {
  const severe = mostSevere(tunnels.map(({ state }) => state));
  if (severe !== "failed" && tunnels.some(isOpenButFails)) return "waiting";
  return severe === "closing" ? "opening" : severe;
}

/** So many tunnels' troubles stand on top; each is told in its tunnel's own menu too. */
const MAX_PROBLEMS = 3;

/** What needs the user, before all else: what happened, and what to do. The gravest first. */
function problemItems(tunnels: readonly TunnelStatus[]): TrayItem[] {
  const failed = tunnels.filter(({ state }) => state.kind === "failed");
  const waiting = tunnels.filter(({ state }) => state.kind === "waiting");
  const open = tunnels.filter(isOpenButFails);
  return [...failed, ...waiting, ...open].slice(0, MAX_PROBLEMS).flatMap((tunnel) => {
    const { profile, name } = tunnel;
    const problem = problemOf(tunnel);
    return problem === undefined
      ? []
      : [
          actionItem(shortened(words.tray.tunnel(name, problem.says)), { kind: "look", profile }),
          textItem(shortened(problem.remedy)),
          SEPARATOR,
        ];
  });
}

/** So many tunnels beside three troubles fit a screen of 768 lines; a menu that is longer has to be scrolled, or is cut. */
const MAX_TUNNELS = 12;
/** And so many where nothing else stands. */
const MAX_TUNNELS_DEEPER = 20;

/** Those that are not at rest are left out last; all keep the order of the profiles. */
function tunnelMenus(tunnels: readonly TunnelStatus[]): readonly TrayItem[] {
  const isAwake = ({ state }: TunnelStatus): boolean => state.kind !== "closed";
  const chosen = new Set(
    [...tunnels.filter(isAwake), ...tunnels.filter((tunnel) => !isAwake(tunnel))].slice(0, MAX_TUNNELS),
  );
  return [
    ...tunnels.filter((tunnel) => chosen.has(tunnel)).map(tunnelItem),
    ...moreTunnels(tunnels.filter((tunnel) => !chosen.has(tunnel))),
  ];
}

/** `18 more tunnels`, as deep as it takes. */
function moreTunnels(tunnels: readonly TunnelStatus[]): readonly TrayItem[] {
  if (tunnels.length === 0) return [];
  const items = [
    ...tunnels.slice(0, MAX_TUNNELS_DEEPER).map(tunnelItem),
    ...moreTunnels(tunnels.slice(MAX_TUNNELS_DEEPER)),
  ];
  return [{ kind: "menu", label: words.tray.more(tunnels.length), items }];
}

/** `Popeye's web site: Open`, unfolding to what can be done about it and, in trouble, to why. */
function tunnelItem(tunnel: TunnelStatus): TrayItem {
  const { profile, name, state, forwards } = tunnel;
  const problem = problemOf(tunnel);
  const switches = forwardItems(profile, forwards);
  return {
    kind: "menu",
    label: words.tray.tunnel(name, describeTunnel(tunnel)),
    items: [
      ...(problem === undefined
        ? []
        : [textItem(shortened(problem.says)), textItem(shortened(problem.remedy)), SEPARATOR]),
      ...(canOpen(state)
        ? [actionItem(state.kind === "waiting" ? words.tray.retryNow : words.tray.connect, { kind: "open", profile })]
        : []),
      ...(canClose(state)
        ? [
            actionItem(state.kind === "closing" ? words.tray.disconnectNow : words.tray.disconnect, {
              kind: "close",
              profile,
            }),
          ]
        : []),
      ...(switches.length === 0 ? [] : [SEPARATOR, ...switches, SEPARATOR]),
      actionItem(words.tray.look, { kind: "look", profile }),
    ],
  };
}

/** One entry for each plain forward, which says what a click does; the rows of one range share it. */
function forwardItems(profile: ProfileId, forwards: readonly ForwardStatus[]): TrayItem[] {
  const plans = new Map(
    forwards
      .flatMap(({ plan, name }) => (plan === undefined ? [] : [[plan.place, { name, enabled: plan.enabled }] as const]))
      .reverse(),
  );
  return [...plans]
    .sort(([one], [other]) => one - other)
    .map(([forward, { name, enabled }]) =>
      actionItem(enabled ? words.tray.switchOff(name) : words.tray.switchOn(name), {
        kind: "switch",
        asked: { profile, forward, enabled: !enabled },
      }),
    );
}

function problemOf({ state, route }: TunnelStatus): UserMessage | undefined {
  if (state.kind === "failed" || state.kind === "waiting") return describeFailure(state.cause);
  const cause = state.kind === "open" ? failingHop(route)?.cause : undefined;
  return cause === undefined ? undefined : describeFailure(cause);
}

/** Menus do not wrap; the window has the whole sentence. */
const MAX_LABEL_LENGTH = 90;
const shortened = (sentence: string): string =>
  sentence.length <= MAX_LABEL_LENGTH ? sentence : `${sentence.slice(0, MAX_LABEL_LENGTH - 1).trimEnd()}…`;

/** Windows cuts a tooltip at 127 characters, so tunnels that are at rest are left out, and many are counted. */
function tooltipOf(tunnels: readonly TunnelStatus[]): string {
  const active = tunnels.filter(({ state }) => state.kind !== "closed");
  if (active.length === 0) return words.tray.allClosed;
  const lines = active.map((tunnel) => words.tray.tunnel(tunnel.name, describeTunnel(tunnel)));
  const whole = ["Culvert", ...lines].join("\n");
  if (whole.length <= 127) return whole;
  const count = (kind: TunnelState["kind"]): number => active.filter(({ state }) => state.kind === kind).length;
  const open = count("open");
  const failing = count("failed") + count("waiting") + active.filter(isOpenButFails).length;
  return `${words.tray.someOpen(open, tunnels.length)}${failing === 0 ? "" : words.tray.inTrouble(failing)}`;
}
