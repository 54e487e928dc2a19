import { isOpenButFails, type TunnelStatus } from "../../../shared/status/tunnel-state.js";
import { words } from "../../../shared/words/words.js";
import { shortName } from "./menu-text.js";
import { SEPARATOR, type TrayContext, type TrayItem } from "./tray-view.js";
import { attentionItems, tunnelMenu } from "./tunnel-items.js";

/** So many tunnels' questions and troubles stand on top; each is told in its tunnel's own menu too. */
const MAX_ATTENTIONS = 3;
/** So many that were opened last come before the others. */
const MAX_RECENT = 5;
const MAX_TUNNELS = 12;
/** So many lines of tunnels and of their troubles fit a screen of 768 pixels beside all else; a menu that is longer has to be scrolled, or is cut. */
const MAX_LINES = 20;
/** And so many entries where nothing else stands. */
const MAX_ENTRIES_DEEPER = 20;
/** Two names stand in one line, `Customer 1 … Customer 20`. */
const MAX_RANGE_NAME_LENGTH = 24;

/** The lines of more tunnels than have room side by side: what needs the user, those opened last, and of the others those first that are not at rest. */
export function manyTunnelItems(tunnels: readonly TunnelStatus[], context: TrayContext): readonly TrayItem[] {
  const recent = context.recent
    .flatMap((id) => tunnels.find(({ profile }) => profile === id) ?? [])
    .slice(0, MAX_RECENT);
  const others = tunnels.filter((tunnel) => !recent.includes(tunnel));
  const attention = attentions(tunnels, context);
  const room = Math.min(MAX_TUNNELS, MAX_LINES - attention.filter(({ kind }) => kind !== "line").length);
  const isAwake = ({ state }: TunnelStatus): boolean => state.kind !== "closed";
  const chosen = new Set(
    [...others.filter(isAwake), ...others.filter((tunnel) => !isAwake(tunnel))].slice(0, room - recent.length),
  );
  const deeper = others.filter((tunnel) => !chosen.has(tunnel));
  const menuOf = (tunnel: TunnelStatus): TrayItem => tunnelMenu(tunnel, context);
  return [
    ...attention,
    ...recent.map(menuOf),
    ...(recent.length === 0 ? [] : [SEPARATOR]),
    ...others.filter((tunnel) => chosen.has(tunnel)).map(menuOf),
    ...(deeper.length === 0
      ? []
      : [{ kind: "menu", label: words.tray.more(deeper.length), items: shelve(deeper, menuOf) } satisfies TrayItem]),
  ];
}

/** What needs the user, before all else: who is asked something, then what happened and what to do, the gravest first. */
function attentions(tunnels: readonly TunnelStatus[], context: TrayContext): readonly TrayItem[] {
  const ranked = [
    ...tunnels.filter(({ profile }) => context.asking.has(profile)),
    ...tunnels.filter(({ state }) => state.kind === "failed"),
    ...tunnels.filter(({ state }) => state.kind === "waiting"),
    ...tunnels.filter(isOpenButFails),
  ];
  return [...new Set(ranked)]
    .slice(0, MAX_ATTENTIONS)
    .flatMap((tunnel) => [...attentionItems(tunnel, context), SEPARATOR]);
}

/** Tunnels in menus that are no longer than a screen: four hundred in twenty, each named by its first and its last. */
function shelve(tunnels: readonly TunnelStatus[], menuOf: (tunnel: TunnelStatus) => TrayItem): readonly TrayItem[] {
  if (tunnels.length <= MAX_ENTRIES_DEEPER) return tunnels.map(menuOf);
  const size = Math.max(MAX_ENTRIES_DEEPER, Math.ceil(tunnels.length / MAX_ENTRIES_DEEPER));
  return Array.from({ length: Math.ceil(tunnels.length / size) }, (_, index): TrayItem => {
    const part = tunnels.slice(index * size, (index + 1) * size);
    const [first, last] = [part[0], part.at(-1)].map((tunnel) => shortName(tunnel?.name ?? "", MAX_RANGE_NAME_LENGTH));
    return {
      kind: "menu",
      label: part.length === 1 ? (first ?? "") : words.tray.range(first ?? "", last ?? ""),
      items: shelve(part, menuOf),
    };
  });
}
