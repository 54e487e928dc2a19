import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cliPapers } from "../../assets/papers/cli-papers.js";
import { ALLOWED_LICENCES, licences, thirdPartyNotices } from "../../assets/papers/notices.js";
import { runWell } from "../support/child.js";
import { describeWith } from "../support/describe-with.js";

const ROOT = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

it.each([...cliPapers(), thirdPartyNotices()])("$path is what npm run papers makes of the code", ({ path, text }) => {
  expect(read(path)).toBe(text);
});

describe("What ships", () => {
  it("has only licences that let us ship it", () => {
    const isAllowed = (licence: string): boolean => licence.replace(/[()]/g, "").split(" OR ").some((one) => ALLOWED_LICENCES.includes(one));
    expect(licences().filter(({ licence }) => !isAllowed(licence)).map(({ name, licence }) => `${name}: ${licence}`)).toEqual([]);
  });

  it("is listed with what the window is drawn with, what is bundled, and what lies beside the bundles", () => {
    expect(licences().map(({ name }) => name)).toEqual(expect.arrayContaining(["react-dom", "react-aria-components", "zod", "commander", "ssh2", "tweetnacl"]));
  });
});

describeWith(["mandoc"], "The manual page", () => {
  it("is well formed", async () => {
    expect(await runWell("mandoc", ["-Tlint", "-Wwarning", join(ROOT, "assets/cli/culvert.1")])).toBe("");
  });

  it("tells of every command and every exit code", () => {
    const page = read("assets/cli/culvert.1");
    for (const line of [".SS up [options] <profile...>", ".SS list [options]", ".SH EXIT STATUS", ".B CULVERT_PASSWORD"]) expect(page).toContain(line);
    expect(page.match(/^\.B \d$/gm)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"].map((code) => `.B ${code}`));
  });
});
