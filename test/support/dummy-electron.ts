import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What @electron/fuses looks for in Electron's program; behind it stand a version, a length, and one character a fuse: `1` on, `0` off. */
const SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
/** As Electron is delivered: run-as-node, NODE_OPTIONS, inspect and file privileges are on, everything that guards is off. */
const DELIVERED = "10110001";
const RUN_APP = join(import.meta.dirname, "electron-stand-in", "run-app.ts");

/**
 * A folder laid out as Electron's own, for Linux. Its program carries a fuse wire, and runs the stand-in for Electron on the
 * app that `STAND_IN_APP_PATH` names, with all the words it was given.
 */
export function makeDummyElectron(folder: string): void {
  mkdirSync(join(folder, "locales"), { recursive: true });
  mkdirSync(join(folder, "resources"));
  for (const name of ["LICENSE", "LICENSES.chromium.html", "version", "locales/en-US.pak"]) writeFileSync(join(folder, name), "");
  const script = `#!/bin/sh\nexec "${process.execPath}" --import "${import.meta.resolve("tsx")}" "${RUN_APP}" "$@"\n`;
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, DELIVERED.length]), Buffer.from(DELIVERED)]);
  writeFileSync(join(folder, "electron"), Buffer.concat([Buffer.from(script), wire]), { mode: 0o755 });
}
