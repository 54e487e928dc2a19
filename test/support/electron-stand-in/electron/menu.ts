import type { MenuItemConstructorOptions } from "electron";
import type { MenuEntry } from "../wire.js";
import { fromHost } from "./host-link.js";

const clicks = new Map<number, () => void>();
let made = 0;

/** A menu as it was when built; Linux, too, shows a later change only in a new one. */
export class Menu {
  constructor(readonly entries: readonly MenuEntry[]) {}

  static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): Menu {
    return new Menu(template.map(entryOf));
  }
}

function entryOf(item: MenuItemConstructorOptions): MenuEntry {
  const { label, role, type, enabled = true, submenu, click } = item;
  if (label === undefined && role === undefined && type === undefined)
    throw new TypeError("Invalid template for MenuItem: must have at least one of label, role or type");
  const id = ++made;
  if (click !== undefined) clicks.set(id, () => click(undefined as never, undefined, {}));
  const entries = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu).entries : [];
  const shown = type === "separator" ? "separator" : submenu === undefined ? "normal" : "submenu";
  return { id, type: shown, label: (label ?? "").replace(/&(.)/g, "$1"), enabled, submenu: entries };
}

fromHost.on("menu-click", ({ id }: { id: number }) => clicks.get(id)?.());
