import { afterAll, beforeAll, expect, it } from "vitest";
import type { Desktop } from "../support/desktop.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startStatusNotifierHost, type StatusNotifierHost } from "../support/status-notifier-host.js";
import { describeDesktop, waitOnScreen } from "./desktop-steps.js";
import type { RunningApp } from "./host.js";
import { homeWithTunnel, isListening, shownWindow } from "./steps.js";

describeDesktop(
  "A StatusNotifier host that comes and goes",
  (stage) => {
    let desktop: Desktop;
    let gateway: Gateway;
    let app: RunningApp;
    let port: number;
    let host: StatusNotifierHost | undefined;
    beforeAll(async () => {
      const key = freshKey();
      [desktop, gateway] = await Promise.all([
        stage.desktop({ hasTray: false }),
        startGateway({ methods: ["publickey"], publicKeys: [key.public] }),
      ]);
      const { home, port: listens } = await homeWithTunnel(stage, gateway, key);
      port = listens;
      app = await home.start(desktop.env);
    }, 120_000);
    afterAll(async () => {
      host?.close();
      await gateway.close();
    });
    const hostComes = async (): Promise<void> => {
      const come = (host = await startStatusNotifierHost(desktop.env));
      await waitOnScreen("the app's item", () => come.items().at(0));
    };
    /** An item that Electron has given to a host that is back is taken for a new one a moment later. */
    const clickItem = (): Promise<true> =>
      waitOnScreen("an item that answers", () =>
        host?.activate(host.items().at(-1) ?? "").then(
          () => true as const,
          () => undefined,
        ),
      );
    const boxes = async (): Promise<number> => (await app.messageBoxes()).length;
    const open = (): Promise<true> =>
      waitOnScreen("the tunnel", async () => ((await isListening(port)) ? true : undefined));

    it("without one the window is there at the start", async () => {
      await shownWindow(app);
      await open();
    });

    it("is given the icon of an app that was there before it, and the window is closed into it without a question", async () => {
      await hostComes();
      await app.closeWindow();
      expect([await boxes(), await isListening(port)]).toEqual([0, true]);
      await clickItem();
      await shownWindow(app);
      await expect.poll(() => host?.items()).toHaveLength(1);
    });

    it("once it has gone, closing the window asks, as where there was none", async () => {
      host?.close();
      await app.pressInMessageBoxes(2);
      await app.askToClose();
      await waitOnScreen("the question", async () => ((await boxes()) === 1 ? true : undefined));
      await shownWindow(app);
    });

    it("is given the icon again when it is back, and nothing is asked any more", async () => {
      await hostComes();
      await app.closeWindow();
      expect([await boxes(), await isListening(port)]).toEqual([1, true]);
      await clickItem();
      await shownWindow(app);
      await expect.poll(() => host?.items()).toHaveLength(1);
    });
  },
  { stepByStep: true },
);
