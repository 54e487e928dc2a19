import type { Reporter, TestModule } from "vitest/node";

/** As many of the longest tests are named. */
const MAX_LONGEST = 20;

/**
 * Ends a run with its longest tests, what was skipped and what failed, by name and reason, and one plain line that counts the
 * tests: what stands last is what a reader of a cut log sees.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly { readonly message: string }[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const skipped: string[] = [];
    const longest: { readonly seconds: number; readonly name: string }[] = [];
    const failed = unhandledErrors.map(({ message }) => `outside of a test: ${firstLine(message)}`);
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        tests++;
        const { state, errors } = test.result();
        count[state === "pending" ? "skipped" : state]++;
        longest.push({
          seconds: (test.diagnostic()?.duration ?? 0) / 1000,
          name: `${module.relativeModuleId}: ${test.fullName}`,
        });
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
    longest.sort((one, other) => other.seconds - one.seconds);
    const named = longest.slice(0, MAX_LONGEST).map(({ seconds, name }) => `${seconds.toFixed(1)} s ${name}`);
    console.log(`\nThe longest tests:\n${indented(named)}`);
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
