import { readFileSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openLogFile } from "../../src/main/log-file.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";

const ATTACK = "a\x1b[2J\x9b31m\u202eb\r\n2026-01-01 00:00:00.000 info Popeye: all is well\u2028c";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

it("a line of the log is one line, whatever somebody else has put into it, and readable for its owner alone", () => {
  const log = openLogFile(folder.path);
  log.info(`info ${ATTACK}`);
  log.error(`error ${ATTACK}`);
  log.error(`bug ${ATTACK}`, { name: ATTACK });
  const text = readFileSync(log.file, "utf8");
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]/);
  expect(text.split("\n").filter((line) => line.endsWith(" all is well c"))).toHaveLength(2);
  expect(text).toMatch(/ info info a\[2J31mb 2026-01-01 00:00:00\.000 info Popeye: all is well c\n/);
  if (process.platform !== "win32") expect(statSync(log.file).mode & 0o777).toBe(0o600);
});
