import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const page = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
const promises = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| promise") && !line.startsWith("| ---"));

describe("SECURITY.md", () => {
  it.each(promises)("says what holds a promise, and it is there: %s", (line) => {
    const holder = line.split("|").at(-2) ?? "";
    const tests = [...holder.matchAll(/`(test\/[^`]+)`/g)].map(([, path = ""]) => path);
    expect(tests.length > 0 || holder.includes("by construction"), line).toBe(true);
    expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
