import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert, type LucideIcon } from "lucide-react";
import type { HopState } from "../../../src/shared/status/route.js";

const ICON: Readonly<Record<HopState, LucideIcon>> = {
  unknown: CircleDashed,
  checking: LoaderCircle,
  works: CircleCheck,
  "works-with-note": TriangleAlert,
  fails: CircleX,
};

/** How far a hop is known to work, as an icon of its own shape and colour; the word always stands beside it. */
export function HopIcon({ state }: { readonly state: HopState }) {
  const Icon = ICON[state];
  return <Icon className={`state-icon hop-icon hop-icon-${state}`} aria-hidden="true" />;
}
