import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { buildRenderer } from "./build-renderer.js";
import { serveFolder } from "./serve-folder.js";
import { CHROMIUM, QUIET, whyNoChromium, type WindowServer } from "./window-in-chromium.js";

declare module "vitest" {
  interface ProvidedContext {
    windowServer: WindowServer | undefined;
  }
}

/** Build the window, serve it and start a browser, which takes a while. */
export async function startWindowServer(): Promise<WindowServer & { close(): Promise<void> }> {
  const served = await serveFolder(await buildRenderer());
  const browser = await chromium.launchServer({ executablePath: CHROMIUM, args: QUIET });
  return {
    url: served.url,
    browser: browser.wsEndpoint(),
    async close() {
      await browser.close();
      await served.close();
    },
  };
}

/** Vitest's `globalSetup`: one for all test files of a run. @returns ends it */
export async function setup({ provide }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (whyNoChromium !== undefined) return undefined;
  const server = await startWindowServer();
  provide("windowServer", { url: server.url, browser: server.browser });
  return () => server.close();
}
