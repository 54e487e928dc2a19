import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { transform } from "esbuild";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runWell } from "../support/child.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { waitFor } from "../support/wait-for.js";
import { APP_PATH, describeApp, keepPicture, type Home, type RunningApp } from "./host.js";
import { chooseInTray, shownWindow } from "./steps.js";

const ROOT = join(import.meta.dirname, "..", "..");
const SETTING = "Tell me when there is a newer version";
const settingsPage = async (app: RunningApp): Promise<Page> => {
  await chooseInTray(app, "Settings");
  const page = await shownWindow(app);
  await page.getByRole("button", { name: "Copy diagnostics" }).waitFor();
  return page;
};

/** Build the app into an empty folder as `CULVERT_VERSION_FEED=... npm run build` does; of a kit's build, which no script here makes, only the name of the feed is filled in. */
async function buildWithFeed(folder: string, feed: string): Promise<void> {
  const kitBundle = join("out", "main", "main.cjs");
  const isKit = existsSync(join(APP_PATH, kitBundle));
  const parts = isKit
    ? ["out", "assets", "package.json"]
    : ["src", "renderer", "assets", "package.json", "tsconfig.json"];
  for (const part of [...parts, ...(isKit ? [] : ["electron.vite.config.ts"])])
    cpSync(join(isKit ? APP_PATH : ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  if (isKit) {
    const bundle = readFileSync(join(APP_PATH, kitBundle), "utf8");
    const built = await transform(bundle, {
      define: { __CULVERT_VERSION_FEED__: JSON.stringify(feed) },
      logLevel: "error",
    });
    writeFileSync(join(folder, kitBundle), built.code);
    return;
  }
  const vite = join(ROOT, "node_modules", "electron-vite", "bin", "electron-vite.js");
  const env = { ...process.env, CULVERT_VERSION_FEED: feed, NODE_ENV: undefined };
  await runWell(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: folder, env });
}

const built = tempFolder();
const requests: Pick<IncomingMessage, "method" | "url" | "headers">[] = [];
const feed = createServer((request, response) => {
  requests.push(request);
  response.end('{"version":"9.8.7"}');
});

describeApp(
  "A build that knows where to ask for the newest version",
  (stage) => {
    let home: Home;
    let app: RunningApp;
    let page: Page;

    beforeAll(() => {
      home = stage.home();
    });
    afterAll(async () => {
      await new Promise((resolve) => feed.close(resolve).closeAllConnections());
      built.remove();
    });

    it("asks nobody until it is switched on in the settings, then once, and says what there is", async () => {
      app = await home.start();
      page = await settingsPage(app);
      const setting = page.getByRole("checkbox", { name: SETTING });
      await setting.waitFor({ state: "attached" });
      expect([await setting.isChecked(), requests]).toEqual([false, []]);
      await page.getByText(SETTING).click();
      await page.getByText("Culvert 9.8.7 is available.").waitFor();
      await page.getByRole("button", { name: "Open the download page" }).waitFor();
      await keepPicture(page, "newest-version");
      await expect
        .poll(async () => (await app.notifications()).map(({ title }) => title))
        .toEqual(["Culvert 9.8.7 is available"]);
      expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /culvert/newest.json"]);
      expect(requests[0]?.headers).not.toHaveProperty("cookie");
    });

    it("asks once more at its next start", async () => {
      await app.terminate();
      await app.exited;
      app = await home.start();
      await waitFor("the second request", () => (requests.length >= 2 ? true : undefined), 25_000);
      page = await settingsPage(app);
      await page.getByText("Culvert 9.8.7 is available.").waitFor();
      expect(requests).toHaveLength(2);
    });
  },
  {
    stepByStep: true,
    appPath: async () => {
      const port = await freePort("127.0.0.1");
      await new Promise<void>((resolve) => feed.listen(port, "127.0.0.1", resolve));
      await buildWithFeed(built.path, `http://127.0.0.1:${port}/culvert/newest.json`);
      return built.path;
    },
  },
);

describeApp("A build that knows no such address", (stage) => {
  it("has no such setting", async () => {
    const page = await settingsPage(await stage.home().start());
    expect(await page.getByText(SETTING).count()).toBe(0);
  });
});
