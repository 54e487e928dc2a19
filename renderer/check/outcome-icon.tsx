import { CircleCheck, CircleMinus, CircleX, TriangleAlert, type LucideIcon } from "lucide-react";
import type { Outcome } from "../../src/shared/check/finding.js";

const ICON: Readonly<Record<Outcome, LucideIcon>> = {
  ok: CircleCheck,
  warning: TriangleAlert,
  failed: CircleX,
  skipped: CircleMinus,
};

/** An outcome as an icon of its own shape and colour; words stand beside it. */
export function OutcomeIcon({ outcome }: { readonly outcome: Outcome }) {
  const Icon = ICON[outcome];
  return <Icon className={`outcome outcome-${outcome}`} aria-hidden="true" />;
}
