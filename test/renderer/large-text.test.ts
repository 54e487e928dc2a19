import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { layoutFaults } from "./host/layout-faults.js";
import { whyNoChromium, WindowHost, type Showing } from "./host/window-in-chromium.js";
import { severalStates } from "./samples/sample-news.js";
import { screens } from "./samples/sample-screens.js";

/** WCAG 1.4.4, both ways to have text twice as large, in the window as it opens; and the smallest window that there is. */
const LOOKS: Readonly<Record<string, Showing>> = {
  "text alone at 200 %": { width: 1000, height: 700, textSize: 2 },
  "the whole page at 200 %": { width: 500, height: 350 },
  "the smallest window": { width: 360, height: 400 },
};

/** For a machine that is busy with the other tests; a quiet one needs three seconds a screen. */
const LIMIT = 90_000;

describe.skipIf(whyNoChromium !== undefined)(
  `large text${whyNoChromium === undefined ? "" : ` (skipped: ${whyNoChromium})`}`,
  () => {
    let host: WindowHost;
    beforeAll(async () => {
      host = await WindowHost.start(inject("windowServer"));
    });
    afterAll(() => host.close());

    it.each(screens)(
      "leaves everything of $name to be read and reached",
      async ({ news, steps }) => {
        const faultsAsItOpens = async (showing: Showing): Promise<readonly string[]> => {
          const shown = await host.show(news, showing);
          try {
            await steps?.(shown);
            return await layoutFaults(shown.page);
          } finally {
            await shown.close();
          }
        };
        const shown = await host.show(news, LOOKS["text alone at 200 %"]);
        try {
          await steps?.(shown);
          for (const [look, showing] of Object.entries(LOOKS)) {
            await shown.resize(showing);
            const faults = await layoutFaults(shown.page);
            // an open menu keeps to where it was opened
            expect(faults.length > 0 ? await faultsAsItOpens(showing) : [], look).toEqual([]);
          }
        } finally {
          await shown.close();
        }
      },
      LIMIT,
    );

    it.each([
      { fault: /lies over/, place: ".hop-kind", style: "margin-bottom: -3em" },
      { fault: /cut off/, place: ".page-title", style: "height: 4px; overflow: hidden" },
      { fault: /scrolls sideways/, place: ".actions", style: "margin-inline-start: 900px" },
      { fault: /too low to read in/, place: ".profile-list", style: "min-height: 0; max-height: 20px" },
      { fault: /cut off/, place: ".sidebar-head", style: "margin-block-start: -80px" },
      { fault: /beyond the window/, place: ".main", style: "margin-inline-start: 1000px" },
    ])("is judged by a measure that sees what $fault", async ({ fault, place: path, style }) => {
      const shown = await host.show(severalStates(), LOOKS["text alone at 200 %"]);
      try {
        await shown.page
          .locator(path)
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
