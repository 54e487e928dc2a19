import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { axeInWindow } from "./host/axe-in-window.js";
import { whyNoChromium, WindowHost, type ShownWindow } from "./host/window-in-chromium.js";
import { severalStates } from "./samples/sample-news.js";

const LIST = "/srv/keys/revoked.krl";
const CANNOT = "The list of revoked host keys /srv/keys/revoked.krl cannot be read";

describe.skipIf(whyNoChromium !== undefined)(
  `a profile's list of revoked host keys in the window${whyNoChromium === undefined ? "" : ` (skipped: ${whyNoChromium})`}`,
  () => {
    let host: WindowHost;
    let shown: ShownWindow;

    beforeAll(async () => {
      host = await WindowHost.start(inject("windowServer"));
    });
    afterAll(() => host.close());
    beforeEach(async () => {
      shown = await host.show(severalStates());
      await shown.page.getByRole("button", { name: "Edit", exact: true }).click();
    });
    afterEach(async () => {
      expect(shown.errors, "the console is quiet").toEqual([]);
      await shown.close();
    });

    const group = () => shown.page.getByRole("button", { name: /^Revoked host keys/ }).first();
    const field = () => shown.page.getByRole("textbox", { name: "List of revoked host keys" }).first();
    const save = () => shown.page.getByRole("button", { name: "Save", exact: true }).click();
    const saved = async () => ((await shown.asks("profiles.save")) as Profile[]).map(({ gateway }) => gateway);
    const expectNoFindings = async (): Promise<void> => {
      const { violations } = await axeInWindow(shown.page).analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
    };

    it("is chosen by the system's dialog, said where it is folded, and saved", async () => {
      await group().click();
      await expectNoFindings();
      await shown.answer("files.chooseRevocationList", { ok: true, value: LIST });
      await field().locator("xpath=..").getByRole("button", { name: "Choose…" }).click();
      await expect.poll(() => field().inputValue()).toBe(LIST);
      await expect.poll(() => shown.asks("files.checkRevocationList")).toEqual([LIST]);
      await group().getByText(LIST).waitFor();
      await save();
      await expect.poll(saved).toMatchObject([{ revokedHostKeys: LIST }]);
    });

    it("that cannot be read is told by its name beneath the field, once it is left, until another is named", async () => {
      await shown.answer("files.checkRevocationList", {
        ok: true,
        value: { detail: `EACCES: permission denied, open '${LIST}'` },
      });
      await group().click();
      await field().fill(LIST);
      expect(await shown.page.getByText(CANNOT).count()).toBe(0);
      await shown.page.keyboard.press("Tab");
      await shown.page.getByText(CANNOT).waitFor();
      expect(await field().getAttribute("aria-invalid")).toBe("true");
      await expectNoFindings();
      await shown.answer("files.checkRevocationList", { ok: true, value: undefined });
      await field().fill("~/.ssh/revoked");
      await expect.poll(() => shown.page.getByText(CANNOT).count()).toBe(0);
      await field().fill("");
      await save();
      await expect.poll(async () => (await saved()).length).toBe(1);
      expect((await saved())[0]).not.toHaveProperty("revokedHostKeys");
    });

    it("is asked for of each jump host by itself", async () => {
      const { page } = shown;
      await page.getByRole("button", { name: /^Jump hosts/ }).click();
      await page.getByRole("button", { name: "Add a jump host" }).click();
      const jump = page.getByRole("group", { name: /Jump host 1/ });
      await jump.getByLabel("Host", { exact: true }).fill("jump.example");
      await jump.getByLabel("User name").fill("wimpy");
      await jump.getByRole("button", { name: /^Revoked host keys/ }).click();
      await jump.getByLabel("List of revoked host keys").fill(LIST);
      await save();
      await expect.poll(saved).toMatchObject([{ via: [{ host: "jump.example", revokedHostKeys: LIST }] }]);
      expect((await saved())[0]).not.toHaveProperty("revokedHostKeys");
    });
  },
);
