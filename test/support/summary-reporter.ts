import type { Reporter, TestModule } from "vitest/node";

/**
 * Ends a run with what was skipped and what failed, by name and reason, and one plain line that counts the tests: what stands
 * last is what a reader of a cut log sees.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly { readonly message: string }[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const skipped: string[] = [];
    const failed = unhandledErrors.map(({ message }) => `outside of a test: ${firstLine(message)}`);
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        tests++;
        const { state, errors } = test.result();
        count[state === "pending" ? "skipped" : state]++;
        if (state === "skipped") skipped.push(`${module.relativeModuleId}: ${test.fullName}`);
        if (state === "failed") {
          failed.push(`${module.relativeModuleId}: ${test.fullName}: ${firstLine(errors.at(-1)?.message)}`);
        }
      }
      const broken = module.errors().at(0);
      if (broken !== undefined) failed.push(`${module.relativeModuleId}: ${firstLine(broken.message)}`);
      for (const suite of module.children.allSuites()) {
        const hook = suite.errors().at(0);
        if (hook === undefined) continue;
        count.failed++;
        failed.push(`${module.relativeModuleId}: ${suite.fullName}: ${firstLine(hook.message)}`);
      }
      if (tests === 0 && broken !== undefined) count.failed++;
    }
    if (skipped.length > 0) console.log(`\nSkipped here:\n${indented(skipped)}`);
    if (failed.length > 0) console.log(`\nFailed here:\n${indented(failed)}`);
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

function indented(names: readonly string[]): string {
  return names.map((name) => `  ${name}`).join("\n");
}

function firstLine(message: string | undefined): string {
  return (message ?? "no reason given").split("\n", 1)[0] ?? "";
}
