import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { axeInWindow } from "./host/axe-in-window.js";
import { layoutFaults } from "./host/layout-faults.js";
import { whyNoChromium, WindowHost, type Showing, type ShownWindow } from "./host/window-in-chromium.js";
import { severalStates } from "./samples/sample-news.js";
import { screens, type Screen } from "./samples/sample-screens.js";

/** For a machine that is busy with the other tests; a quiet one needs two seconds a screen. */
const LIMIT = 90_000;

/** What the dark theme may break that the light one has not; all other rules look at what both have in common. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];

/** WCAG 1.4.4, both ways to have text twice as large, in the window as it opens; and the smallest window that there is. */
const LOOKS: Readonly<Record<string, Showing>> = {
  "text alone at 200 %": { width: 1000, height: 700, textSize: 2 },
  "the whole page at 200 %": { width: 500, height: 350 },
  "the smallest window": { width: 360, height: 400 },
};

describe.skipIf(whyNoChromium !== undefined)(
  `every screen${whyNoChromium === undefined ? "" : ` (skipped: ${whyNoChromium})`}`,
  () => {
    let host: WindowHost;
    beforeAll(async () => {
      host = await WindowHost.start(inject("windowServer"));
    });
    afterAll(() => host.close());

    async function show({ news, steps }: Screen, showing?: Showing): Promise<ShownWindow> {
      const shown = await host.show(news, showing);
      await steps?.(shown);
      return shown;
    }

    // shown once for both, since that takes longer than either
    describe.each(screens)("$name", (screen) => {
      let shown: ShownWindow;
      beforeAll(async () => {
        shown = await show(screen);
      }, LIMIT);
      afterAll(() => shown.close());

      it(
        "has nothing wrong that axe finds, light or dark",
        async () => {
          for (const colorScheme of ["light", "dark"] as const) {
            await shown.page.emulateMedia({ colorScheme });
            const axe = axeInWindow(shown.page);
            const { violations } = await (colorScheme === "light" ? axe : axe.withRules(RULES_OF_COLOUR)).analyze();
            expect(
              violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join("\n")}`),
            ).toEqual([]);
          }
          expect(shown.errors).toEqual([]);
        },
        LIMIT,
      );

      it(
        "leaves everything to be read and reached at large text",
        async () => {
          const faultsAsItOpens = async (showing: Showing): Promise<readonly string[]> => {
            const opened = await show(screen, showing);
            try {
              return await layoutFaults(opened.page);
            } finally {
              await opened.close();
            }
          };
          for (const [look, showing] of Object.entries(LOOKS)) {
            await shown.resize(showing);
            const faults = await layoutFaults(shown.page);
            // an open menu keeps to where it was opened
            expect(faults.length > 0 ? await faultsAsItOpens(showing) : [], look).toEqual([]);
          }
        },
        LIMIT,
      );
    });

    it.each([
      { fault: /lies over/, selector: ".hop-kind", style: "margin-bottom: -3em" },
      { fault: /cut off/, selector: ".page-title", style: "height: 4px; overflow: hidden" },
      { fault: /scrolls sideways/, selector: ".actions", style: "margin-inline-start: 900px" },
      { fault: /too low to read in/, selector: ".profile-list", style: "min-height: 0; max-height: 20px" },
      { fault: /cut off/, selector: ".sidebar-head", style: "margin-block-start: -80px" },
      { fault: /beyond the window/, selector: ".main", style: "margin-inline-start: 1000px" },
    ])("is judged by a measure that sees what $fault", async ({ fault, selector, style }) => {
      const shown = await host.show(severalStates(), LOOKS["text alone at 200 %"]);
      try {
        await shown.page
          .locator(selector)
          .first()
          .evaluate((element, broken) => {
            (element as HTMLElement).style.cssText += `;${broken}`;
          }, style);
        expect((await layoutFaults(shown.page)).join("\n")).toMatch(fault);
      } finally {
        await shown.close();
      }
    });
  },
);
