import { defineConfig } from "vitest/config";

const TESTS = ["test/**/*.test.ts", "test/**/*.test.tsx"];

/** Files that measure the memory of their own process, or the time that a pure function takes: each in a fresh process, when the others are done. */
const ALONE = ["test/fuzz/fuzz.test.ts", "test/servers/bridge-failures.test.ts"];

export default defineConfig({
  test: {
    /** More files at once than there are cores, since most of them wait on sockets and on other programs. */
    maxWorkers: 6,
    /** A file shares the modules that it imports with the files before it, since none of them keeps a state of a test. */
    isolate: false,
    /** Limits for what never comes. A machine that is busy must not meet them, so nothing is measured by them. */
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    /** Where it decides, a test that met a busy machine gets two more chances; a developer sees every failure at once. */
    retry: process.env["CI"] === "true" ? 2 : 0,
    reporters: ["default", "./test/support/closing-lines.ts"],
    projects: [
      { extends: true, test: { name: "parallel", include: TESTS, exclude: ALONE, sequence: { groupOrder: 0 } } },
      { extends: true, test: { name: "alone", include: ALONE, isolate: true, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
