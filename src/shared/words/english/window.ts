import type { PageName } from "../../where.js";

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

/** Titles of the system's own dialogs. */
export const dialogs = {
  chooseKey: "Choose a private key",
  chooseKnownHosts: "Choose a known hosts file",
  exportProfiles: "Export all profiles",
  saveExport: "Save an export",
  chooseImport: "Choose a file to import",
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
  between: ", ",
  next: "show the next one",
  openWithRefusals: "Open, ports refused",
};
