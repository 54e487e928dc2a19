import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const page = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
const promises = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| promise") && !line.startsWith("| ---"));

const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ name, text: readFileSync(join(ROOT, "src", name), "utf8") }));

describe("SECURITY.md", () => {
  it("names every program that Culvert starts, none of them through a shell", () => {
    const imported = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/import \{ ([^}]+) \} from "(?:node:)?child_process"/g)].map(
        ([, what = ""]) => `${name}: ${what}`,
      ),
    );
    expect(imported.sort()).toEqual([
      "cli/systemd-notify.ts: spawn",
      "core/import/registry-sources.ts: spawn",
      "core/system/port-holder/run-tool.ts: execFile",
    ]);
    const started = sources.flatMap(({ text }) =>
      [...text.matchAll(/(?<!function )\b(?:spawn|spawnSync|runTool)\(((?:windowsTool\()?[^,()]+\)?),/g)].map(
        ([, program = ""]) => program,
      ),
    );
    expect([...new Set(started)].sort()).toEqual([
      '"/bin/ps"',
      '"/usr/sbin/lsof"',
      '"/usr/sbin/sysctl"',
      '"systemd-notify"',
      "program",
      'windowsTool("netstat")',
      'windowsTool("tasklist")',
    ]);
    for (const program of ["reg.exe", "lsof", "ps", "sysctl", "netstat", "tasklist", "systemd-notify"])
      expect(page).toContain(`\`${program}\``);
    expect(sources.filter(({ text }) => /\bshell: true\b/.test(text))).toEqual([]);
  });

  it.each(promises)("says what holds a promise, and it is there: %s", (line) => {
    const holder = line.split("|").at(-2) ?? "";
    const tests = [...holder.matchAll(/`(test\/[^`]+)`/g)].map(([, path = ""]) => path);
    expect(tests.length > 0 || holder.includes("by construction"), line).toBe(true);
    expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
