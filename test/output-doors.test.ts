import { ESLint, type Linter } from "eslint";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const CORE = "src/core/relay/new.ts";
const CLI = "src/cli/commands/new.ts";
const MAIN = "src/main/ipc/new.ts";

/** The rule as the house's own configuration has it for a new file of `src`. */
let linter: ESLint;
beforeAll(async () => {
  const { plugins, rules } = (await new ESLint({ cwd: ROOT }).calculateConfigForFile(
    join(ROOT, MAIN),
  )) as Linter.Config;
  const rule = rules?.["house/one-door"];
  if (rule === undefined || plugins?.["house"] === undefined) throw new Error("the rule is not in force");
  linter = new ESLint({
    cwd: ROOT,
    overrideConfigFile: true,
    overrideConfig: { files: ["**/*.ts"], plugins: { house: plugins["house"] }, rules: { "house/one-door": rule } },
  });
});
const findings = async (file: string, code: string): Promise<readonly string[]> => {
  const [result] = await linter.lintText(`${code}\n`, { filePath: join(ROOT, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? "parser"}: ${message}`);
};

describe("a text of somebody else's leaves by a door that makes it printable, and the linter refuses", () => {
  it.each([
    [CLI, "process.stdout.write(banner);"],
    [CORE, "process.stderr.write(banner);"],
    [CLI, "process.stderr?.write(banner);"],
    [CLI, 'process["stdout"].write(banner);'],
    [CLI, 'process.stdout["write"](banner);'],
    [CLI, "const { stdout } = process; stdout.write(banner);"],
    [CLI, "const terminal = process.stdout; terminal.write(banner);"],
    [CLI, "source.pipe(process.stdout);"],
    [CLI, "const itself = process; itself.stdout.write(banner);"],
    [CLI, "globalThis.process.stdout.write(banner);"],
    [CLI, 'import { stdout } from "node:process"; stdout.write(banner);'],
    [CLI, 'import here from "process"; here.stdout.write(banner);'],
    [CLI, 'export { stdout } from "node:process";'],
    [CLI, 'const { stdout } = await import("node:process");'],
    [CORE, "console.log(banner);"],
    [MAIN, "console.error(banner);"],
    [MAIN, 'import { Console } from "node:console";'],
    [MAIN, 'import log from "electron-log/node"; log.info(banner);'],
    [MAIN, 'import log from "electron-log"; log.info(banner);'],
    [MAIN, 'import { Notification } from "electron"; new Notification({ title: banner }).show();'],
    [MAIN, 'import { dialog as ask } from "electron"; ask.showErrorBox("Culvert", banner);'],
    [MAIN, 'import { Menu, Tray } from "electron"; new Tray(icon).setToolTip(banner);'],
    [MAIN, 'import * as electron from "electron"; electron.dialog.showErrorBox("", banner);'],
    [MAIN, 'const { dialog } = require("electron"); dialog.showErrorBox("", banner);'],
    [MAIN, 'import { ipcMain } from "electron"; ipcMain.handle("banner", () => banner);'],
    [MAIN, "window.webContents.send(channel, banner);"],
    [MAIN, "event.sender.send(channel, banner);"],
    [MAIN, "frame.postMessage(channel, banner);"],
    [MAIN, "contents.executeJavaScript(banner);"],
  ])("in %s: %s", async (file, code) => {
    expect((await findings(file, code)).join("\n")).toMatch(/^house\/one-door: /);
  });

  it.each([
    ["src/cli/terminal/output.ts", "process.stdout.write(printableText(text));"],
    ["src/main/log-file.ts", 'import log from "electron-log/node";'],
    ["src/main/window/printable-for-window.ts", "window.webContents.send(channel, printableNews(name, news));"],
    ["src/main/notifications/show-notifications.ts", 'import { Notification } from "electron";'],
    [CLI, "if (process.stdout.isTTY) print(process.stdout.columns); process.exitCode = 1;"],
    [CLI, 'process.stdout.on("error", stop); process.once("SIGINT", stop);'],
    [CLI, "const process = found.pid; print(`${process}`);"],
    [CLI, "child.stdout.pipe(socket); socket.write(bytes);"],
    [MAIN, 'import { app, shell } from "electron"; app.quit();'],
  ])("not the door itself, nor what shows nothing: %s: %s", async (file, code) => {
    expect(await findings(file, code)).toEqual([]);
  });
});
