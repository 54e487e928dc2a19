import type { ForwardPlan } from "./forward-plan.js";

/** What fills the form of a new forward for a use that many have. Each text is what would be typed into its field. */
export interface ForwardPreset {
  readonly kind: ForwardPlan["kind"];
  /** A local port stays clear of where the same server on this computer would listen, and needs no privilege. */
  readonly listenPort: string;
  /** As the gateway knows it, or for a remote forward this computer; empty in a dynamic one. */
  readonly host: string;
  readonly port: string;
}

const local = (port: number, listenPort: number): ForwardPreset => ({
  kind: "local",
  listenPort: String(listenPort),
  host: "localhost",
  port: String(port),
});

export const FORWARD_PRESETS = {
  imap: local(143, 1143),
  pop3: local(110, 1110),
  submission: local(587, 1587),
  vnc: local(5900, 5950), // display 50
  rdp: local(3389, 13389), // Windows does not let a client dial 3389 of its own computer
  rsync: local(873, 1873),
  cvs: local(2401, 12401),
  subversion: local(3690, 13690),
  git: local(9418, 19418),
  http: local(80, 8880),
  postgresql: local(5432, 15432),
  mysql: local(3306, 13306),
  socks: { kind: "dynamic", listenPort: "1080", host: "", port: "" },
  /** Display 10 at the gateway is screen 0 here. */
  x: { kind: "remote", listenPort: "6010", host: "/tmp/.X11-unix/X0", port: "" },
} as const satisfies Record<string, ForwardPreset>;

export type ForwardUse = keyof typeof FORWARD_PRESETS;
