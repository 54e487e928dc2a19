import { afterAll, afterEach, beforeAll, describe, expect, inject } from "vitest";
import type { News } from "../../../src/shared/ipc/contract.js";
import { whyNoChromium, WindowHost, type Showing, type ShownWindow } from "./window-in-chromium.js";

/** What the tests of a window have. */
export interface WindowFixture {
  /** Show the window with this news; it is closed when the test has ended. */
  readonly show: (news: News, showing?: Showing) => Promise<ShownWindow>;
  /** The window that was shown last. */
  readonly shown: ShownWindow;
}

/**
 * Tests of the built window in Chromium, skipped by name where there is none: one host for all of them, and after each every
 * window that it has shown is closed, with nothing in its console that is an error.
 *
 * @param isAlone whether they need the browser for themselves, as for its clipboard
 */
export function describeWindow(
  title: string,
  tests: (fixture: WindowFixture) => void,
  { isAlone = false }: { readonly isAlone?: boolean } = {},
): void {
  describe.skipIf(whyNoChromium !== undefined)(
    whyNoChromium === undefined ? title : `${title} (skipped: ${whyNoChromium})`,
    () => {
      let host: WindowHost;
      let windows: ShownWindow[] = [];

      beforeAll(async () => {
        const server = inject("windowServer");
        host = await (isAlone ? WindowHost.startAlone(server) : WindowHost.start(server));
      });
      afterAll(() => host.close());
      afterEach(async () => {
        const ended = windows;
        windows = [];
        const errors = ended.flatMap((window) => window.errors);
        await Promise.all(ended.map((window) => window.close()));
        expect(errors, "the console is quiet").toEqual([]);
      });

      const last = (): ShownWindow => {
        const window = windows.at(-1);
        if (window === undefined) throw new Error("no window is shown yet");
        return window;
      };
      tests({
        show: async (news, showing) => {
          const window = await host.show(news, showing);
          windows.push(window);
          return window;
        },
        shown: {
          get page() {
            return last().page;
          },
          get errors() {
            return last().errors;
          },
          tell: (name, news) => last().tell(name, news),
          answer: (name, outcome) => last().answer(name, outcome),
          asks: (name) => last().asks(name),
          resize: (size) => last().resize(size),
          close: () => last().close(),
        },
      });
    },
  );
}
