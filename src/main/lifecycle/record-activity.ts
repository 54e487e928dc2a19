import { app } from "electron";
import { ActivityDetector } from "../../core/activity/activity-detector.js";
import type { ActivityEvent } from "../../shared/status/activity-event.js";
import { notificationForEvent } from "../notifications/notification-content.js";
import type { Services } from "../services.js";

/** Whatever happens goes into the event log, and to the system's notifications where nobody is looking. A question brings the window up. */
export function recordActivity({
  tunnels,
  questions,
  store,
  settings,
  eventLog,
  trafficHistory,
  clock,
  window,
  notices,
}: Services): void {
  const record = (event: ActivityEvent): void => {
    eventLog.add(event, clock.now());
    const notice = window.isFocused() ? undefined : notificationForEvent(event, settings.settings().notifications);
    if (notice !== undefined) notices.show(notice);
  };
  record({ kind: "started", version: app.getVersion() });

  const detector = new ActivityDetector();
  tunnels.onChange((statuses) => {
    const now = clock.now();
    trafficHistory.record(statuses, now);
    detector.since(statuses, now).forEach(record);
  });

  let known: ReadonlySet<string> = new Set();
  questions.onChange(() => {
    const open = questions.list();
    const newQuestions = open.filter(({ id }) => !known.has(id));
    for (const { profile, kind } of newQuestions)
      record({
        kind: "asked",
        profile,
        name: store.profiles().find(({ id }) => id === profile)?.name ?? profile,
        question: kind,
      });
    if (newQuestions.length > 0) window.show(); // a window that was closed over an old one stays closed
    known = new Set(open.map(({ id }) => id));
  });
}
