import { bundle } from "../bundle.js";
import { tempFolder } from "../fixtures/temp-folder.js";

let made: Promise<string> | undefined;

/**
 * Make one file of the stand-in's program and one of its `electron`, once for all that this process starts: read file by file
 * they cost each start a second of processor time, which is five times what the app itself takes.
 *
 * @returns the path of the program, which goes with this process
 */
export function bundleStandIn(): Promise<string> {
  made ??= (async () => {
    const folder = tempFolder();
    process.once("exit", () => folder.remove());
    await bundle("electron-stand-in/electron/electron", folder.path);
    return await bundle("electron-stand-in/run-app", folder.path, ["electron"]);
  })();
  return made;
}
