import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { describeApp, keepPicture, type RunningApp } from "./host.js";
import { shownWindow, trayThatSays } from "./steps.js";

/** `window.culvert` as a page that has been taken over would use it: by any name and with anything. */
type AnyAsk = (name: string, ...asked: unknown[]) => Promise<{ ok: boolean; failure?: { code: string } }>;

describeApp("What a page that was taken over cannot do", (stage) => {
  let app: RunningApp;
  let page: Page;
  const askFromPage = (name: string, asked: unknown) =>
    page.evaluate(
      async ([call, argument]) => {
        try {
          return await (window as unknown as { culvert: { ask: AnyAsk } }).culvert.ask(call as string, argument);
        } catch (thrown) {
          return String(thrown);
        }
      },
      [name, asked],
    );

  beforeAll(async () => {
    app = await stage.home().start();
    page = await shownWindow(app);
    await page.getByRole("button", { name: "New profile" }).waitFor();
  });

  it("reach node, Electron or anything of the app but window.culvert", async () => {
    const reached = await page.evaluate(() =>
      ["require", "process", "module", "global", "Buffer", "electron", "ipcRenderer", "__dirname"].filter(
        (name) => name in window,
      ),
    );
    expect(reached).toEqual([]);
    expect(await page.evaluate(() => Object.keys((window as unknown as { culvert: object }).culvert))).toEqual([
      "ask",
      "hear",
    ]);
    expect(
      await page.evaluate(() => {
        const scope = window as unknown as { culvert: Record<string, unknown> };
        const before = [scope.culvert, scope.culvert["ask"]];
        Reflect.set(scope.culvert, "ask", () => "mine");
        Reflect.set(scope, "culvert", {});
        return before[0] === scope.culvert && before[1] === scope.culvert["ask"];
      }),
    ).toBe(true);
  });

  it("open a window", async () => {
    expect(await page.evaluate(() => window.open("https://example.com/") === null)).toBe(true);
    await page.evaluate(() => {
      const link = Object.assign(document.createElement("a"), { href: "https://example.com/", target: "_blank" });
      document.body.append(link);
      link.click();
      link.remove();
    });
    await page.waitForTimeout(300);
    expect(page.context().pages()).toHaveLength(1);
  });

  it("go anywhere else", async () => {
    const here = page.url();
    for (const there of [
      "https://example.com/",
      "file:///etc/passwd",
      "data:text/html,<h1>gone</h1>",
      new URL("/other.html", here).href,
    ]) {
      await page.evaluate((address) => void (location.href = address), there);
      await page.waitForTimeout(150);
      expect(page.url()).toBe(here);
    }
    // Playwright still waits for the end of a navigation that the app has prevented, so the page itself is asked
    expect(
      await page.evaluate(() =>
        [...document.querySelectorAll("button")].some(({ ariaLabel, textContent }) =>
          `${ariaLabel ?? ""} ${textContent}`.includes("New profile"),
        ),
      ),
    ).toBe(true);
  });

  it("fetch anything, run an inline script, or show a frame", async () => {
    const refused = await page.evaluate(async () => {
      const broken: string[] = [];
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => broken.push(effectiveDirective));
      await fetch("https://example.com/").catch(() => undefined);
      document.body.append(Object.assign(document.createElement("script"), { textContent: "window.inlineRan = true" }));
      const frame = Object.assign(document.createElement("iframe"), { src: "https://example.com/" });
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 300));
      frame.remove();
      return { broken, inlineRan: "inlineRan" in window };
    });
    expect(refused.broken).toEqual(expect.arrayContaining(["connect-src", "script-src-elem", "frame-src"]));
    expect(refused.inlineRan).toBe(false);
  });

  it.each([
    ["of its own origin", { src: "/index.html" }],
    ["of another host of the app's scheme", { src: "culvert://other/index.html" }],
    ["of another origin", { src: "https://example.com/" }],
    ["of an opaque origin", { src: "data:text/html,<script>parent.postMessage('culvert' in window, '*')</script>" }],
    ["without an address", { src: "about:blank" }],
    ["with its text in it", { srcdoc: "<script>parent.postMessage('culvert' in window, '*')</script>" }],
  ])("call anything from a frame %s: window.culvert is not there, and no script of it runs", async (_, frame) => {
    await page.evaluate(async (properties) => {
      const scope = window as unknown as { heard: unknown[] };
      scope.heard = [];
      window.addEventListener("message", ({ data }) => scope.heard.push(data));
      document.body.append(Object.assign(document.createElement("iframe"), { ...properties, className: "stranger" }));
      await new Promise((resolve) => setTimeout(resolve, 300));
    }, frame);
    for (const stranger of page.frames().filter((one) => one !== page.mainFrame()))
      expect(await stranger.evaluate(() => "culvert" in window)).toBe(false);
    expect(
      await page.evaluate(() => {
        document.querySelectorAll("iframe.stranger").forEach((one) => one.remove());
        return (window as unknown as { heard: unknown[] }).heard;
      }),
    ).toEqual([]);
  });

  it("read a file that is not the window's own, however the path is written", async () => {
    const policy = await page.evaluate(async () => {
      const policies = await Promise.all(
        ["../main/main.js", "%2e%2e/main/main.js", "..%2f..%2fpackage.json"].map(async (path) => {
          const image = new Image();
          image.src = `/${path}`;
          await image.decode().catch(() => undefined);
          return image.naturalWidth;
        }),
      );
      return policies;
    });
    expect(policy).toEqual([0, 0, 0]);
  });

  it("call a channel that is not in the contract", async () => {
    for (const name of ["files.read", "toString", "", "news", "../ask:news.now"]) {
      expect(await askFromPage(name, undefined)).toContain("No handler registered for");
    }
  });

  it("pass a wrong argument: each is refused, and nothing is stored", async () => {
    const wrong: [string, unknown][] = [
      ["news.now", "please"],
      ["tunnels.open", { id: "popeye" }],
      ["tunnels.open", "../popeye"],
      ["profiles.remove", 7],
      ["secrets.forget", "__proto__ "],
      ["questions.answer", { id: "question-1", answer: { kind: "trust" } }],
      ["questions.answer", null],
    ];
    for (const [name, asked] of wrong)
      expect(await askFromPage(name, asked), name).toMatchObject({ ok: false, failure: { code: "internal" } });
    expect(
      await askFromPage("profiles.save", {
        id: "popeye",
        name: "Popeye",
        gateway: { host: "two words", username: "olive" },
      }),
    ).toMatchObject({
      ok: false,
      failure: {
        code: "profile.invalid",
        refused: [{ profile: "Popeye", issues: [{ field: "gateway.host", problem: "host-malformed" }] }],
      },
    });
    expect(await askFromPage("tunnels.open", "popeye")).toMatchObject({
      ok: false,
      failure: { code: "profile.not-found" },
    });
    await trayThatSays(app, "No profiles yet");
  });

  it("pass a function in place of data", async () => {
    const said = await page.evaluate(async () => {
      try {
        await (window as unknown as { culvert: { ask: AnyAsk } }).culvert.ask("profiles.save", {
          id: "popeye",
          name: () => "Popeye",
        });
        return "taken";
      } catch (thrown) {
        return String(thrown);
      }
    });
    expect(said).toContain("could not be cloned");
    await keepPicture(page, "walls");
  });

  it("get a camera, a place or a notification", async () => {
    const got = await page.evaluate(async () => ({
      notification: await Notification.requestPermission(),
      place: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve("got"),
          () => resolve("denied"),
        ),
      ),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => "got",
        () => "denied",
      ),
    }));
    expect(got).toEqual({ notification: "denied", place: "denied", camera: "denied" });
  });
});
