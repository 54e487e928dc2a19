import { formatEndpoint, isSocket, looksLikeSocket } from "../profile/endpoint.js";
import { endpointsOrSocketsOf, zip, type ForwardPlan } from "../profile/forward-plan.js";
import { mergeConsecutiveForwards } from "../profile/merge-consecutive-forwards.js";
import { forwardKey } from "./forward-key.js";
import type { ForwardDraft } from "./import-candidate.js";

/**
 * A forward's name and whether it is on, as a remark in a block of OpenSSH's: `local on 127.0.0.1:9000-9019 ci:9000-9019 Builds`,
 * `dynamic off 127.0.0.1:1080 - Web`. Blanks and `%` in a socket's path are escaped as in a URL.
 */
export function formatForwardRemark(plan: ForwardPlan): string {
  const target = "target" in plan ? formatEnd(plan.target) : "-";
  return [plan.kind, plan.enabled ? "on" : "off", formatEnd(plan.listen), target, plan.name].join(" ");
}

/**
 * The forwards that are more than their lines tell: switched off, called otherwise than an import calls them, or of other
 * ports than an import makes one of, such as neighbours.
 */
export function forwardsToRemark(plans: readonly ForwardPlan[]): readonly ForwardPlan[] {
  const lines = ["local", "remote", "dynamic"].flatMap((kind) =>
    plans.filter((plan) => plan.enabled && plan.kind === kind).flatMap(toSinglePorts),
  );
  const imported = new Set(mergeConsecutiveForwards(lines).map(forwardKey));
  return plans.filter((plan) => !plan.enabled || plan.name !== importedName(plan) || !imported.has(forwardKey(plan)));
}

/** A forward for each port, as OpenSSH's settings have them. */
function toSinglePorts(plan: ForwardPlan): readonly ForwardDraft[] {
  if (plan.kind === "dynamic") return [plan];
  return zip(endpointsOrSocketsOf(plan.listen), endpointsOrSocketsOf(plan.target)).map(
    ([listen, target]) => ({ ...plan, listen, target }) as ForwardDraft,
  );
}

/** What an import calls a forward that nobody named. */
const importedName = (plan: ForwardPlan): string =>
  "target" in plan ? formatEndpoint(plan.target) : `SOCKS ${"port" in plan.listen ? plan.listen.port : ""}`;

/** @returns nothing where it is no such remark */
export function parseForwardRemark(text: string): (ForwardDraft & { readonly enabled: boolean }) | undefined {
  const [, kind, state, from = "", to = "", name = ""] =
    /^(local|remote|dynamic) (on|off) (\S+) (\S+) (.+)$/.exec(text) ?? [];
  const [listen, target] = [parseEnd(from), parseEnd(to)];
  if (listen === undefined || name.trim() === "") return undefined;
  const common = { name: name.trim(), enabled: state === "on" };
  if (kind === "dynamic") {
    if (isSocket(listen) || typeof listen.port === "string" || to !== "-") return undefined;
    return { kind, ...common, listen: { host: listen.host, port: listen.port } };
  }
  if (target === undefined) return undefined;
  if (kind === "local") return isSocket(listen) ? undefined : { kind, ...common, listen, target };
  return { kind: "remote", ...common, listen, target };
}

const formatEnd = (end: Parameters<typeof formatEndpoint>[0]): string =>
  isSocket(end) ? end.socket.replace(/[%\s]/g, encodeURIComponent) : formatEndpoint(end).replace(/\s/g, "");

function parseEnd(text: string) {
  if (looksLikeSocket(text)) {
    try {
      return { socket: decodeURIComponent(text) };
    } catch {
      return undefined;
    }
  }
  const [, bracketed, plain = "", port = ""] =
    /^(?:\[([^\]\s]+)\]|([^\s:[\]]+)):(\d{1,5}(?:[-,]\d{1,5})*)$/.exec(text) ?? [];
  if (port === "") return undefined;
  return { host: bracketed ?? plain, port: /[-,]/.test(port) ? port : Number(port) };
}
