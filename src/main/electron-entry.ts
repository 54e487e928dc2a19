import { pathToFileURL } from "node:url";
import { app } from "electron";
import { appPaths } from "./app-paths.js";

/** Where Electron begins: the tray app, or the command line, which is over before a window or a tray could be made. */
const words = commandLineArguments(process.argv);
if (words === undefined)
  await import("./main.js"); // awaited: what main.ts does at once must be done before `ready`
else {
  const { commandLine } = appPaths(app.getAppPath());
  process.argv = [process.execPath, commandLine, ...words];
  await import(pathToFileURL(commandLine).href);
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve())); // what was said must be out
  app.exit(Number(process.exitCode ?? 0));
}

/**
 * What the launcher `culvert` (assets/launcher) begins the command line with: `Culvert --command-line -- up popeye`.
 * Behind `--` Chromium takes nothing for a switch of its own.
 *
 * @returns the words of the command line; nothing when the app itself is meant
 */
function commandLineArguments(argv: readonly string[]): string[] | undefined {
  const separator = argv.indexOf("--");
  return separator > 0 && argv[separator - 1] === "--command-line" ? argv.slice(separator + 1) : undefined;
}
