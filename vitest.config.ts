import { defineConfig } from "vitest/config";
import { LongFirstSequencer } from "./test/support/long-first-sequencer.js";

const TESTS = ["test/**/*.test.ts", "test/**/*.test.tsx"];
/** In the window, of which one is built and one Chromium started for them all. */
const WINDOW = ["test/renderer/*.test.ts"];
/** They look at what their own process holds: memory, sockets, open files. */
const MEMORY = ["test/fuzz/fuzz.test.ts", "test/servers/bridge-failures.test.ts", "test/soak/*.test.ts"];
/**
 * What talks to gateways, once more against OpenSSH 10, whose penalties are on by themselves (sshd_config(5), PerSourcePenalties);
 * the whole of test/servers does so by hand: `npm run test:openssh-10`.
 */
const OPENSSH_10 = [
  "test/servers/login-agent.test.ts",
  "test/servers/login-pam.test.ts",
  "test/servers/login-refusals.test.ts",
  "test/servers/login-key-order.test.ts",
  "test/servers/narrow-accounts.test.ts",
  "test/servers/plain-forwards.test.ts",
];
const isOpenSsh10Alone = process.env["CULVERT_TEST_OPENSSH"] === "10";

export default defineConfig({
  test: {
    /** More files at once than there are cores, since most of them wait on sockets and on other programs. */
    maxWorkers: 6,
    /** A file shares the modules that it imports with the files before it, since none of them keeps a state of a test. */
    isolate: false,
    /** Limits for what never comes. A machine that is busy must not meet them, so nothing is measured by them. */
    testTimeout: 240_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    /** Where it decides, a test that met a busy machine gets two more chances; a developer sees every failure at once. */
    retry: process.env["CI"] === "true" ? 2 : 0,
    sequence: { sequencer: LongFirstSequencer },
    reporters: ["default", "./test/support/summary-reporter.ts"],
    projects: [
      { extends: true, test: { name: "modules", include: TESTS, exclude: [...WINDOW, ...MEMORY] } },
      { extends: true, test: { name: "window", include: WINDOW, globalSetup: "test/renderer/host/window-server.ts" } },
      { extends: true, test: { name: "memory", include: MEMORY, isolate: true } },
      // in a worker for each file, since which release is meant stands in the environment
      ...(isOpenSsh10Alone
        ? []
        : [
            {
              extends: true as const,
              test: { name: "openssh-10", include: OPENSSH_10, isolate: true, env: { CULVERT_TEST_OPENSSH: "10" } },
            },
          ]),
    ],
  },
});
