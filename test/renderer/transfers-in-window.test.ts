import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import type { EndedTransfer } from "../../src/shared/status/route.js";
import type { TransferStatus } from "../../src/shared/status/tunnel-state.js";
import { describeFailure } from "../../src/shared/words/words.js";
import { describeWindow } from "./host/describe-window.js";
import type { Showing, ShownWindow } from "./host/window-in-chromium.js";
import { manyTransfers, relayNews, sampleTransfers, severalStates } from "./samples/sample-news.js";
import { sampleHistory } from "./samples/sample-routes.js";

describeWindow("the transfers of a relay in the window", ({ show, shown }) => {
  const showTransfers = (transfers: readonly TransferStatus[], showing?: Showing): Promise<ShownWindow> =>
    show(relayNews(transfers), showing);
  const list = (): Locator => shown.page.getByRole("region", { name: "Transfers" });
  const lines = (): Promise<string[]> =>
    list()
      .getByRole("listitem")
      .evaluateAll((items) => items.map((item) => (item as HTMLElement).innerText.replace(/\s+/g, " ").trim()));
  const topOf = (item: Locator): Promise<number> => item.evaluate((element) => element.getBoundingClientRect().top);

  it("stand at the last hop: what each does, to what, how much, how fast and for how long", async () => {
    await showTransfers(sampleTransfers(Date.now()).toReversed());
    expect(await lines()).toEqual([
      expect.stringMatching(/^access\.log Storing APPE in logs 1\.05 MB 310 KB\/s for 1:0\d:\d\d$/),
      expect.stringMatching(
        /^Popeye and Olive on the pier, evening light\.tif Fetching RETR in \/var\/www\/spinach\/photos\/2026\/summer 60%, about 0:38 left 735 MB of 1\.2 GB 12\.1 MB\/s for 1:\d\d$/,
      ),
      expect.stringMatching(/^index\.html Storing STOR 48\.2 KB 24\.1 KB\/s for 0:\d\d$/),
      expect.stringMatching(/^The current folder Listing MLSD 4\.1 KB for 0:\d\d$/),
    ]);
    const progress = shown.page.getByRole("progressbar", { name: /Progress of Popeye and Olive/ });
    expect(await progress.getAttribute("value")).toBe("60");
    expect(await shown.page.getByRole("progressbar").count(), "one alone has told its size").toBe(1);
  });

  it("tell whose each is, where a bridge has users of its own", async () => {
    const [done] = sampleHistory(1);
    const history = done === undefined ? [] : [{ ...done, user: "olive" }];
    await show(
      relayNews(
        [{ verb: "STOR", path: "/in/scan.pdf", bytes: 5, speed: 0, since: Date.now() - 60_000, user: "scanner" }],
        { history },
      ),
    );
    expect(await lines()).toEqual([
      expect.stringMatching(/^scan\.pdf Storing STOR in \/in by scanner 5 B/),
      expect.stringContaining(" by olive "),
    ]);
  });

  it("stand beneath what a bridge keeps on this computer, and what keeps it there", async () => {
    const news = relayNews([]);
    const trouble = { code: "spool.unusable", folder: "/spool", detail: "", process: 4711 } as const;
    const tunnels = news.tunnels.map((tunnel) => ({
      ...tunnel,
      forwards: tunnel.forwards.map((row) => ({ ...row, spool: { waiting: 2, bytes: 1_500, setAside: 0, trouble } })),
    }));
    await show({ ...news, tunnels });
    const kept = shown.page.getByRole("region", { name: "Kept on this computer" });
    await kept.getByText("2 files (1.5 KB) wait here for the gateway.").waitFor();
    await kept.getByText("The spool /spool is in use by another Culvert, process 4711.").waitFor();
  });

  it("go on counting between two tellings, and stand still while the window is hidden", async () => {
    const { page } = await showTransfers([
      { verb: "RETR", path: "a.iso", bytes: 5, speed: 0, since: Date.now() - 60_000 },
    ]);
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
    const history = sampleHistory(9);
    await show(relayNews(all, { history }));
    const below = shown.page.getByRole("button", { name: "Show all 13" });
    const before = await topOf(below);
    const [first, ...rest] = all;
    const ended = { ...history[0], ...first, until: Date.now(), outcome: "done", said: "226 OK." } as EndedTransfer;
    await shown.tell("tunnels", relayNews(rest, { history: [ended, ...history] }).tunnels);
    await list().getByText("Stored", { exact: false }).first().waitFor();
    expect((await lines()).map((line) => line.split(" ")[0]).slice(0, 4)).toEqual([
      "part-001.zip",
      "part-002.zip",
      "part-003.zip",
      "part-000.zip",
    ]);
    expect(Math.abs((await topOf(below)) - before)).toBeLessThan(40);
  });

  it("that have ended tell how much, how long, how fast, when, and the server's words where it went wrong", async () => {
    await show(relayNews([], { history: sampleHistory(4) }));
    expect(await lines()).toEqual([
      "www Listed MLSD in /var 4.1 KB in 0.9 secs 4.55 KB/s 21 Aug, 13:00",
      "private.txt Stored STOR in /pub refused: 550 Permission denied. 0 B in 1.6 secs 21 Aug, 12:58",
      "photo-002.jpg Fetched RETR in /var/www/spinach 2.43 MB in 2.3 secs 1.06 MB/s 21 Aug, 12:57",
      "backup.tar Fetched RETR in /var/www/spinach cut off: 426 Failure writing network stream. 88.2 MB in 3 secs 29.4 MB/s 21 Aug, 12:56",
    ]);
  });

  it("that have failed are shown alone if wanted, and all of them where there are many", async () => {
    const { page } = await show(relayNews([], { history: sampleHistory(200) }));
    expect(await lines()).toHaveLength(6);
    await page.getByRole("button", { name: "Show all 200" }).click();
    expect(await lines()).toHaveLength(200);
    await page.getByRole("button", { name: "Show fewer" }).click();
    expect(await lines()).toHaveLength(6);
    await page.getByText("Failures only").click();
    expect((await lines()).map((line) => line.split(" ")[0])).toEqual(["private.txt", "backup.tar"]);
    await shown.tell("tunnels", relayNews([], { history: sampleHistory(1) }).tunnels);
    await page.getByText("None of the last transfers failed").waitFor();
  });

  it("draw no line of the past anew while figures run, two hundred of them in sight", async () => {
    const history = sampleHistory(200);
    const { page } = await show(relayNews(manyTransfers(50, Date.now()), { history }));
    await page.getByRole("button", { name: "Show all 250" }).click();
    await list().evaluate((section) => {
      const changes: string[] = [];
      Object.assign(window, { changes });
      new MutationObserver((records) =>
        records.forEach(({ target }) => {
          const element = target instanceof Element ? target : target.parentElement;
          const item = element?.closest(".transfer:not(.transfer-active)");
          if (item !== null && item !== undefined) changes.push(item.textContent);
        }),
      ).observe(section, { subtree: true, childList: true, characterData: true, attributes: true });
    });
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
          relayNews(
            manyTransfers(50, Date.now()).map((one) => ({ ...one, bytes: one.bytes + 1000 * step })),
            { history },
          ).tunnels,
      ),
    );
    expect(fastest, "milliseconds to take in a telling and draw it").toBeLessThan(250);
    expect(await page.evaluate(() => (window as unknown as { changes: string[] }).changes)).toEqual([]);
  });

  it("stay in the list while the tunnel waits for them to close", async () => {
    await show(relayNews(sampleTransfers(Date.now()).slice(0, 2), { history: sampleHistory(2) }));
    const [open, ...others] = relayNews(sampleTransfers(Date.now()).slice(0, 1), {
      state: { kind: "idle" },
      history: sampleHistory(3),
    }).tunnels;
    const closing = { kind: "closing", waitsFor: { transfers: 1, until: Date.now() + 9000 } } as const;
    await shown.tell("tunnels", [{ ...open, state: closing } as NonNullable<typeof open>, ...others]);
    await shown.page.getByText("Closing after one transfer…").waitFor();
    await expect.poll(async () => (await lines()).length).toBe(4);
    expect((await lines())[0]).toMatch(/^Popeye and Olive/);
  });

  it("are filtered, unfolded and copied by keyboard alone", async () => {
    const { page } = await show(relayNews([], { history: sampleHistory(20) }));
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.textContent || (document.activeElement?.tagName ?? ""));
    await page.getByRole("button", { name: "Copy port" }).focus();
    const names: string[] = [];
    for (let presses = 0; presses < 4; presses++) {
      await page.keyboard.press("Tab");
      names.push(await focused());
      if (presses === 0) await page.keyboard.press("Space");
    }
    expect(await lines()).toHaveLength(2);
    expect(names.join(" ")).toContain("Copy transfers");
  });

  it("fit into the smallest window, however long a name is", async () => {
    const { page } = await showTransfers(sampleTransfers(Date.now()), { width: 720, height: 480 });
    const fits = await page.locator(".transfer").evaluateAll((items) =>
      items.flatMap((item) =>
        [...item.children].map((part) => {
          const own = part.getBoundingClientRect();
          const around = item.getBoundingClientRect();
          return own.left >= around.left - 1 && own.right <= around.right + 1;
        }),
      ),
    );
    expect(fits.length).toBeGreaterThan(9);
    expect(fits).not.toContain(false);
  });

  it("are not spoken of where nobody reads FTP", async () => {
    await show(severalStates());
    await shown.page.getByText("Listening").first().waitFor();
    expect(await list().count()).toBe(0);
  });

  it.each([
    { code: "ftp.tls-demanded", target: "popeye:21", said: "530 Non-anonymous sessions must use encryption." },
    { code: "ftp.not-ftp", target: "popeye:21", heard: "" },
    { code: "ftp.passive-refused", target: "popeye:21", said: "500 Illegal PASV command." },
    { code: "ftp.client-unreachable", client: "127.0.0.1:50123" },
  ] as const)("have $code told at their hop, with what to do", async (trouble) => {
    await show(relayNews([], { trouble }));
    const { says, remedy } = describeFailure(trouble);
    await shown.page.getByText(`The latest connection failed. ${says}`).waitFor();
    await shown.page.getByText(remedy).waitFor();
    expect(`${says} ${remedy}`).not.toMatch(/\.”\.|“”/);
  });
});

describeWindow(
  "the copy buttons",
  ({ show, shown }) => {
    const paste = async (): Promise<string> => {
      await shown.page.getByRole("button", { name: "New profile" }).click();
      const name = shown.page.getByLabel("Name", { exact: true });
      await name.press("Control+V");
      return await name.inputValue();
    };

    it.each([
      { what: "Host", by: "mouse", value: "127.0.0.1" },
      { what: "Port", by: "keyboard", value: "2121" },
    ])(
      "put the $what on the clipboard by $by, with every permission refused, and say so politely",
      async ({ what, by, value }) => {
        await show(relayNews([]));
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

    it("put the transfers on the clipboard, a line each with columns for a spreadsheet", async () => {
      await show(relayNews([], { history: sampleHistory(4) }));
      await shown.page.getByText("Failures only").click();
      await shown.page.getByRole("button", { name: "Copy transfers" }).click();
      await shown.page
        .getByRole("status")
        .filter({ hasText: "The transfers are copied" })
        .waitFor({ state: "attached" });
      const copied = await paste(); // a field has one line
      expect(copied).toMatch(/^Ended.Verb.Path.*STOR.\/pub\/private\.txt.*refused.550 Permission denied\./);
      expect(copied).toContain("426 Failure writing network stream.");
      expect(copied).not.toContain("photo-");
    });

    it("say what to do where nothing can be copied", async () => {
      await show(relayNews([]));
      await shown.page.evaluate(() => void Object.assign(document, { execCommand: () => false }));
      await shown.page.getByRole("button", { name: "Copy host" }).click();
      await shown.page.getByText("It could not be copied: select it and copy it by keyboard.").waitFor();
    });
  },
  { isAlone: true },
);
