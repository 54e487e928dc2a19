import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Longer than the script, so that its squashfs begins where mksquashfs is told. */
const RUNTIME_BYTES = 4096;

/**
 * Debian's tools in the places of those that electron-builder would fetch: fpm, and what makes an AppImage. The AppImage's own
 * runtime is in no package; in its place stands a script that unpacks what is behind it and starts that.
 *
 * @param folder an empty one @returns the environment in which electron-builder finds them
 */
export function linuxTools(folder: string): NodeJS.ProcessEnv {
  const tools = join(folder, "linux-x64");
  mkdirSync(tools, { recursive: true });
  mkdirSync(join(folder, "lib", "x64"), { recursive: true });
  for (const name of ["mksquashfs", "desktop-file-validate"]) symlinkSync(join("/usr/bin", name), join(tools, name));
  const script = `#!/bin/sh\nset -e\ninto=\${APPIMAGE_INTO:?}\nunsquashfs -q -no-progress -o ${RUNTIME_BYTES} -d "$into" "$0" >/dev/null\nAPPIMAGE=$0 APPDIR=$into exec "$into/AppRun" "$@"\n`;
  writeFileSync(join(folder, "runtime-x64"), script.padEnd(RUNTIME_BYTES, "#"));
  const fpm = join(folder, "fpm");
  writeFileSync(
    fpm,
    `#!/bin/sh\nexec "${process.execPath}" --import "${import.meta.resolve("tsx")}" "${join(import.meta.dirname, "fpm.ts")}" "$@"\n`,
    { mode: 0o755 },
  );
  return { CUSTOM_FPM_PATH: fpm, APPIMAGE_TOOLS_PATH: folder };
}
