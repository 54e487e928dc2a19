/** A tunnel as it lives: its page, its ports, its transfers. */
export const tunnel = {
  connect: "Connect",
  disconnect: "Disconnect",
  disconnectNow: "Disconnect now",
  retryNow: "Retry now",
  edit: "Edit",
  more: "More actions",
  duplicate: "Duplicate",
  copyOf: (name: string) => `${name} copy`,
  remove: "Delete…",
  openSince: (time: string) => `since ${time}`,
  attempt: (attempt: number) => `attempt ${attempt}`,
  retryIn: (seconds: number) => (seconds === 0 ? "now" : `in ${seconds} s`),
  closingIn: (seconds: number) => `${seconds} s at most`,
  pointHere: "In your FTP program",
  host: "Host",
  port: "Port",
  mode: "Mode",
  passive: "Passive",
  passiveOrActive: "Passive or active",
  user: "User",
  password: "Password",
  anyLogin: "Any name, any password",
  showPassword: "Show the password",
  hidePassword: "Hide the password",
  changePassword: "Change the password",
  changePasswordSays: "Your FTP program logs in with it on this computer only; it is not the gateway's password.",
  newPassword: "New password",
  changePasswordDo: "Change",
  outdated:
    "You have changed this profile: the tunnel goes on as before. To use what you have changed, disconnect and connect again.",
  gatewaySays: "The gateway says:",
  link: "Link",
  noPorts: "This profile carries no ports yet. Edit it to add FTP or another forward.",
  portsWhenOpen: "Its ports appear here once it is open.",
};

export const ports = {
  table: "Ports",
  name: "Port",
  local: "Local address",
  target: "Target",
  route: "Address, target",
  switch: (name: string) => `Switch ${name}`,
  leadsTo: "leads to",
  none: "None",
  state: "State",
  connections: "Connections",
  up: "Up",
  down: "Down",
  control: "Control",
  passivePort: (port: string) => `Passive ${port}`,
  passiveRange: "Passive range",
  count: (count: string) => `${count} ports`,
  openOf: (open: string) => `${open} open`,
  total: (total: string) => `${total} in all`,
  latestFailed: "The latest connection failed.",
  tally: { listening: "listening", refused: "refused", idle: "idle" },
};

export const transfers = {
  lasting: (duration: string) => `for ${duration}`,
  inFolder: (folder: string) => `in ${folder}`,
  unnamed: { folder: "The current folder", file: "A name that the server chooses" },
};

export const remove = {
  title: (name: string) => `Delete “${name}”?`,
  says: "The profile and the secrets kept for it are removed. Files on the server stay as they are.",
  saysOpen:
    "Its tunnel is closed first. The profile and the secrets kept for it are removed; files on the server stay as they are.",
  confirm: "Delete",
};
