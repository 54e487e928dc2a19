import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { axeInWindow } from "./host/axe-in-window.js";
import { whyNoChromium, WindowHost, type ShownWindow } from "./host/window-in-chromium.js";
import { longPlainRange, severalStates, somePast, thousandPorts } from "./samples/sample-news.js";
import { screens } from "./samples/sample-screens.js";

const WHY = whyNoChromium === undefined ? "" : ` (skipped: ${whyNoChromium})`;

/** What moves in the page, or would at a change. */
const moving = ({ page }: ShownWindow) =>
  page.evaluate(() =>
    [...document.querySelectorAll("*")].flatMap((element) =>
      ["", "::before", "::after"].flatMap((part) => {
        const { animationName, transitionDuration } = getComputedStyle(element, part);
        const moves =
          animationName !== "none" ||
          transitionDuration.split(", ").some((duration) => Number.parseFloat(duration) > 0);
        return moves ? [`${element.localName}.${element.getAttribute("class") ?? ""}${part}`] : [];
      }),
    ),
  );

describe.skipIf(whyNoChromium !== undefined)(`a wish for less motion${WHY}`, () => {
  let host: WindowHost;
  beforeAll(async () => {
    host = await WindowHost.start(inject("windowServer"));
  });
  afterAll(() => host.close());

  it("is granted on every kind of screen: nothing turns, slides or fades", async () => {
    for (const name of ["open-plain", "menu", "ask-host-key", "editor-new", "settings", "check-running"]) {
      const screen = screens.find((one) => one.name === name);
      if (screen === undefined) throw new Error(`There is no screen ${name}`);
      const shown = await host.show(screen.news); // which wishes for less motion
      await screen.steps?.(shown);
      expect(await moving(shown), name).toEqual([]);
      await shown.close();
    }
  });

  it("is what stills it: without one, what opens turns and a switch slides", async () => {
    const shown = await host.show(severalStates(longPlainRange));
    await shown.page.emulateMedia({ reducedMotion: "no-preference" });
    expect(await moving(shown)).toEqual(
      expect.arrayContaining([
        expect.stringContaining("state-icon-opening"),
        expect.stringContaining("switch-track::before"),
      ]),
    );
    await shown.close();
  });
});

describe.skipIf(whyNoChromium !== undefined)(`high contrast, in the system's colours${WHY}`, () => {
  let host: WindowHost;
  beforeAll(async () => {
    host = await WindowHost.start(inject("windowServer"));
  });
  afterAll(() => host.close());

  const show = async (...shows: Parameters<WindowHost["show"]>) => {
    const shown = await host.show(...shows);
    await shown.page.emulateMedia({ forcedColors: "active" });
    return shown;
  };
  const style = (locator: Locator, name: string, part = "") =>
    locator
      .first()
      .evaluate((element, [of, pseudo]) => getComputedStyle(element, pseudo).getPropertyValue(of), [
        name,
        part,
      ] as const);
  /** A system colour as the page has it. */
  const system = ({ page }: ShownWindow, name: string) =>
    page.evaluate((colour) => {
      const probe = document.body.appendChild(document.createElement("i"));
      probe.style.color = colour;
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    }, name);

  it.each(["open-1000-ports", "check-fails", "editor-errors", "settings", "ask-host-key", "log", "first-run"])(
    "leaves every text of %s readable",
    async (name) => {
      const screen = screens.find((one) => one.name === name);
      if (screen === undefined) throw new Error(`There is no screen ${name}`);
      const shown = await show(screen.news);
      await screen.steps?.(shown);
      for (const colorScheme of ["light", "dark"] as const) {
        await shown.page.emulateMedia({ forcedColors: "active", colorScheme });
        const { violations } = await axeInWindow(shown.page).withRules(["color-contrast"]).analyze();
        expect(
          violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)),
          colorScheme,
        ).toEqual([]);
      }
      await shown.close();
    },
  );

  it("keeps each state's sign and each cell of a range apart from the ground", async () => {
    const shown = await show(severalStates(thousandPorts));
    const setup = await system(shown, "Canvas");
    for (const kind of ["open", "waiting", "failed", "opening", "closed"])
      expect(
        await style(
          shown.page.locator(`.profile-item:not([data-selected]) .state-icon-${kind}, .state-line .state-icon-${kind}`),
          "color",
        ),
        kind,
      ).not.toBe(setup);
    for (const kind of ["listening", "busy", "refused"])
      expect([setup, "rgba(0, 0, 0, 0)"], kind).not.toContain(
        await style(shown.page.locator(`.range-strip-${kind}`), "background-color"),
      );
    const heights = await Promise.all(
      ["listening", "busy", "refused"].map((kind) => style(shown.page.locator(`.range-strip-${kind}`), "height")),
    );
    expect(new Set(heights).size, "and by height").toBe(3);
    await shown.close();
  });

  it("shows what is chosen, switched on and focused by the system's highlight", async () => {
    const shown = await show(severalStates(longPlainRange));
    const { page } = shown;
    const highlight = await system(shown, "Highlight");
    expect(await style(page.locator(".profile-item[data-selected]"), "background-color")).toBe(highlight);
    expect(await style(page.locator(".switch-button[data-selected] .switch-track"), "background-color")).toBe(
      highlight,
    );
    expect(await style(page.locator(".switch-button:not([data-selected]) .switch-track"), "background-color")).not.toBe(
      highlight,
    );
    expect(
      await style(page.locator(".switch-button:not([data-selected]) .switch-track"), "background-color", "::before"),
    ).not.toBe(await style(page.locator(".switch-button:not([data-selected]) .switch-track"), "background-color"));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await style(page.locator("[data-focus-visible]"), "outline-color")).toBe(highlight);
    expect(await style(page.locator("[data-focus-visible]"), "outline-style")).toBe("solid");
    await page.getByRole("button", { name: "Settings" }).click();
    expect(await style(page.locator(".checkbox-button[data-selected] .checkbox-box"), "background-color")).toBe(
      highlight,
    );
    expect(await style(page.locator(".page-item[aria-current]"), "background-color")).toBe(highlight);
    await page.getByRole("option", { name: /Poopdeck/ }).click();
    const connect = page.getByRole("button", { name: "Connect", exact: true });
    expect(
      [await style(connect, "background-color"), await style(connect, "forced-color-adjust")],
      "else Chromium puts a ground of the page's colour behind its text",
    ).toEqual([highlight, "none"]);
    await shown.close();
  });

  it("draws both lines of the plot, each as its key has it", async () => {
    const shown = await show({ ...severalStates(), traffic: [somePast(Date.now())] });
    const plotted = (name: string) => style(shown.page.locator(".traffic-plot"), name);
    expect([await plotted("--plot-up"), await plotted("--plot-down"), await plotted("--text-2")]).toEqual([
      "CanvasText",
      "Highlight",
      "CanvasText",
    ]);
    expect(await style(shown.page.locator(".legend-up"), "border-top-color")).toBe(await system(shown, "CanvasText"));
    expect(await style(shown.page.locator(".legend-down"), "border-top-color")).toBe(await system(shown, "Highlight"));
    await shown.close();
  });
});
