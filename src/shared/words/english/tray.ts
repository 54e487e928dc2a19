/** The tray's menu and its tooltip; an entry says what a click does. */
export const tray = {
  noProfiles: "No profiles yet",
  tunnel: (name: string, state: string) => `${name}: ${state}`,
  connect: "Connect",
  retryNow: "Retry now",
  disconnect: "Disconnect",
  disconnectNow: "Disconnect now",
  disconnectAll: "Disconnect all",
  settings: "Settings…",
  quit: "Quit Culvert",
  allClosed: "Culvert: all tunnels are closed",
  someOpen: (open: number, all: number) => `Culvert: ${open} of ${all} tunnels open`,
  inTrouble: (count: number) => `, ${count} in trouble`,
};
