import type { Clipboard } from "electron";
import type { ProfileStore } from "../../core/store/profile-store.js";
import { switchForward } from "../../core/store/switch-forward.js";
import type { Tunnels } from "../../core/tunnel/tunnels.js";
import type { SystemNotifications } from "../notifications/show-notifications.js";
import type { AppWindow } from "../window/app-window.js";
import type { TrayAction } from "./menu/tray-view.js";

/** The parts that the tray's entries reach. */
interface TrayServices {
  readonly store: ProfileStore;
  readonly tunnels: Tunnels;
  readonly window: AppWindow;
  readonly notices: Pick<SystemNotifications, "showIfFailed">;
  readonly clipboard: Pick<Clipboard, "writeText">;
  readonly quit: () => void;
}

/** What the app does for each entry of the tray's menu. */
export const trayActions =
  ({ store, tunnels, window, notices, clipboard, quit }: TrayServices) =>
  (action: TrayAction): void => {
    switch (action.kind) {
      case "open":
        return tunnels.open(action.profile);
      case "close":
        return void tunnels.close(action.profile);
      case "open-all":
        for (const id of action.profiles) tunnels.open(id);
        return;
      case "close-all":
        return void tunnels.closeAll();
      case "switch":
        return void notices.showIfFailed({ kind: "profile", id: action.asked.profile }, () =>
          switchForward(store, action.asked),
        );
      case "copy":
        return void clipboard.writeText(action.text);
      case "look":
        return window.navigate({ kind: "profile", id: action.profile });
      case "page":
        return window.navigate({ kind: "page", page: action.page });
      case "new-profile":
        return window.navigate({ kind: "new-profile" });
      case "window":
        return window.show();
      case "quit":
        return quit();
    }
  };
