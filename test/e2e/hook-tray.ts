import type { Menu, MenuItem } from "electron";
import type { MenuEntry, MessageBoxFacts, NotificationFacts, TrayFacts } from "../support/electron-stand-in/wire.js";

/** What the hook leaves in Electron's main process. */
export interface TrayHook {
  trayFacts?: TrayFacts;
  chooseTrayEntry: (id: number) => void;
  notifications: NotificationFacts[];
  clickNotification: (number: number) => void;
  messageBoxes: MessageBoxFacts[];
  /** Pressed at once in each message box. */
  pressedButton: number;
}

/**
 * Runs in real Electron before the app, sent as text: keeps what is given to the tray, to notifications and to message
 * boxes where a test can read it, and presses a button in place of a person. A tray itself cannot be seen by a test.
 */
export function hookTray(electron: {
  readonly Tray: { readonly prototype: object };
  readonly Notification: { readonly prototype: object };
  readonly dialog: object;
}): void {
  const items: MenuItem[] = [];
  const facts: { icon: string; tooltip: string; menu: readonly MenuEntry[] } = { icon: "", tooltip: "", menu: [] };
  const kept = globalThis as unknown as TrayHook;

  const entryOf = (item: MenuItem): MenuEntry => ({
    id: items.push(item) - 1,
    type: item.type === "separator" || item.type === "submenu" ? item.type : "normal",
    label: item.label.replace(/&(.)/g, "$1"),
    enabled: item.enabled,
    submenu: item.submenu?.items.map(entryOf) ?? [],
  });
  const heed = (name: string, notified: (given: never) => unknown): void => {
    const methods = electron.Tray.prototype as Record<string, (given: unknown) => void>;
    const method = methods[name];
    methods[name] = function heeded(given) {
      method?.call(this, given);
      notified(given as never);
      kept.trayFacts = { ...facts };
    };
  };
  heed("setImage", (image: unknown) => (facts.icon = String(image)));
  heed("setToolTip", (tooltip: string) => (facts.tooltip = tooltip));
  heed("setContextMenu", (menu: Menu | null) => (facts.menu = menu?.items.map(entryOf) ?? []));
  const shown: { readonly title: string; readonly body: string; emit(event: string): boolean }[] = [];
  const ofNotification = electron.Notification.prototype as { show: (this: (typeof shown)[number]) => void };
  const { show } = ofNotification;
  kept.notifications = [];
  ofNotification.show = function shownToo() {
    show.call(this);
    kept.notifications.push({ number: shown.push(this) - 1, title: this.title, body: this.body });
  };
  kept.clickNotification = (number) => void shown[number]?.emit("click");
  kept.messageBoxes = [];
  kept.pressedButton = 0;
  const showMessageBox = (...args: readonly unknown[]) => {
    const {
      message,
      detail = "",
      buttons = [],
    } = args[args.length - 1] as { message: string; detail?: string; buttons?: readonly string[] };
    kept.messageBoxes.push({ message, detail, buttons });
    return Promise.resolve({ response: kept.pressedButton, checkboxChecked: false });
  };
  Object.assign(electron.dialog, { showMessageBox });
  kept.chooseTrayEntry = (id) => void items[id]?.click();
}
