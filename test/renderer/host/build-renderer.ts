import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { build } from "vite";

const root = join(import.meta.dirname, "../../..");

/** Builds the renderer as electron.vite.config.ts does, into a folder of its own, since several runs may test at once. @returns that folder, which goes with the process */
export async function buildRenderer(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "culvert-renderer-"));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  const before = process.env["NODE_ENV"];
  // vitest says "test", for which react-aria would draw every row and leave the virtual list untested.
  process.env["NODE_ENV"] = "production";
  await build({
    configFile: false,
    root: join(root, "renderer"),
    plugins: [react()],
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
  process.env["NODE_ENV"] = before;
  return outDir;
}
