import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { App } from "electron";
import { errorMessage } from "../../core/store/read-json-file.js";
import { FailureError } from "../../shared/status/failure.js";

/** How this app is started by the system: the program, and what follows it. */
export interface LaunchCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** Let the system start Culvert at login, or no longer: by its own login items, on Linux by a file in the autostart folder. @param autostart the folder that is for @throws Failed `settings.login-item` */
export function setStartAtLogin(
  isWanted: boolean,
  app: Pick<App, "setLoginItemSettings">,
  platform: NodeJS.Platform,
  autostart: string,
  command: LaunchCommand,
): void {
  try {
    setLoginItem(isWanted, app, platform, autostart, command);
  } catch (thrown) {
    throw new FailureError({ code: "settings.login-item", detail: errorMessage(thrown) });
  }
}

function setLoginItem(
  isWanted: boolean,
  app: Pick<App, "setLoginItemSettings">,
  platform: NodeJS.Platform,
  autostart: string,
  command: LaunchCommand,
): void {
  if (platform !== "linux") {
    app.setLoginItemSettings({ openAtLogin: isWanted, path: command.program, args: [...command.args] });
    return;
  }
  const file = join(autostart, "culvert.desktop");
  if (!isWanted) {
    rmSync(file, { force: true });
    return;
  }
  const entry = autostartEntry(command);
  if (textOf(file) === entry) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, entry);
}

/** A desktop entry as the Desktop Application Autostart Specification has it. */
export const autostartEntry = ({ program, args }: LaunchCommand): string =>
  [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Culvert",
    `Exec=${[program, ...args].map(execQuoted).join(" ")}`,
    "Terminal=false",
    "X-GNOME-Autostart-enabled=true",
    "",
  ].join("\n");

/** An argument of `Exec`: in quotes, what is special in them escaped, and again as a string of the file; a lone `%` would be a field code. */
const execQuoted = (argument: string): string =>
  `"${argument
    .replace(/["`$\\]/g, "\\$&")
    .replaceAll("\\", "\\\\")
    .replaceAll("%", "%%")}"`;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
