import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    /** Where it decides, a test that met a busy machine gets two more chances; a developer sees every failure at once. */
    retry: process.env["CI"] === "true" ? 2 : 0,
    reporters: ["default", "./test/support/closing-lines.ts"],
  },
});
