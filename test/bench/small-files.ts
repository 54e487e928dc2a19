import { runWell } from "../support/child.js";
import { programPathOrThrow } from "../support/programs.js";
import type { OpenWay } from "./ways.js";

export const SMALL_FILES = 100;

/** Fetch 100 files of 2 KB in one session, as a mirror of a web site does. @returns seconds */
export async function smallFiles({ host, control }: OpenWay): Promise<number> {
  const began = performance.now();
  await runWell(programPathOrThrow("curl"), ["--disable", "--silent", "--show-error", "--output", "/dev/null", `ftp://${host}:${control}/small/[1-${SMALL_FILES}]`], { timeout: 60_000 });
  return (performance.now() - began) / 1000;
}
