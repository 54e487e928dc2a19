import { join } from "node:path";
import { Menu, Tray, type MenuItemConstructorOptions } from "electron";
import { printableLine, printableText } from "../../shared/words/printable.js";
import type { TrayAction, TrayIcon, TrayItem, TrayView } from "./menu/tray-view.js";

/** Shows a view in the system's tray and passes on what is chosen in its menu. */
export class AppTray {
  #tray: Tray;
  #view: TrayView;
  #shown = "";

  constructor(
    private readonly icons: string,
    view: TrayView,
    private readonly onAction: (action: TrayAction) => void,
  ) {
    this.#view = view;
    this.#tray = this.#make();
    this.show(view);
  }

  /** Make the icon anew, for a tray that came after it: Electron looks for one only when an icon is made. */
  renew(): void {
    if (this.#tray.isDestroyed()) return; // closed
    this.close();
    this.#tray = this.#make();
    this.#shown = "";
    this.show(this.#view);
  }

  #make(): Tray {
    const tray = new Tray(this.#icon(this.#view.icon));
    tray.on("click", () => this.onAction({ kind: "window" })); // where a click opens the menu by itself, this never comes
    return tray;
  }

  /** Redraws only what is different: a new menu closes the one that somebody is reading. */
  show(view: TrayView): void {
    this.#view = view;
    const shown = JSON.stringify(view);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setImage(this.#icon(view.icon));
    this.#tray.setToolTip(printableText(view.tooltip));
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#template(view.menu))); // Linux shows a change only in a new menu
  }

  /** Take the icon away. */
  close(): void {
    if (!this.#tray.isDestroyed()) this.#tray.destroy();
  }

  #icon(name: TrayIcon): string {
    if (process.platform === "darwin") return join(this.icons, "mac", `${name}Template.png`);
    if (process.platform === "win32") return join(this.icons, "windows", `${name}.ico`);
    return join(this.icons, "linux", `${name}-22.png`); // with its @2x beside it
  }

  #template(items: readonly TrayItem[]): MenuItemConstructorOptions[] {
    return items.map((item): MenuItemConstructorOptions => {
      switch (item.kind) {
        case "line":
          return { type: "separator" };
        case "text":
          return { label: menuLabel(item.label), enabled: false };
        case "action":
          return { label: menuLabel(item.label), enabled: item.enabled, click: () => this.onAction(item.action) };
        case "menu":
          return { label: menuLabel(item.label), submenu: this.#template(item.items) };
      }
    });
  }
}

/** On one line, whatever a profile is called; a lone `&` would mark the next letter as a shortcut, except on macOS. */
function menuLabel(label: string): string {
  const line = printableLine(label);
  return process.platform === "darwin" ? line : line.replaceAll("&", "&&");
}
