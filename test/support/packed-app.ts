import { join } from "node:path";
import { extractAll, listPackage } from "@electron/asar";
import { runWell } from "./child.js";
import { makeDummyElectron } from "./dummy-electron.js";

const ROOT = join(import.meta.dirname, "..", "..");
const BUILDER = join(ROOT, "node_modules", "electron-builder", "cli.js");
/** Whatever the builder would fetch, it must not get. */
const OFFLINE = { HTTP_PROXY: "http://127.0.0.1:1", HTTPS_PROXY: "http://127.0.0.1:1", ELECTRON_SKIP_BINARY_DOWNLOAD: "1", npm_config_offline: "true" };

/** The app as `npm run dist` packs it for Linux, unpacked, with a dummy in Electron's place. */
export interface PackedApp {
  /** The folder that would be installed as /opt/Culvert. */
  readonly folder: string;
  readonly program: string;
  readonly archive: string;
  /** The paths of all files in the archive, `/out/main/main.js`. */
  readonly files: readonly string[];
}

/** @param into an empty folder */
export async function packApp(into: string): Promise<PackedApp> {
  const electron = join(into, "electron");
  const output = join(into, "dist");
  makeDummyElectron(electron);
  await runWell(process.execPath, [BUILDER, "--linux", "dir", "--x64", "--publish", "never", `-c.electronDist=${electron}`, `-c.directories.output=${output}`],
    { cwd: ROOT, env: { ...process.env, ...OFFLINE }, timeout: 120_000 });
  const folder = join(output, "linux-unpacked");
  const archive = join(folder, "resources", "app.asar");
  const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll("\\", "/"));
  return { folder, program: join(folder, "culvert-app"), archive, files };
}

/** Unpack the archive, since the stand-in's node does not read from inside one. */
export const unpackApp = ({ archive }: PackedApp, into: string): void => extractAll(archive, into);
