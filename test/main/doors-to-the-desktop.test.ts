import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const ATTACK = "a\x1b]0;PWN\x07\x9b31m\u202eb\u2066\nc";

/** All that Electron was given to show. */
const shown: unknown[] = [];
class ShownNotification {
  static readonly isSupported = (): boolean => true;
  constructor(content: unknown) {
    shown.push(content);
  }
  readonly on = (): this => this;
  readonly show = (): void => undefined;
}
class ShownTray {
  readonly on = (): this => this;
  readonly setImage = (): void => undefined;
  readonly isDestroyed = (): boolean => false;
  readonly setToolTip = (text: string): void => void shown.push(text);
  readonly setContextMenu = (menu: unknown): void => void shown.push(menu);
}

beforeAll(() => {
  vi.doMock("electron", () => ({
    Notification: ShownNotification,
    Tray: ShownTray,
    Menu: { buildFromTemplate: (template: unknown) => template },
  }));
});
afterAll(() => vi.doUnmock("electron"));

describe("on the desktop, nothing of somebody else's turns round what stands beside it", () => {
  it("in a notification", async () => {
    const { SystemNotifications } = await import("../../src/main/notifications/show-notifications.js");
    shown.length = 0;
    new SystemNotifications(() => undefined).show({ title: `${ATTACK} failed`, body: `The server says: ${ATTACK}` });
    expect(shown).toMatchObject([{ title: "a]0;PWN31mb c failed", body: "The server says: a]0;PWN31mb\nc" }]);
  });

  it("in the tray's menu and at its icon", async () => {
    const { AppTray } = await import("../../src/main/tray/app-tray.js");
    shown.length = 0;
    const action = { kind: "window" } as const;
    new AppTray(
      "/icons",
      {
        icon: "idle",
        tooltip: ATTACK,
        menu: [
          { kind: "text", label: ATTACK },
          { kind: "menu", label: ATTACK, items: [{ kind: "action", label: ATTACK, enabled: true, action }] },
        ],
      } as never,
      () => undefined,
    );
    const label = "a]0;PWN31mb c";
    expect(shown).toMatchObject(["a]0;PWN31mb\nc", [{ label }, { label, submenu: [{ label }] }]]);
  });
});
