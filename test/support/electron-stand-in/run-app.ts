import { readFileSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { App } from "./electron/app.js";

/**
 * Runs the built main process in node, as `electron <folder>` would: `STAND_IN_APP_PATH` is the folder with its `package.json`.
 * The name `electron` leads to the stand-in; the package of that name would download the program. Both are bundled
 * (`bundle-stand-in.ts`), and lie beside each other.
 */
const appPath = process.env["STAND_IN_APP_PATH"] ?? process.cwd();
const standIn = new URL("../electron/electron.mjs", import.meta.url).href;
const hook = `export const resolve = (name, context, next) => next(name === "electron" ? ${JSON.stringify(standIn)} : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
Object.defineProperty(process, "type", { value: "browser" });

const { main } = JSON.parse(readFileSync(join(appPath, "package.json"), "utf8")) as { main: string };
await import(pathToFileURL(join(appPath, main)).href);
const { app } = (await import("electron")) as unknown as { app: App };
app.becomeReady();
