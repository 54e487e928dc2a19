import { rmSync } from "node:fs";
import { join } from "node:path";
import { runWell } from "../../support/child.js";
import { MB } from "../../support/fixtures/sample-file.js";
import { programPathOrThrow } from "../../support/programs.js";
import type { OpenRoute } from "../routes.js";

/**
 * One file on one data connection. What comes before the first byte of it (the login and its waits) is left out, so
 * that this tells the throughput alone. @returns MB (1,048,576 bytes) a second
 */
export async function bulkDown({ host, control }: OpenRoute, size: number, name = "bulk"): Promise<number> {
  return size / MB / (await transferSeconds(["--output", "/dev/null", `ftp://${host}:${control}/${name}`]));
}

/** One file sent on one data connection; it is taken away again, so that no round finds what another left. */
export async function bulkUp({ host, control }: OpenRoute, file: string, size: number, pub: string): Promise<number> {
  const seconds = await transferSeconds(["--upload-file", file, `ftp://${host}:${control}/pub/bulk`]);
  rmSync(join(pub, "bulk"));
  return size / MB / seconds;
}

/** Run curl. @returns the seconds from the first byte of the file to its last */
export async function transferSeconds(words: readonly string[]): Promise<number> {
  const said = await runWell(
    programPathOrThrow("curl"),
    ["--disable", "--silent", "--show-error", "--write-out", "%{stdout}%{time_total} %{time_pretransfer}", ...words],
    { timeout: 60_000 },
  );
  const [total = 0, before = 0] = said.split(" ").map(Number);
  return total - before;
}
