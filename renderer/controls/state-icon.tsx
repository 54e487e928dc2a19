import { Circle, CircleCheck, CircleDashed, CircleX, Clock, LoaderCircle, type LucideIcon } from "lucide-react";
import type { ForwardState, TunnelState } from "../../src/shared/status/tunnel-state.js";

type Kind = TunnelState["kind"] | ForwardState["kind"];

const ICON: Record<Kind, LucideIcon> = {
  closed: Circle,
  opening: LoaderCircle,
  open: CircleCheck,
  waiting: Clock,
  closing: LoaderCircle,
  failed: CircleX,
  idle: CircleDashed,
  listening: CircleCheck,
  refused: CircleX,
};

/** A state as an icon of its own shape and colour; the word always stands beside it. */
export function StateIcon({ kind }: { readonly kind: Kind }) {
  const Icon = ICON[kind];
  return <Icon className={`state-icon state-icon-${kind}`} aria-hidden="true" />;
}
