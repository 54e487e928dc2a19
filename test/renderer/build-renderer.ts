import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { build } from "vite";

const root = join(import.meta.dirname, "../..");
let built: Promise<string> | undefined;

/** Builds the renderer as electron.vite.config.ts does, once a process, into a folder of the tests' own. @returns that folder */
export function buildRenderer(): Promise<string> {
  built ??= (async () => {
    const outDir = join(root, ".artifacts/renderer-under-test");
    await build({ configFile: false, root: join(root, "renderer"), plugins: [react()], logLevel: "warn", build: { outDir, emptyOutDir: true } });
    return outDir;
  })();
  return built;
}
