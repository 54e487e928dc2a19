import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createPackage, extractAll, listPackage } from "@electron/asar";
import { parse } from "yaml";
import { runWell } from "./child.js";
import { makeDummyElectron } from "./dummy-electron.js";
import { bridgeOlderElectron, isOlderElectron } from "./older-electron.js";

const ROOT = join(import.meta.dirname, "..", "..");
const BUILDER = join(ROOT, "node_modules", "electron-builder", "cli.js");
/** Whatever the builder would fetch, it must not get. */
const OFFLINE = { HTTP_PROXY: "http://127.0.0.1:1", HTTPS_PROXY: "http://127.0.0.1:1", ELECTRON_SKIP_BINARY_DOWNLOAD: "1", npm_config_offline: "true" };

/** The app as `npm run dist` packs it for Linux, unpacked. */
export interface PackedApp {
  /** The folder that would be installed as /opt/Culvert. */
  readonly folder: string;
  readonly program: string;
  /** The command line `culvert`. */
  readonly launcher: string;
  readonly archive: string;
  /** The paths of all files in the archive, `/out/main/main.js`. */
  readonly files: readonly string[];
}

/** Pack it with a dummy in Electron's place. @param into an empty folder */
export function packApp(into: string): Promise<PackedApp> {
  const electron = join(into, "electron");
  makeDummyElectron(electron);
  return packWith(electron, into, join(ROOT, "electron-builder.yml"));
}

/**
 * Pack it with a real Electron. One from before version 28 lacks a fuse and takes no ESM; for it the archive is packed once more
 * with its bundles as CommonJS.
 *
 * @param program Electron's own @param into an empty folder
 */
export async function packRealApp(program: string, into: string): Promise<PackedApp> {
  const [electron, config] = [join(into, "electron"), join(into, "electron-builder.json")];
  const isOlder = isOlderElectron(dirname(program));
  await linkElectron(dirname(program), electron);
  const { electronFuses: { grantFileProtocolExtraPrivileges, ...fuses }, ...rest } = parse(readFileSync(join(ROOT, "electron-builder.yml"), "utf8")) as { electronFuses: Record<string, boolean> };
  writeFileSync(config, JSON.stringify({ ...rest, electronFuses: isOlder ? fuses : { ...fuses, grantFileProtocolExtraPrivileges } }));
  const packed = await packWith(electron, into, config);
  if (!isOlder) return packed;
  const bridged = join(into, "bridged");
  mkdirSync(bridged);
  unpackApp(packed, bridged);
  await bridgeOlderElectron(bridged);
  await createPackage(bridged, packed.archive);
  // ESM is awaited before Chromium begins; a command in CommonJS that waits for anything meets Chromium, which crashes without a screen there
  writeFileSync(packed.launcher, readFileSync(packed.launcher, "utf8").replace(" --ozone-platform=headless", ""));
  rmSync(bridged, { recursive: true });
  return packed;
}

/** A copy that costs nothing, without an app that was put into it for tests. Its libraries and packs are links; electron-builder copies what it changes. */
async function linkElectron(from: string, to: string): Promise<void> {
  await runWell("cp", ["-a", from, to]);
  for (const name of readdirSync(join(to, "resources"))) if (name !== "default_app.asar") rmSync(join(to, "resources", name), { recursive: true });
}

async function packWith(electron: string, into: string, config: string): Promise<PackedApp> {
  const output = join(into, "dist");
  await runWell(process.execPath, [BUILDER, "--linux", "dir", "--x64", "--publish", "never", "--config", config, `-c.electronDist=${electron}`, `-c.directories.output=${output}`],
    { cwd: ROOT, env: { ...process.env, ...OFFLINE }, timeout: 120_000 });
  const folder = join(output, "linux-unpacked");
  const archive = join(folder, "resources", "app.asar");
  const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll("\\", "/"));
  return { folder, program: join(folder, "culvert-app"), launcher: join(folder, "resources", "bin", "culvert"), archive, files };
}

/** Unpack the archive, since the stand-in's node does not read from inside one. */
export const unpackApp = ({ archive }: PackedApp, into: string): void => extractAll(archive, into);
