import {
  CircleCheck,
  CircleHelp,
  CircleX,
  Circle,
  Clock,
  LoaderCircle,
  Play,
  TriangleAlert,
  type LucideIcon,
} from "lucide-react";
import type { ActivityEvent } from "../../src/shared/status/activity-event.js";

const ICON: Record<ActivityEvent["kind"], readonly [LucideIcon, string]> = {
  started: [Play, "closed"],
  opening: [LoaderCircle, "still"],
  opened: [CircleCheck, "open"],
  restored: [CircleCheck, "open"],
  closed: [Circle, "closed"],
  lost: [Clock, "waiting"],
  "put-off": [Clock, "waiting"],
  failed: [CircleX, "failed"],
  "port-refused": [CircleX, "failed"],
  "port-troubled": [TriangleAlert, "waiting"],
  "transfer-failed": [TriangleAlert, "waiting"],
  "spool-filled": [Clock, "waiting"],
  "spool-emptied": [CircleCheck, "open"],
  "spool-troubled": [TriangleAlert, "waiting"],
  "name-foreign": [TriangleAlert, "waiting"],
  "route-failed": [TriangleAlert, "waiting"],
  asked: [CircleHelp, "still"],
};

/** What kind of thing happened, at a glance; the sentence beside it says so. */
export function EventIcon({ kind }: { readonly kind: ActivityEvent["kind"] }) {
  const [Icon, state] = ICON[kind];
  return <Icon className={`state-icon state-icon-${state}`} aria-hidden="true" />;
}
