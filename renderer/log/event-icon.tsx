import { CircleCheck, CircleHelp, CircleX, Circle, Clock, LoaderCircle, Play, TriangleAlert, type LucideIcon } from "lucide-react";
import type { Happening } from "../../src/shared/status/activity-event.js";

const ICON: Record<Happening["kind"], readonly [LucideIcon, string]> = {
  "started": [Play, "closed"], "opening": [LoaderCircle, "still"], "opened": [CircleCheck, "open"], "restored": [CircleCheck, "open"], "closed": [Circle, "closed"],
  "lost": [Clock, "waiting"], "put-off": [Clock, "waiting"], "failed": [CircleX, "failed"], "port-refused": [CircleX, "failed"], "port-troubled": [TriangleAlert, "waiting"], "asked": [CircleHelp, "still"],
};

/** What kind of thing happened, at a glance; the sentence beside it says so. */
export function HappeningMark({ kind }: { readonly kind: Happening["kind"] }) {
  const [Icon, look] = ICON[kind];
  return <Icon className={`mark mark-${look}`} aria-hidden="true" />;
}
