import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Where the Electron program is, without the package's own way of looking, which would download it.
 *
 * @param root the project's folder
 * @returns the program named by `ELECTRON_OVERRIDE_DIST_PATH` or unpacked in `node_modules`; `undefined` where there is neither
 */
export function electronProgram(root: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const electron = join(root, "node_modules", "electron");
  const named = env["ELECTRON_OVERRIDE_DIST_PATH"];
  const folder = named === undefined || named === "" ? join(electron, "dist") : named;
  return [...programNames(join(electron, "path.txt"), platform)]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
}

function* programNames(pathFile: string, platform: NodeJS.Platform): Generator<string> {
  if (existsSync(pathFile)) yield readFileSync(pathFile, "utf8").trim();
  if (platform === "darwin") yield "Electron.app/Contents/MacOS/Electron";
  yield platform === "win32" ? "electron.exe" : "electron";
}

/** Whether the build in `out` is newer than every source. */
export function isBuiltSince(root: string): boolean {
  const built = join(root, "out", "main", "main.js");
  if (!existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  return ["src", "renderer"].every((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).every(
      (entry) => !entry.isFile() || statSync(join(entry.parentPath, entry.name)).mtimeMs <= builtAt,
    ),
  );
}
