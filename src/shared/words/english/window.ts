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
  chooseRevocationList: "Choose a list of revoked host keys",
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

/** The list of profiles, where there are many. */
export const list = {
  search: "Search tunnels by name, host or user",
  placeholder: "Search",
  clear: "Clear the search",
  filterLabel: "Which tunnels are shown",
  filter: (shown: string) => `Shown: ${shown.toLowerCase()}`,
  filters: { all: "All", connected: "Connected", attention: "In trouble", closed: "Closed" },
  none: "No tunnel matches.",
  showAll: "Show all",
  shortReasons: { routes: "FTP fails", refusals: "Ports refused" },
  groupWith: (name: string, open: string, all: string) => `${name}, ${open} of ${all} open`,
  groupActions: (name: string) => `Actions for ${name}`,
  connectGroup: "Connect all",
  disconnectGroup: "Disconnect all",
  moved: (name: string, position: string, count: string) => `${name} is now ${position} of ${count}`,
};

/** The menu above the screen, on macOS. */
export const appMenu = {
  about: "About Culvert",
  settings: "Settings…",
  services: "Services",
  hide: "Hide Culvert",
  hideOthers: "Hide Others",
  showAll: "Show All",
  quit: "Quit Culvert",
  file: "File",
  newProfile: "New Profile",
  import: "Import…",
  close: "Close Window",
  edit: "Edit",
  undo: "Undo",
  redo: "Redo",
  cut: "Cut",
  copy: "Copy",
  paste: "Paste",
  selectAll: "Select All",
  window: "Window",
  minimize: "Minimize",
  zoom: "Zoom",
  front: "Bring All to Front",
  help: "Help",
  openHelp: "Culvert Help",
};

export const about = {
  title: "About Culvert",
  version: "Version",
  licence: "Licence",
  licenceIs: (licence: string) => `${licence}. The licences of its parts come with it.`,
  newVersions: "Tell me when there is a newer version",
  newVersionsSay: (host: string) =>
    `Each start of Culvert then asks ${host} once. Nothing about you or your servers is sent.`,
  newer: (version: string) => `Culvert ${version} is available.`,
  getNewer: "Open the download page",
  data: "Your data",
  help: "Help",
  showData: "Show the folder",
  showLicences: "Licences",
  copyDiagnostics: "Copy diagnostics",
  diagnosticsCopied: "Diagnostics copied",
  diagnosticsSay:
    "Diagnostics hold only kinds, states and failure codes: no names of people, hosts, profiles or files.",
};
