import { describe, expect, it } from "vitest";
import { notificationForEvent } from "../../../src/main/notifications/notification-content.js";
import { DEFAULT_SETTINGS } from "../../../src/shared/settings.js";
import type { ActivityEvent } from "../../../src/shared/status/activity-event.js";

const of = { profile: "popeye", name: "Popeye" };
const at = { host: "www.spinach.com", port: 22 };
const wanted = DEFAULT_SETTINGS.notifications;
const HAPPENINGS: readonly {
  readonly happening: ActivityEvent;
  readonly of: keyof typeof wanted;
  readonly title: string;
  readonly body: RegExp;
}[] = [
  {
    happening: { ...of, kind: "lost", cause: { ...at, code: "ssh.lost", cause: "silent" } },
    of: "lost",
    title: "Popeye: the link was lost",
    body: /stopped answering.*tries again by itself/,
  },
  {
    happening: { ...of, kind: "restored", after: 7_200_000 },
    of: "restored",
    title: "Popeye is open again",
    body: /^It was lost for 2 hours\.$/,
  },
  {
    happening: { ...of, kind: "failed", cause: { code: "forward.none-listening" } },
    of: "failed",
    title: "Popeye failed",
    body: /None of the profile's ports/,
  },
  {
    happening: {
      ...of,
      kind: "failed",
      cause: { ...at, code: "host-key.changed", keyType: "ssh-rsa", fingerprint: "SHA256:a", kept: [] },
    },
    of: "hostKeyChanged",
    title: "Popeye: the host key has CHANGED",
    body: /CHANGED/,
  },
  {
    happening: { ...of, kind: "asked", question: "password" },
    of: "question",
    title: "Popeye waits for you",
    body: /asks for your password/,
  },
];

describe("a notification", () => {
  it.each(HAPPENINGS)("says “$title”, and leads to the tunnel", ({ happening: event, title, body }) => {
    const notice = notificationForEvent(event, wanted);
    expect(notice).toMatchObject({ title, target: { kind: "profile", id: "popeye" } });
    expect(notice?.body).toMatch(body);
  });

  it.each(HAPPENINGS)("is not shown where $of is switched off, and only then", ({ happening: event, of: kind }) => {
    expect(notificationForEvent(event, { ...wanted, [kind]: false })).toBeUndefined();
    expect(
      notificationForEvent(event, {
        lost: false,
        restored: false,
        failed: false,
        hostKeyChanged: false,
        question: false,
        [kind]: true,
      }),
    ).toBeDefined();
  });

  it.each<ActivityEvent>([
    { kind: "started", version: "0.1.0" },
    { ...of, kind: "opening" },
    { ...of, kind: "opened" },
    { ...of, kind: "closed" },
    { ...of, kind: "put-off", cause: { code: "forward.none-listening" } },
    { ...of, kind: "failed", cause: { ...at, code: "ssh.question-cancelled" } },
  ])("is not shown of $kind, which the user did or need not know", (event) => {
    expect(notificationForEvent(event, wanted)).toBeUndefined();
  });
});
