import { ESLint } from "eslint";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { JsonReporter, TableReporter } from "../../../src/cli/terminal/status-reporter.js";
import { printDocument, printJson, printLine, printMessage, printPrompt } from "../../../src/cli/terminal/output.js";
import type { TunnelStatus } from "../../../src/shared/status/tunnel-state.js";

const ATTACK = "\x1b]0;PWN\x07\x1b[2J\x9b31m\u202e\u2066\rx\u2028y";
const STEERING = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** All that is written to standard output and standard error while a function runs. */
function shown(callback: () => unknown): string {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0);
  callback();
  vi.restoreAllMocks();
  return written.join("");
}
afterEach(() => vi.restoreAllMocks());

const status: TunnelStatus = {
  profile: "popeye",
  name: `Popeye${ATTACK}`,
  state: {
    kind: "failed",
    cause: { code: "ssh.incompatible", host: "h", port: 22, detail: `no${ATTACK}` },
  },
  forwards: [],
} as unknown as TunnelStatus;

describe("what the command line prints", () => {
  it.each([
    ["a line", () => printLine(`a${ATTACK}b`)],
    ["a message", () => printMessage(`a${ATTACK}b`)],
    ["a prompt", () => printPrompt(`a${ATTACK}b`)],
    ["JSON", () => printJson({ a: ATTACK })],
    ["a status as JSON", () => new JsonReporter().show([status])],
    ["a status as a table", () => new TableReporter().show([status])],
  ])("steers no terminal: %s", (_, print) => {
    const text = shown(print);
    expect(text).not.toMatch(STEERING);
    expect(text).toContain("PWN");
  });

  it("is left as it is where it is a document for another program, and no terminal reads it", () => {
    const { isTTY } = process.stdout;
    try {
      process.stdout.isTTY = false;
      expect(shown(() => printDocument("a\rb\x1b"))).toBe("a\rb\x1b");
      process.stdout.isTTY = true;
      expect(shown(() => printDocument("a\rb\x1b"))).toBe("ab");
    } finally {
      process.stdout.isTTY = isTTY;
    }
  });

  it("waits for nothing synchronously: the linter refuses it", async () => {
    const root = join(import.meta.dirname, "../../..");
    const { "no-restricted-syntax": rule } = (
      (await new ESLint({ cwd: root }).calculateConfigForFile(join(root, "src/cli/commands/list.ts"))) as {
        rules: Record<string, unknown[]>;
      }
    ).rules;
    const linter = new ESLint({
      overrideConfigFile: true,
      overrideConfig: { rules: { "no-restricted-syntax": rule as ["error", ...object[]] } },
    });
    for (const wait of ["Atomics.wait(a, 0, 0)", "spawnSync(x)", "execFileSync(x)"])
      expect((await linter.lintText(`${wait};\n`))[0]?.errorCount, wait).toBe(1);
  });
});
