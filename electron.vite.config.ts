import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/**
 * Three runtimes, three bundles; the command line is a second entry of the main process's bundle, since both stand on the same core.
 *
 * Every package is taken into the bundles, at the version that the lock file names, except the `dependencies` of package.json:
 * ssh2 and what it shares with us stay in node_modules, since its native add-ons, where they can be built, make it faster.
 */
export default defineConfig({
  main: {
    // where a version is asked for if the user wants it; without one there is no such setting
    define: { __CULVERT_VERSION_FEED__: JSON.stringify(process.env["CULVERT_VERSION_FEED"] ?? "") },
    build: {
      outDir: "out/main",
      rolldownOptions: {
        input: {
          main: "src/main/electron-entry.ts",
          culvert: "src/cli/culvert.ts",
          "unlock-worker": "src/core/ssh/auth/keys/unlock-worker.ts",
        },
      },
    },
  },
  preload: {
    build: {
      outDir: "out/preload",
      externalizeDeps: false, // a sandboxed preload may require nothing but electron
      rolldownOptions: {
        input: { preload: "src/main/preload.ts" },
        output: { format: "cjs", entryFileNames: "preload.cjs" },
      },
    },
  },
  renderer: {
    root: "renderer",
    plugins: [react()],
    build: { outDir: "out/renderer", rolldownOptions: { input: "renderer/index.html" } },
  },
});
