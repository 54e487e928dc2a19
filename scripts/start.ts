import { spawn } from "node:child_process";
import { join } from "node:path";
import { electronProgram, isBuiltSince } from "./electron-program.js";

/** `npm start`: the built app in the Electron program that is on this machine; nothing is downloaded. */
const root = join(import.meta.dirname, "..");
const program = electronProgram(root, process.env, process.platform);
if (program === undefined) {
  console.error(
    [
      "The Electron program is not on this machine yet, so the tray app cannot start.",
      "  npx install-electron                      downloads it, about 120 MB, into node_modules",
      "  ELECTRON_OVERRIDE_DIST_PATH=<folder>      names a folder where it is unpacked already",
      "The command line needs neither: npx culvert --help",
    ].join("\n"),
  );
  process.exit(1);
}

if (!isBuiltSince(root)) {
  const code = await run(process.execPath, [
    join(root, "node_modules", "electron-vite", "bin", "electron-vite.js"),
    "build",
    "--logLevel",
    "warn",
  ]);
  if (code !== 0) process.exit(code);
}
process.exit(await run(program, [root, ...process.argv.slice(2)]));

/** @returns the exit code */
async function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit", cwd: root });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
