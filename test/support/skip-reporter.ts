import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with what was skipped, by name and reason, and one plain line that counts the tests. */
export default class ClosingLines implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        tests++;
        const { state } = test.result();
        count[state === "pending" ? "skipped" : state]++;
        if (state === "skipped") skipped.push(`${module.relativeModuleId}: ${test.fullName}`);
      }
      if (tests === 0 && module.errors().length > 0) count.failed++;
    }
    if (skipped.length > 0) console.log(`\nSkipped here:\n${skipped.map((name) => `  ${name}`).join("\n")}`);
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
