import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { axeInWindow } from "./host/axe-in-window.js";
import { whyNoChromium, WindowHost } from "./host/window-in-chromium.js";
import { screens } from "./samples/sample-screens.js";

/** For a machine that is busy with the other tests; a quiet one needs two seconds a screen. */
const LIMIT = 90_000;

/** What the dark theme may break that the light one has not; all other rules look at what both have in common. */
const RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"];

describe.skipIf(whyNoChromium !== undefined)(
  `every screen${whyNoChromium === undefined ? "" : ` (skipped: ${whyNoChromium})`}`,
  () => {
    let host: WindowHost;
    beforeAll(async () => {
      host = await WindowHost.start(inject("windowServer"));
    });
    afterAll(() => host.close());

    it.each(screens)(
      "axe finds nothing wrong with $name, light or dark",
      async ({ news, steps }) => {
        const shown = await host.show(news);
        try {
          await steps?.(shown);
          for (const colorScheme of ["light", "dark"] as const) {
            await shown.page.emulateMedia({ colorScheme });
            const axe = axeInWindow(shown.page);
            const { violations } = await (colorScheme === "light" ? axe : axe.withRules(RULES_OF_COLOUR)).analyze();
            expect(
              violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join("\n")}`),
            ).toEqual([]);
          }
          expect(shown.errors).toEqual([]);
        } finally {
          await shown.close();
        }
      },
      LIMIT,
    );
  },
);
