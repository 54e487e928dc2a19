import type { PageName } from "../../ipc/navigation.js";

/** The frame of the window, and what stands everywhere in it. */
export const app = {
  name: "Culvert",
  navigation: "Navigation",
  profiles: "Profiles",
  newProfile: "New profile",
  cancel: "Cancel",
  dismiss: "Dismiss",
};

export const copy = {
  copy: (what: string) => `Copy ${what.toLowerCase()}`,
  copied: (what: string) => `${what} copied`,
  failed: "It could not be copied: select it and copy it by keyboard.",
};

/** The system's own dialogs: the titles of those that choose a file, and what the others ask. */
export const dialogs = {
  chooseKey: "Choose a private key",
  chooseKnownHosts: "Choose a known hosts file",
  exportProfiles: "Export all profiles",
  saveExport: "Save an export",
  saveCertificate: "Save the certificate",
  chooseImport: "Choose a file to import",
  /** The window is closed where no tray would show that the app goes on. */
  closeWithoutTray: {
    message: (tunnels: number) =>
      `${tunnels === 1 ? "One tunnel is" : `${tunnels} tunnels are`} open. Keep Culvert running without a window?`,
    detail: "This desktop shows no tray icon. To see Culvert again, start it once more.",
    keep: "Keep in the background",
    quit: "Quit Culvert",
    cancel: "Cancel",
  },
};

/** The pages beside the profiles' own, as the navigation names them. */
export const pages: Record<PageName, string> = {
  import: "Import",
  hostKeys: "Host keys",
  log: "Log",
  settings: "Settings",
};

/** Which tunnels need their user, above the list of all. */
export const needs = {
  failed: (count: string) => `${count} failed`,
  waiting: (count: string) => `${count} waiting`,
  refusals: (count: string) => `${count} with refused ports`,
  routes: (count: string) => `${count} where FTP fails`,
  between: ", ",
  next: "show the next one",
  openWithRefusals: "Open, ports refused",
};
