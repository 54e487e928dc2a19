import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAppPage, serveFolder } from "../../../src/main/window/app-url-scheme.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

describe("the app's own page", () => {
  it.each(["culvert://app/index.html", "culvert://app/", "culvert://app/index.html?theme=dark#ports"])(
    "is %s",
    (address) => expect(isAppPage(address)).toBe(true),
  );
  it.each([
    "culvert://other/index.html",
    "culvert://app.example.com/",
    "culvert://app:80/",
    "culvert://x@app/",
    "https://app/",
    "file:///index.html",
    "about:blank",
    "data:text/html,x",
    "",
    "culvert:app",
  ])("is not %s", (address) => expect(isAppPage(address)).toBe(false));
});

describe("the window's files", () => {
  let folder: TempFolder;
  const serve = (path: string, method = "GET"): Promise<Response> =>
    serveFolder(folder.file("renderer"))(new Request(`culvert://app${path}`, { method }));

  beforeAll(() => {
    folder = tempFolder();
    mkdirSync(folder.file("renderer/assets"), { recursive: true });
    mkdirSync(folder.file("renderer-other"));
    writeFileSync(folder.file("renderer/index.html"), "<h1>Culvert</h1>");
    writeFileSync(folder.file("renderer/assets/app.js"), "1");
    writeFileSync(folder.file("renderer/secrets.key"), "spinach");
    writeFileSync(folder.file("secret.html"), "spinach");
    writeFileSync(folder.file("renderer-other/secret.html"), "spinach");
  });
  afterAll(() => folder.remove());

  it("are served with their type and a strict policy", async () => {
    const page = await serve("/index.html");
    expect([page.status, await page.text(), page.headers.get("content-type")]).toEqual([
      200,
      "<h1>Culvert</h1>",
      "text/html; charset=utf-8",
    ]);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("content-security-policy")).not.toMatch(/unsafe|\*|https?:/);
    expect((await serve("/assets/app.js?v=1")).headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  });

  it.each([
    "/../secret.html",
    "/%2e%2e/secret.html",
    "/..%2fsecret.html",
    "/assets/..%2f..%2fsecret.html",
    "/..%5csecret.html",
    "/%2e%2e%2frenderer-other/secret.html",
    "//secret.html",
    "/%2fetc/passwd",
    "/secrets.key",
    "/missing.html",
    "/",
    "/assets",
    "/%",
    "/index.html%00.js",
  ])("are all there is: %s is not found", async (path) => {
    const answer = await serve(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("spinach");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("are only read", async () => expect((await serve("/index.html", "POST")).status).toBe(404));
});
