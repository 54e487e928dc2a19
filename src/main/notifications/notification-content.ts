import type { NavigationTarget } from "../../shared/ipc/navigation.js";
import type { Settings } from "../../shared/settings.js";
import type { ActivityEvent } from "../../shared/status/activity-event.js";
import { formatDuration } from "../../shared/words/format-values.js";
import { joinMessage, describeFailure, words } from "../../shared/words/words.js";

type EnabledKinds = Settings["notifications"];

/** What the system is asked to show, and where a click on it leads; without `to`, to the window as it is. */
export interface NotificationContent {
  readonly title: string;
  readonly body: string;
  readonly target?: NavigationTarget;
}

/** The notification that something stands for, where the user wants to be told of its kind. */
export function notificationForEvent(event: ActivityEvent, wanted: EnabledKinds): NotificationContent | undefined {
  const kind = kindOf(event);
  if (kind === undefined || !wanted[kind] || event.kind === "started") return undefined;
  const { profile, name } = event;
  const title = event.kind === "route-failed" ? words.notices.routeFailed(name) : words.notices[kind](name);
  return { title, body: bodyOf(event), target: { kind: "profile", id: profile } };
}

/** Which of the switches it belongs to; what the user did is no news to the user. */
function kindOf(event: ActivityEvent): keyof EnabledKinds | undefined {
  switch (event.kind) {
    case "lost":
      return "lost";
    case "restored":
      return "restored";
    case "asked":
      return "question";
    case "failed":
      if (event.cause.code === "ssh.question-cancelled") return undefined;
      return event.cause.code === "host-key.changed" ? "hostKeyChanged" : "failed";
    case "route-failed":
      return "failed";
    default:
      return undefined;
  }
}

function bodyOf(event: ActivityEvent): string {
  switch (event.kind) {
    case "restored":
      return words.notices.lostFor(formatDuration(event.after));
    case "asked":
      return words.notices.asks[event.question];
    case "lost":
    case "failed":
    case "route-failed":
      return joinMessage(describeFailure(event.cause));
    default:
      return "";
  }
}
