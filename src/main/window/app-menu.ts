import type { MenuItemConstructorOptions } from "electron";
import type { NavigationTarget } from "../../shared/ipc/navigation.js";
import { words } from "../../shared/words/words.js";

interface AppMenuActions {
  readonly navigate: (to: NavigationTarget) => void;
  readonly openHelp: () => void;
}

/**
 * The menu that macOS shows above the screen; without one there is no copy and paste in a window. What the window's keys do
 * by themselves, the menu says, and does where the focus is in no window.
 */
export function appMenuTemplate({ navigate, openHelp }: AppMenuActions): MenuItemConstructorOptions[] {
  const { appMenu } = words;
  const showSettings = (): void => navigate({ kind: "page", page: "settings" });
  return [
    {
      label: words.app.name,
      submenu: [
        { label: appMenu.about, click: showSettings },
        { type: "separator" },
        { label: appMenu.settings, accelerator: "CmdOrCtrl+,", click: showSettings },
        { type: "separator" },
        { role: "services", label: appMenu.services },
        { type: "separator" },
        { role: "hide", label: appMenu.hide },
        { role: "hideOthers", label: appMenu.hideOthers },
        { role: "unhide", label: appMenu.showAll },
        { type: "separator" },
        { role: "quit", label: appMenu.quit },
      ],
    },
    {
      label: appMenu.file,
      submenu: [
        { label: appMenu.newProfile, accelerator: "CmdOrCtrl+N", click: () => navigate({ kind: "new-profile" }) },
        { label: appMenu.import, click: () => navigate({ kind: "page", page: "import" }) },
        { type: "separator" },
        { role: "close", label: appMenu.close },
      ],
    },
    {
      label: appMenu.edit,
      submenu: [
        { role: "undo", label: appMenu.undo },
        { role: "redo", label: appMenu.redo },
        { type: "separator" },
        { role: "cut", label: appMenu.cut },
        { role: "copy", label: appMenu.copy },
        { role: "paste", label: appMenu.paste },
        { role: "selectAll", label: appMenu.selectAll },
      ],
    },
    {
      label: appMenu.window,
      role: "window",
      submenu: [
        { role: "minimize", label: appMenu.minimize },
        { role: "zoom", label: appMenu.zoom },
        { type: "separator" },
        { role: "front", label: appMenu.front },
      ],
    },
    { label: appMenu.help, role: "help", submenu: [{ label: appMenu.openHelp, click: openHelp }] },
  ];
}
