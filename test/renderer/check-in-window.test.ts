import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { FTP_CLIENTS } from "../../src/shared/import-export/ftp-client-settings.js";
import { words } from "../../src/shared/words/words.js";
import { axeInWindow } from "./host/axe-in-window.js";
import { describeWindow } from "./host/describe-window.js";
import { checkNews, sampleFindings, severalStates } from "./samples/sample-news.js";

const NARROW = { width: 720, height: 480 };
const WIDE = { width: 1600, height: 1000 };

describeWindow(
  "the check and the settings for programs in the window",
  ({ show, shown }) => {
    const violations = async (page: Page) => (await axeInWindow(page).analyze()).violations.map(({ id }) => id);
    /** What is on the clipboard, by way of a field. */
    const pasted = async (page: Page) => {
      await page.getByLabel("FTP user name").focus();
      await page.keyboard.press("Control+V");
      return page.getByLabel("FTP user name").inputValue();
    };
    const overflow = (page: Page) =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

    it.each([NARROW, WIDE])(
      "starts with an FTP login that is handed over once, and stops, at $width px",
      async (size) => {
        await show(severalStates(), size);
        const { page } = shown;
        await page.getByRole("button", { name: "Check with my FTP login" }).click();
        await page.getByLabel("FTP user name").fill("olive");
        await page.getByLabel("FTP password", { exact: true }).fill("oyl");
        expect(await violations(page)).toEqual([]);
        await page.getByRole("button", { name: "Check", exact: true }).click();
        expect(await shown.asks("checks.start")).toEqual([
          { profile: "popeye", ftpLogin: { username: "olive", password: "oyl" } },
        ]);

        await shown.tell("checks", checkNews("running", sampleFindings.slice(0, 6)).checks);
        await page.getByRole("status").filter({ hasText: "Checking…" }).waitFor();
        expect(await page.getByRole("listitem").filter({ hasText: "works:" }).count()).toBe(6);
        expect(await violations(page)).toEqual([]);
        await page.getByRole("button", { name: "Stop" }).click();
        expect(await shown.asks("checks.stop")).toEqual(["popeye"]);
      },
    );

    it.each([NARROW, WIDE])(
      "says what fails, with the very line that mends it, and copies a report without names, at $width px",
      async (size) => {
        await show(checkNews("finished"), size);
        const { page } = shown;
        await page.getByRole("button", { name: "Check with my FTP login" }).click();
        await page.getByText("Your FTP program will not work yet").waitFor();
        await page
          .getByRole("listitem")
          .filter({ hasText: "Announced address" })
          .getByText("pasv_address=127.0.0.1")
          .waitFor();
        await page.getByText("127.0.0.1:2535 is held by python3 (process 4242).").waitFor();
        const first = page.getByRole("list", { name: "Findings" }).getByRole("listitem");
        expect(await first.allInnerTexts(), "what needs nobody is folded").toEqual([
          expect.stringContaining("203.0.113.7"),
          expect.stringContaining("python3"),
          expect.stringContaining("works, but"),
        ]);
        await page.getByRole("button", { name: "11 steps need nothing" }).click();
        await expect.poll(() => first.count()).toBe(14);
        for (const name of ["Copy report", "Close", "Check again"])
          expect(
            await page
              .getByRole("button", { name, exact: true })
              .evaluate((button) => button.getBoundingClientRect().bottom <= window.innerHeight),
            `${name} stays on the screen`,
          ).toBe(true);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
        expect(await violations(page)).toEqual([]);
        await page.getByRole("button", { name: "Copy report" }).click();
        await page.getByText("The report is copied, with names masked.").waitFor();
        const report = await pasted(page);
        expect(report).toContain("pasv_address=127.0.0.1");
        expect(report).not.toMatch(/spinach|olive|203\.0\.113/);
        await page.keyboard.press("Escape");
        await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
      },
    );

    it.each([NARROW, WIDE])("shows what to enter in each program, at $width px", async (size) => {
      await show(severalStates(), size);
      const { page } = shown;
      for (const program of FTP_CLIENTS) {
        await page.getByRole("button", { name: /Program/ }).click();
        await page.getByRole("option", { name: words.programs.names[program], exact: true }).click();
        await page.getByRole("region", { name: words.tunnel.pointHere }).getByText("2121").first().waitFor();
        expect(await overflow(page), program).toBeLessThanOrEqual(0);
      }
      expect(await violations(page)).toEqual([]);
    });
  },
  { isAlone: true },
);
