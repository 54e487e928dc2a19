import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { inOrder } from "../../src/shared/profile/profile-order.js";
import { waitFor } from "../support/wait-for.js";
import { axeInWindow } from "./host/axe-in-window.js";
import { describeWindow } from "./host/describe-window.js";
import { groupedTunnels, severalStates, thirtyTunnels } from "./samples/sample-news.js";

describeWindow("many tunnels in the window", ({ show, shown }) => {
  const options = (): Locator => shown.page.getByRole("navigation").getByRole("option");
  const names = (): Promise<string[]> => options().locator(".profile-name").allInnerTexts();
  const search = (): Locator => shown.page.locator("#tunnel-search");
  const button = (name: string | RegExp): Locator => shown.page.getByRole("button", { name });
  /** How many rows can be seen whole. */
  const rowsInSight = (): Promise<number> =>
    shown.page.evaluate(() => {
      const box = document.querySelector(".profile-list")?.getBoundingClientRect();
      return [...document.querySelectorAll(".profile-list [role='option']")].filter((option) => {
        const { top, bottom } = option.getBoundingClientRect();
        return box !== undefined && top >= box.top && bottom <= Math.min(box.bottom, innerHeight);
      }).length;
    });

  it("has at least sixteen of thirty in sight in a window of 700 pixels, what needs the user beside them", async () => {
    await show(thirtyTunnels(), { width: 1000, height: 700 });
    expect(await rowsInSight()).toBeGreaterThanOrEqual(16);
    await button(/1 failed/).waitFor();
  });

  it("has neither a search nor short rows where there are few", async () => {
    await show(severalStates());
    expect([await search().count(), await shown.page.locator(".profile-item-compact").count()]).toEqual([0, 0]);
  });

  it("is searched from the keyboard by name, host and user, and Enter leads to the first", async () => {
    const { page } = await show(thirtyTunnels());
    await page.keyboard.press("Control+f");
    await expect.poll(() => search().evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type("WEB-2.");
    await expect.poll(names).toEqual(["Customer 02, web site"]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Customer 02, web site" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await names()).length).toBe(30);
    await search().fill("olive 17");
    await expect.poll(names).toEqual(["Customer 17, web site"]);
    await search().press("ArrowDown");
    expect(
      await options()
        .first()
        .evaluate((option) => option === document.activeElement),
    ).toBe(true);
    await search().fill("nobody");
    await page.getByText("No tunnel matches.").waitFor();
    await button("Show all").click();
    await expect.poll(async () => (await names()).length).toBe(30);
  });

  it("is brought a search by Ctrl+F among few, which Escape takes away again", async () => {
    const { page } = await show(severalStates());
    await page.keyboard.press("Control+f");
    await search().waitFor();
    await expect.poll(() => search().evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    await search().waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("option");
  });

  it("shows those of one state", async () => {
    const { page } = await show(thirtyTunnels());
    await button("Shown: all").click();
    await page.getByRole("menuitemradio", { name: "In trouble" }).click();
    await expect
      .poll(names)
      .toEqual(["Customer 12, web site", "Customer 18, web site", "Customer 23, web site", "Customer 27, web site"]);
    await button("Shown: in trouble").click();
    await page.getByRole("menuitemradio", { name: "Closed" }).click();
    await expect.poll(names).toEqual(["Customer 05, web site"]);
  });

  it("folds its groups, and has them folded when the window is opened again", async () => {
    const { page } = await show(groupedTunnels());
    const head = button("Agency in Hamburg, 9 of 10 open");
    expect(await head.getAttribute("aria-expanded")).toBe("true");
    await head.click();
    await expect.poll(async () => (await names()).length).toBe(20);
    await page.reload();
    await expect.poll(() => head.getAttribute("aria-expanded")).toBe("false");
    await page.keyboard.press("Control+f");
    await page.keyboard.type("customer 15");
    await expect.poll(names).toEqual(["Customer 15, web site"]);
  });

  it("unfolds the group of a profile that the tray leads to", async () => {
    const { page, tell } = await show(groupedTunnels());
    await button(/^Own/).click();
    await expect.poll(async () => (await names()).length).toBe(20);
    await tell("led", { time: 1, to: { kind: "profile", id: "site-25" } });
    await page.getByRole("heading", { level: 1, name: "Customer 26, web site" }).waitFor();
    await expect.poll(async () => (await names()).length).toBe(30);
  });

  it("connects and disconnects a group, each where that means something", async () => {
    const { page, asks } = await show(groupedTunnels());
    await button("Actions for Own").click();
    await page.getByRole("menuitem", { name: "Connect all", exact: true }).click();
    await expect.poll(() => asks("tunnels.open")).toEqual(["site-22"]);
    await button("Actions for Agency in Hamburg").click();
    expect(await page.getByRole("menuitem", { name: "Connect all", exact: true }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    await page.getByRole("menuitem", { name: "Disconnect all" }).click();
    await expect
      .poll(async () => (await asks("tunnels.close")).sort())
      .toEqual(Array.from({ length: 10 }, (_, index) => `site-${10 + index}`));
  });

  it("is put in order by Alt and the arrows, and the focus stays on what moves", async () => {
    const news = groupedTunnels();
    const { page, tell, asks } = await show(news);
    await options().nth(10).click();
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByText("Customer 11, web site is now 2 of 10").waitFor();
    const [order, ...more] = (await asks("profiles.order")) as string[][];
    expect(more).toEqual([]); // above the first of its group there is no place
    expect(order?.slice(9, 13)).toEqual(["site-9", "site-11", "site-10", "site-12"]);
    const profiles = inOrder(news.profiles.profiles, order ?? []);
    await tell("profiles", { profiles, withSecrets: [] });
    await expect
      .poll(async () => (await names()).slice(10, 12))
      .toEqual(["Customer 12, web site", "Customer 11, web site"]);
    await waitFor("the focus on what was moved", async () =>
      (await page.evaluate(() => document.activeElement?.getAttribute("data-key"))) === "site-10" ? true : undefined,
    );
    await page.getByRole("heading", { level: 1, name: "Customer 11, web site" }).waitFor();
  });

  it("is put in order by dragging within a group, shows where to, and Escape gives it up", async () => {
    const { page, asks } = await show(groupedTunnels());
    const centre = async (index: number) => {
      const box = await options().nth(index).boundingBox();
      if (box === null) throw new Error(`row ${index} is not drawn`);
      return { x: box.x + box.width / 2, top: box.y + 3, bottom: box.y + box.height - 3 };
    };
    const line = page.locator(".profile-drop-line");
    const [first, third] = [await centre(10), await centre(12)];

    await page.mouse.move(first.x, first.bottom);
    await page.mouse.down();
    await page.mouse.move(third.x, third.bottom, { steps: 4 });
    await line.waitFor();
    await page.keyboard.press("Escape");
    await line.waitFor({ state: "detached" });
    await page.mouse.up();
    expect(await asks("profiles.order")).toEqual([]);

    await page.mouse.move(first.x, first.bottom);
    await page.mouse.down();
    await page.mouse.move(third.x, third.bottom, { steps: 4 });
    await line.waitFor();
    await page.mouse.up();
    await page.getByText("Customer 11, web site is now 3 of 10").waitFor();
    const [order, ...more] = (await asks("profiles.order")) as string[][];
    expect(order?.slice(9, 14)).toEqual(["site-9", "site-11", "site-12", "site-10", "site-13"]);

    const other = await centre(0);
    await page.mouse.move(first.x, first.bottom);
    await page.mouse.down();
    await page.mouse.move(other.x, other.bottom, { steps: 4 });
    await page.mouse.up();
    await options().nth(10).click();
    expect([more, await line.count(), (await asks("profiles.order")).length]).toEqual([[], 0, 1]);
  });

  it("has four hundred that are found, scrolled to and folded", async () => {
    const { page } = await show(thirtyTunnels(400));
    await page.keyboard.press("Control+f");
    await page.keyboard.type("customer 387");
    await expect.poll(names).toEqual(["Customer 387, web site"]);
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await names()).length).toBe(400);
    await search().press("ArrowDown");
    await page.keyboard.press("End");
    await page.getByRole("heading", { level: 1, name: "Customer 400, web site" }).waitFor();
    expect(
      await options()
        .last()
        .evaluate((option) => option.getBoundingClientRect().bottom <= innerHeight),
    ).toBe(true);
  });

  it("has few of four hundred in the settings at once, and finds the others by a search", async () => {
    const { page, asks } = await show(thirtyTunnels(400));
    await button("Settings").click();
    const group = page.getByRole("group", { name: "Tunnels to open at the start" });
    await group.getByText("350 more: search for them.").waitFor();
    expect(await group.getByRole("checkbox").count()).toBe(50);
    await group.getByRole("textbox").fill("web-387.");
    await group.getByText("Customer 387, web site").click();
    await expect.poll(() => asks("profiles.save")).toMatchObject([{ id: "site-386", openAtStart: true }]);
  });

  it.each(["light", "dark"] as const)(
    "is accessible with a search, a filter's menu and groups, %s",
    async (colorScheme) => {
      const { page } = await show(groupedTunnels(), { colorScheme });
      await search().fill("Customer 1");
      const violations = async () =>
        (await axeInWindow(page).analyze()).violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
      expect(await violations()).toEqual([]);
      await button("Shown: all").click();
      await page.getByRole("menu").waitFor();
      expect(await violations()).toEqual([]);
    },
  );
});
