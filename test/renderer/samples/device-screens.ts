import type { News } from "../../../src/shared/ipc/contract.js";
import type { ShownWindow } from "../host/window-in-chromium.js";
import { nothingYet, port, routed, sampleProfile, tunnel } from "./sample-news.js";
import { gatewayHop, programHop, routeWith, sftpHop } from "./sample-routes.js";
import type { Screen } from "./sample-screens.js";

const START = new Date("2026-11-22T14:07:00Z").getTime();
const scans = sampleProfile({
  id: "scans",
  name: "Scans",
  ftp: {
    mode: "bridge",
    listen: { host: "192.168.7.5" },
    allow: ["192.168.7.20", "192.168.8.0/24"],
    dataPorts: "50000-50019",
    charset: "latin1",
    spool: { folder: "/var/lib/culvert/spool", most: "2 GB" },
    spoolAccepts: true,
  },
  forwards: [],
});
const SEEN = { lastWorked: START + 3 * 60_000 };
const profiles: News["profiles"] = { profiles: [scans], withSecrets: [] };

const edit = ({ page }: ShownWindow) => page.getByRole("button", { name: "Edit" }).click();

/** The pictures of docs/devices.md: a scanner's profile, and a page that it has stored. */
export const deviceScreens: readonly Screen[] = [
  {
    name: "devices-listen",
    news: { ...nothingYet, profiles },
    steps: async (shown) => {
      await edit(shown);
      await shown.page.getByRole("button", { name: /Where your FTP/ }).click();
      await shown.page.getByLabel("Data ports").scrollIntoViewIfNeeded();
      await shown.page.getByText("can connect there").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "devices-spool",
    news: { ...nothingYet, profiles },
    steps: async (shown) => {
      await edit(shown);
      await shown.page.getByRole("button", { name: "For devices" }).click();
      await shown.page.getByText("Files that wait lie on").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "devices-stored",
    news: {
      ...nothingYet,
      profiles,
      tunnels: routed(
        [
          tunnel("scans", { kind: "open", since: START }, [
            port("control", "192.168.7.5:2121", "www.spinach.com:22", {
              connections: { open: 1, total: 2 },
              bytes: { up: 1_482_311, down: 0 },
              history: ["Rechnung März.pdf", "scan-0002.pdf", "scan-0001.pdf"].map((path, index) => ({
                verb: "STOR",
                path,
                user: "scanner",
                bytes: 494_104 - index * 31_007,
                since: START + (3 - index) * 60_000,
                until: START + (3 - index) * 60_000 + 900,
                outcome: "done",
                said: "226 The whole file is stored.",
              })),
            }),
          ]),
        ],
        routeWith([programHop({ ...SEEN, endpoint: "192.168.7.5:2121" }), gatewayHop(SEEN), sftpHop(SEEN)]),
      ),
    },
  },
];
