import { looksLikeSocket } from "../../../shared/profile/endpoint.js";
import { dialHostFor } from "../../../shared/profile/listen-host.js";
import type { ProfileId } from "../../../shared/profile/profile-schema.js";
import { failingHop } from "../../../shared/status/route.js";
import { canClose, canOpen, type ForwardStatus, type TunnelStatus } from "../../../shared/status/tunnel-state.js";
import {
  describeFailure,
  describeTunnel,
  formatEndpoint,
  words,
  type UserMessage,
} from "../../../shared/words/words.js";
import { menuLines, shortName } from "./menu-text.js";
import { actionItem, SEPARATOR, textItem, type TrayAction, type TrayContext, type TrayItem } from "./tray-view.js";

type Asking = Pick<TrayContext, "asking">;

/** The state of a tunnel in a few words; a question for its user goes before what it does meanwhile. */
export const stateText = (tunnel: TunnelStatus, { asking }: Asking): string =>
  asking.has(tunnel.profile) ? words.tray.asks : describeTunnel(tunnel);

/** `Popeye's web site: Open` */
export const tunnelLabel = (tunnel: TunnelStatus, context: Asking): string =>
  words.tray.tunnel(shortName(tunnel.name), stateText(tunnel, context));

/** A tunnel whose lines stand in the menu itself, among those of others: each names the tunnel, or follows the line that does. */
export function flatTunnelItems(tunnel: TunnelStatus, context: Asking): readonly TrayItem[] {
  const { profile, forwards } = tunnel;
  const name = shortName(tunnel.name);
  const switches = switchItems(profile, forwards);
  return [
    actionItem(tunnelLabel(tunnel, context), { kind: "look", profile }),
    ...answerItems(tunnel, context),
    ...problemLines(tunnel).map(textItem),
    ...stateItems(tunnel, {
      connect: words.tray.connectTo(name),
      retryNow: words.tray.retryNowOf(name),
      disconnect: words.tray.disconnectFrom(name),
      disconnectNow: words.tray.disconnectNowFrom(name),
    }),
    ...copyItems(forwards),
    ...(switches.length === 0
      ? []
      : [{ kind: "menu", label: words.tray.forwardsOf(name), items: switches } satisfies TrayItem]),
  ];
}

/** `Popeye's web site: Open`, unfolding to what can be done about it and, in trouble, to why. */
export function tunnelMenu(tunnel: TunnelStatus, context: Asking): TrayItem {
  const { profile, forwards } = tunnel;
  const problem = problemLines(tunnel);
  const switches = switchItems(profile, forwards);
  return {
    kind: "menu",
    label: tunnelLabel(tunnel, context),
    items: [
      ...(problem.length === 0 ? [] : [...problem.map(textItem), SEPARATOR]),
      ...answerItems(tunnel, context),
      ...stateItems(tunnel, words.tray),
      ...copyItems(forwards),
      ...(switches.length === 0 ? [] : [SEPARATOR, ...switches, SEPARATOR]),
      actionItem(words.tray.look, { kind: "look", profile }),
    ],
  };
}

/** Why a tunnel needs its user, by its name, and what to do; nothing where it does not. */
export function attentionItems(tunnel: TunnelStatus, context: Asking): readonly TrayItem[] {
  const { profile } = tunnel;
  const look: TrayAction = { kind: "look", profile };
  const name = shortName(tunnel.name);
  if (context.asking.has(profile)) return [actionItem(words.tray.tunnel(name, words.tray.answer), look)];
  const problem = problemOf(tunnel);
  if (problem === undefined) return [];
  return [
    ...menuLines(words.tray.tunnel(name, problem.says), MAX_PROBLEM_LINES).map((line) => actionItem(line, look)),
    ...menuLines(problem.remedy, MAX_PROBLEM_LINES).map(textItem),
  ];
}

/** So many lines for what happened, and so many for what to do about it. */
const MAX_PROBLEM_LINES = 2;

const problemLines = (tunnel: TunnelStatus): readonly string[] => {
  const problem = problemOf(tunnel);
  return problem === undefined
    ? []
    : [...menuLines(problem.says, MAX_PROBLEM_LINES), ...menuLines(problem.remedy, MAX_PROBLEM_LINES)];
};

function problemOf({ state, route }: TunnelStatus): UserMessage | undefined {
  if (state.kind === "failed" || state.kind === "waiting") return describeFailure(state.cause);
  const cause = state.kind === "open" ? failingHop(route)?.cause : undefined;
  return cause === undefined ? undefined : describeFailure(cause);
}

const answerItems = ({ profile }: TunnelStatus, { asking }: Asking): readonly TrayItem[] =>
  asking.has(profile) ? [actionItem(words.tray.answer, { kind: "look", profile })] : [];

type StateLabels = Record<"connect" | "retryNow" | "disconnect" | "disconnectNow", string>;

/** Connect, Disconnect or both. */
const stateItems = ({ profile, state }: TunnelStatus, labels: StateLabels): readonly TrayItem[] => [
  ...(canOpen(state)
    ? [actionItem(state.kind === "waiting" ? labels.retryNow : labels.connect, { kind: "open", profile })]
    : []),
  ...(canClose(state)
    ? [actionItem(state.kind === "closing" ? labels.disconnectNow : labels.disconnect, { kind: "close", profile })]
    : []),
];

/** `Copy 127.0.0.1:2121`, while that listens: the port of its FTP, else of the one plain forward that it has. */
function copyItems(forwards: readonly ForwardStatus[]): readonly TrayItem[] {
  const listening = forwards.filter(({ state }) => state.kind === "listening");
  const control = listening.find(({ group }) => group === "control");
  const address = dialledAddress(control ?? (listening.length === 1 ? listening[0] : undefined));
  return address === undefined ? [] : [actionItem(words.tray.copy(address), { kind: "copy", text: address })];
}

/** What a program on this computer connects to; a path, or a port of the gateway's, is nothing for it. */
function dialledAddress(row: ForwardStatus | undefined): string | undefined {
  const [, host, port] = /^(\S+):(\d+)$/.exec(row?.listen ?? "") ?? [];
  if (host === undefined || looksLikeSocket(host)) return undefined;
  return formatEndpoint({ host: dialHostFor(host.replace(/^\[|\]$/g, "")), port: Number(port) });
}

/** One entry for each plain forward, which says what a click does; the rows of one range share it. */
function switchItems(profile: ProfileId, forwards: readonly ForwardStatus[]): readonly TrayItem[] {
  const plans = new Map(
    forwards
      .flatMap(({ plan, name }) => (plan === undefined ? [] : [[plan.place, { name, enabled: plan.enabled }] as const]))
      .reverse(),
  );
  return [...plans]
    .sort(([one], [other]) => one - other)
    .map(([forward, { name, enabled }]) => {
      const label = enabled ? words.tray.switchOff : words.tray.switchOn;
      return actionItem(label(shortName(name)), {
        kind: "switch",
        asked: { profile, forward, enabled: !enabled },
      });
    });
}
