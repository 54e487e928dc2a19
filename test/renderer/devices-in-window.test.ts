import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { DEFAULT_SETTINGS } from "../../src/shared/settings.js";
import { axeInWindow } from "./host/axe-in-window.js";
import { whyNoChromium, WindowHost, type ShownWindow } from "./host/window-in-chromium.js";
import { nothingYet, port, sampleProfile, tunnel } from "./samples/sample-news.js";

describe.skipIf(whyNoChromium !== undefined)(
  `what a bridge does for devices in the window${whyNoChromium === undefined ? "" : ` (skipped: ${whyNoChromium})`}`,
  () => {
    let host: WindowHost;
    let shown: ShownWindow;
    beforeAll(async () => {
      host = await WindowHost.start(inject("windowServer"));
    });
    afterAll(() => host.close());
    afterEach(async () => {
      expect(shown.errors, "the console is quiet").toEqual([]);
      await shown.close();
    });

    /** Edit a bridge's profile, with the part for devices unfolded. */
    async function edit(ftp: object = {}): Promise<void> {
      const profile: Profile = sampleProfile({ ftp: { mode: "bridge", ...ftp } });
      shown = await host.show({ ...nothingYet, profiles: { profiles: [profile], withSecrets: [] } });
      await shown.page.getByRole("button", { name: "Edit" }).click();
    }
    const unfold = () => shown.page.getByRole("button", { name: "For devices" }).click();
    const save = () => shown.page.getByRole("button", { name: "Save", exact: true }).click();

    it("is a charset and a spool with its warning, and is saved with the profile", async () => {
      await edit();
      await unfold();
      const { page } = shown;
      const warning = page.getByText("Files that wait lie on this computer alone, not encrypted.");
      await page.getByRole("button", { name: /Charset of their names/ }).click();
      await page.getByRole("option", { name: "Shift-JIS" }).click();
      await page.getByLabel("Folder for files that wait").fill(" ~/spool ");
      await page.getByLabel("At most").fill("500 MB");
      expect(await warning.count(), "nothing is told as stored yet").toBe(0);
      await page
        .getByRole("checkbox", { name: "Take files while the gateway cannot be reached" })
        .check({ force: true });
      await warning.waitFor();
      const { violations } = await axeInWindow(page).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      await save();
      await expect
        .poll(() => shown.asks("profiles.save"))
        .toMatchObject([
          { ftp: { charset: "shift-jis", spool: { folder: "~/spool", most: "500 MB" }, spoolAccepts: true } },
        ]);
    });

    it("stays as the profile has it, and nothing of it is written where all is as usual", async () => {
      const devices = { charset: "latin1", spool: { folder: "/var/spool/culvert", most: "3 GB" }, spoolAccepts: true };
      await edit(devices);
      await shown.page.getByRole("textbox", { name: "Name", exact: true }).fill("Scans");
      await save();
      await expect.poll(() => shown.asks("profiles.save")).toMatchObject([{ name: "Scans", ftp: devices }]);
      await shown.close();
      await edit();
      await shown.page.getByRole("textbox", { name: "Name", exact: true }).fill("Scans");
      await save();
      await expect.poll(() => shown.asks("profiles.save")).toHaveLength(1);
      const [saved] = (await shown.asks("profiles.save")) as Profile[];
      for (const field of Object.keys(devices)) expect(saved?.ftp).not.toHaveProperty(field);
    });

    it("says what is wrong with the folder and the size, and that a folder is missing", async () => {
      await edit();
      await unfold();
      const { page } = shown;
      await page
        .getByRole("checkbox", { name: "Take files while the gateway cannot be reached" })
        .check({ force: true });
      await save();
      await page.getByText(/there is none: name its folder/).waitFor();
      await page.getByLabel("Folder for files that wait").fill("spool");
      await page.getByLabel("At most").fill("much");
      await save();
      await page
        .getByText(/“spool” is no full path|not a full path|spool.*path/i)
        .first()
        .waitFor();
      expect(await shown.asks("profiles.save")).toEqual([]);
      expect(await page.getByLabel("At most").getAttribute("aria-invalid")).toBe("true");
    });

    it("speaks Chinese", async () => {
      await edit({ charset: "latin1", spool: { folder: "/s", most: "2 GB" }, spoolAccepts: true });
      await shown.tell("settings", { settings: { ...DEFAULT_SETTINGS, language: "zh" } });
      const { page } = shown;
      await page.getByRole("button", { name: "设备" }).click();
      await page.getByText("等待发送的文件只存在于本机，且未加密。").waitFor();
      expect(await page.getByLabel("暂存文件夹").inputValue()).toBe("/s");
    });

    it("is hinted at in the list of transfers where a name is no UTF-8", async () => {
      const control = {
        ...port("control", "127.0.0.1:2121", "gate:22"),
        history: [
          {
            verb: "STOR",
            path: "caf\xe9",
            bytes: 3,
            since: 0,
            until: 1,
            outcome: "done" as const,
            said: "226 Done.",
            isForeign: true as const,
          },
          { verb: "STOR", path: "plain", bytes: 3, since: 0, until: 1, outcome: "done" as const, said: "226 Done." },
        ],
      };
      shown = await host.show({
        ...nothingYet,
        profiles: { profiles: [sampleProfile({ ftp: { mode: "bridge" } })], withSecrets: [] },
        tunnels: [tunnel("popeye", { kind: "open", since: 0 }, [control])],
      });
      const hint = shown.page.getByText(
        "Its name is not UTF-8: choose the device's charset in the profile (ftp.charset).",
      );
      await hint.waitFor();
      expect(await hint.count()).toBe(1);
    });
  },
);
