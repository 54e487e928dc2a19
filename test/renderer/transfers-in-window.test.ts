import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import type { TransferStatus } from "../../src/shared/status/tunnel-state.js";
import { describeFailure } from "../../src/shared/words/words.js";
import { whyNoChromium, WindowHost, type Showing, type ShownWindow } from "./host/window-in-chromium.js";
import { manyTransfers, relayNews, sampleTransfers, severalStates } from "./samples/sample-news.js";

describe.skipIf(whyNoChromium !== undefined)(
  `the transfers of a relay in the window${whyNoChromium === undefined ? "" : ` (skipped: ${whyNoChromium})`}`,
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

    const show = async (transfers: readonly TransferStatus[], showing?: Showing): Promise<ShownWindow> =>
      (shown = await host.show(relayNews(transfers), showing));
    const tell = (transfers: readonly TransferStatus[]): Promise<void> =>
      shown.tell("tunnels", relayNews(transfers).tunnels);
    const fold = (name: string | RegExp = /transfers?$/i): Locator => shown.page.getByRole("button", { name });
    const lines = (): Promise<string[]> =>
      shown.page.locator(".transfer-row").evaluateAll((rows) =>
        rows
          .map((row) => ({
            text: (row as HTMLElement).innerText.replace(/\s+/g, " ").trim(),
            top: row.getBoundingClientRect().top,
          }))
          .sort((one, other) => one.top - other.top)
          .map(({ text }) => text),
      );
    const topOf = (row: RegExp): Promise<number> =>
      shown.page.getByRole("row", { name: row }).evaluate((element) => element.getBoundingClientRect().top);

    it("are folded into their count, and unfold into what each does, to what, how much, how fast and for how long", async () => {
      await show(sampleTransfers(Date.now()).toReversed());
      expect(await fold("4 transfers").getAttribute("aria-expanded")).toBe("false");
      expect(await lines()).toEqual([]);
      await fold().click();
      expect(await fold().getAttribute("aria-expanded")).toBe("true");
      expect(await lines()).toEqual([
        expect.stringMatching(/^access\.log Storing APPE in logs for 1:0\d:\d\d 1\.05 MB 310 KB\/s$/),
        expect.stringMatching(
          /^Popeye and Olive on the pier, evening light\.tif Fetching RETR in \/var\/www\/spinach\/photos\/2026\/summer for 1:\d\d 735 MB 12\.1 MB\/s$/,
        ),
        expect.stringMatching(/^index\.html Storing STOR for 0:\d\d 48\.2 KB 24\.1 KB\/s$/),
        expect.stringMatching(/^The current folder Listing MLSD for 0:\d\d 4\.1 KB$/),
      ]);
      await fold().click();
      expect(await lines()).toEqual([]);
    });

    it("are reached and unfolded by keyboard alone", async () => {
      const { page } = await show(sampleTransfers(Date.now()));
      await page.getByRole("button", { name: "Copy port" }).focus();
      await page.keyboard.press("Tab");
      const isThere = (): Promise<boolean> => fold().evaluate((button) => button === document.activeElement);
      for (let presses = 0; presses < 6 && !(await isThere()); presses++)
        await page.keyboard.press(presses % 2 === 0 ? "ArrowDown" : "ArrowRight");
      expect(await isThere()).toBe(true);
      await page.keyboard.press("Enter");
      expect(await fold().getAttribute("aria-expanded")).toBe("true");
      expect(await isThere()).toBe(true);
      await page.keyboard.press("ArrowDown");
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("access.log");
    });

    it("go on counting between two tellings, and stand still while the window is hidden", async () => {
      const { page } = await show([{ verb: "RETR", path: "a.iso", bytes: 5, speed: 0, since: Date.now() - 60_000 }]);
      await fold("1 transfer").click();
      const [before] = await lines();
      await expect.poll(lines).not.toEqual([before]);
      await page.evaluate(() => {
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      });
      const hidden = await lines();
      await page.waitForTimeout(2200);
      expect(await lines()).toEqual(hidden);
      await page.evaluate(() => {
        Object.defineProperty(document, "hidden", { value: false });
        document.dispatchEvent(new Event("visibilitychange"));
      });
      await expect.poll(lines).not.toEqual(hidden);
    });

    it("keep their order, and what stands beneath keeps its place while one ends", async () => {
      const all = manyTransfers(4, Date.now());
      await show(all);
      await fold().click();
      await expect.poll(async () => (await lines()).length).toBe(4);
      const mail = await topOf(/Mail/);
      await tell([...all.slice(1)].reverse().map((one) => ({ ...one, bytes: one.bytes + 1 })));
      await fold("3 transfers").waitFor();
      expect((await lines()).map((line) => line.split(" ")[0])).toEqual([
        "part-001.zip",
        "part-002.zip",
        "part-003.zip",
        "",
      ]);
      expect(await topOf(/Mail/)).toBe(mail);
      await tell([]);
      await fold("No transfers").waitFor();
      await expect.poll(lines).toEqual([]);
      expect(await topOf(/Mail/)).toBeLessThan(mail);
    });

    it("show fifty with few of them in the document, and draw no row anew while their figures run", async () => {
      const { page } = await show(manyTransfers(50, Date.now()), { width: 720, height: 480 });
      await fold("50 transfers").click();
      await page.getByText("part-000.zip").waitFor();
      expect(await page.getByRole("row").count()).toBeLessThan(30);
      await page
        .locator(".transfer-row")
        .evaluateAll((rows) => rows.forEach((row) => Object.assign(row, { isMarked: true })));
      const fastest = await page.evaluate(
        async (tellings) => {
          const took: number[] = [];
          for (const notified of tellings) {
            const from = performance.now();
            for (const { name, listener } of window.double.listeners) if (name === "tunnels") listener(notified);
            await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
            took.push(performance.now() - from);
          }
          return took.sort((one, other) => one - other)[0];
        },
        Array.from(
          { length: 12 },
          (_, step) =>
            relayNews(manyTransfers(50, Date.now()).map((one) => ({ ...one, bytes: one.bytes + 1000 * step }))).tunnels,
        ),
      );
      expect(fastest, "milliseconds to take in a telling and draw it").toBeLessThan(250);
      expect(
        await page.locator(".transfer-row").evaluateAll((rows) => rows.filter((row) => !("isMarked" in row)).length),
      ).toBe(0);
    });

    it("fit into the smallest window, however long a name is", async () => {
      const { page } = await show(sampleTransfers(Date.now()), { width: 720, height: 480 });
      await fold().click();
      const cells = await page.locator(".transfer-row").evaluateAll((rows) =>
        rows.flatMap((row) =>
          [...row.querySelectorAll(".transfer, .figures")].map((figure) => {
            const cell = figure.closest(".ports-cell")?.getBoundingClientRect();
            const own = figure.getBoundingClientRect();
            return cell !== undefined && own.left >= cell.left - 1 && own.right <= cell.right + 1;
          }),
        ),
      );
      expect(cells.length).toBeGreaterThan(6);
      expect(cells).not.toContain(false);
    });

    it("are not spoken of where nobody reads FTP", async () => {
      shown = await host.show(severalStates());
      await shown.page.getByText("Listening").first().waitFor();
      expect(await fold().count()).toBe(0);
    });

    it.each([
      { code: "ftp.tls-demanded", target: "popeye:21", said: "530 Non-anonymous sessions must use encryption." },
      { code: "ftp.not-ftp", target: "popeye:21", heard: "" },
      { code: "ftp.passive-refused", target: "popeye:21", said: "500 Illegal PASV command." },
      { code: "ftp.client-unreachable", client: "127.0.0.1:50123" },
    ] as const)("have $code told beneath their port, with what to do", async (trouble) => {
      shown = await host.show(relayNews([], { trouble }));
      const { says, remedy } = describeFailure(trouble);
      await shown.page.getByText(`The latest connection failed. ${says}`).waitFor();
      await shown.page.getByText(remedy).waitFor();
      expect(`${says} ${remedy}`).not.toMatch(/\.”\.|“”/);
    });
  },
);

describe.skipIf(whyNoChromium !== undefined)("the copy buttons", () => {
  let host: WindowHost;
  let shown: ShownWindow;
  beforeAll(async () => {
    host = await WindowHost.startAlone(inject("windowServer"));
  });
  afterAll(() => host.close());
  afterEach(() => shown.close());

  const paste = async (): Promise<string> => {
    await shown.page.getByRole("button", { name: "New profile" }).click();
    await shown.page.keyboard.press("Control+V");
    return await shown.page.getByLabel("Name", { exact: true }).inputValue();
  };

  it.each([
    { what: "Host", by: "mouse", value: "127.0.0.1" },
    { what: "Port", by: "keyboard", value: "2121" },
  ])(
    "put the $what on the clipboard by $by, with every permission refused, and say so politely",
    async ({ what, by, value }) => {
      shown = await host.show(relayNews([]));
      const { page } = shown;
      await page.evaluate(() => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
      });
      const button = page.getByRole("button", { name: `Copy ${what.toLowerCase()}` });
      if (by === "mouse") await button.click();
      else await button.press("Enter");
      const said = page.getByRole("status").filter({ hasText: `${what} copied` });
      await said.waitFor({ state: "attached" });
      expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
      await expect.poll(() => said.count()).toBe(0);
      expect(await paste()).toBe(value);
    },
  );

  it("say what to do where nothing can be copied", async () => {
    shown = await host.show(relayNews([]));
    await shown.page.evaluate(() => void Object.assign(document, { execCommand: () => false }));
    await shown.page.getByRole("button", { name: "Copy host" }).click();
    await shown.page.getByText("It could not be copied: select it and copy it by keyboard.").waitFor();
  });
});
