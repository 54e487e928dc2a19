import { pathToFileURL } from "node:url";
import { app } from "electron";
import { appPaths } from "./app-paths.js";
import { commandLineArguments } from "./command-line-arguments.js";

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
