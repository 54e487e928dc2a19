import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "..", "..");
const WORKFLOWS = join(ROOT, ".github", "workflows");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly "timeout-minutes"?: number;
        readonly strategy?: { readonly matrix: { readonly system: readonly string[] } };
        readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
      }
    >
  >;
}

describe.each(readdirSync(WORKFLOWS))("The workflow %s", (name) => {
  const text = readFileSync(join(WORKFLOWS, name), "utf8");
  const { permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

  it("pins each action by its commit and names the version beside it", () => {
    const used = text.split("\n").filter((line) => line.includes("uses:"));
    expect(used).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it("may only read the repository, and ends by itself", () => {
    expect(permissions).toEqual({ contents: "read" });
    expect(Object.values(jobs).map((job) => job["timeout-minutes"] ?? "none")).not.toContain("none");
  });

  it("takes packages by the lock file alone", () => {
    expect(commands.filter((command) => /\bnpm (i|install|update)\b/.test(command))).toEqual([]);
    expect(commands).toContain("npm ci");
  });

  it("runs only scripts that there are", () => {
    const named = commands.flatMap((command) =>
      [...command.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = ""]) => script),
    );
    expect(named).toEqual(expect.arrayContaining(["dist", "audit:shipped"]));
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it("tests and packs on Linux, Windows and macOS", () => {
    for (const job of ["electron", "packages"]) {
      expect(jobs[job]?.strategy?.matrix.system.map((system) => system.split("-")[0])).toEqual([
        "ubuntu",
        "windows",
        "macos",
      ]);
    }
  });
});
