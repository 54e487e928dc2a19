import { app } from "electron";
import { Happenings } from "../../core/activity/activity-detector.js";
import type { Happening } from "../../shared/status/activity-event.js";
import { noticeOf } from "../notifications/notification-for-event.js";
import type { Parts } from "../services.js";

/** Whatever happens goes into the journal, and to the system's notifications where nobody is looking. A question brings the window up. */
export function noteHappenings({ tunnels, questions, store, settings, journal, traffic, clock, window, notices }: Parts): void {
  const happened = (happening: Happening): void => {
    journal.add(happening, clock.now());
    const notice = window.isWatched() ? undefined : noticeOf(happening, settings.settings().notifications);
    if (notice !== undefined) notices.show(notice);
  };
  happened({ kind: "started", version: app.getVersion() });

  const happenings = new Happenings();
  tunnels.onChange((statuses) => {
    const now = clock.now();
    traffic.note(statuses, now);
    happenings.since(statuses, now).forEach(happened);
  });

  let asked: ReadonlySet<string> = new Set();
  questions.onChange(() => {
    const open = questions.open();
    const fresh = open.filter(({ id }) => !asked.has(id));
    for (const { profile, kind } of fresh) happened({ kind: "asked", profile, name: store.profiles().find(({ id }) => id === profile)?.name ?? profile, question: kind });
    if (fresh.length > 0) window.show(); // a window that was closed over an old one stays closed
    asked = new Set(open.map(({ id }) => id));
  });
}
