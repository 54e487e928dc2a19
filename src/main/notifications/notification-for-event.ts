import type { Where } from "../../shared/ipc/navigation.js";
import type { Settings } from "../../shared/settings.js";
import type { Happening } from "../../shared/status/activity-event.js";
import { sayLasting } from "../../shared/words/format-values.js";
import { sayBoth, sayFailure, words } from "../../shared/words/words.js";

type Wanted = Settings["notifications"];

/** What the system is asked to show, and where a click on it leads; without `to`, to the window as it is. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  readonly to?: Where;
}

/** The notification that something stands for, where the user wants to be told of its kind. */
export function noticeOf(happening: Happening, wanted: Wanted): Notice | undefined {
  const kind = kindOf(happening);
  if (kind === undefined || !wanted[kind] || happening.kind === "started") return undefined;
  const { profile, name } = happening;
  return { title: words.notices[kind](name), body: bodyOf(happening), to: { kind: "profile", id: profile } };
}

/** Which of the switches it belongs to; what the user did is no news to the user. */
function kindOf(happening: Happening): keyof Wanted | undefined {
  switch (happening.kind) {
    case "lost": return "lost";
    case "restored": return "restored";
    case "asked": return "question";
    case "failed":
      if (happening.cause.code === "ssh.question-cancelled") return undefined;
      return happening.cause.code === "host-key.changed" ? "hostKeyChanged" : "failed";
    default: return undefined;
  }
}

function bodyOf(happening: Happening): string {
  switch (happening.kind) {
    case "restored": return words.notices.lostFor(sayLasting(happening.after));
    case "asked": return words.notices.asks[happening.question];
    case "lost": case "failed": return sayBoth(sayFailure(happening.cause));
    default: return "";
  }
}
