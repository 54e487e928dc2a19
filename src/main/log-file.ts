import { inspect } from "node:util";
import log from "electron-log/node";
import type { Log } from "../core/environment.js";
import { logFilePath } from "../core/store/data-folder.js";
import { printableLine, printableText } from "../shared/words/printable.js";

const MAX_LOG_BYTES = 1024 * 1024;

/** The log: `logs/culvert.log` in the data folder, begun anew at one megabyte with the one before kept as `culvert.old.log`. */
export function openLogFile(folder: string): Log & { readonly file: string } {
  const file = logFilePath(folder);
  const logger = log.create({ logId: "culvert" });
  logger.transports.file.resolvePathFn = () => file;
  logger.transports.file.maxSize = MAX_LOG_BYTES;
  logger.transports.file.writeOptions = { flag: "a", mode: 0o600, encoding: "utf8" };
  logger.transports.file.format = "{y}-{m}-{d} {h}:{i}:{s}.{ms} {level} {text}";
  logger.transports.console.level = false;
  return {
    file,
    info: (sentence) => logger.info(printableLine(sentence)),
    error: (sentence, bug) =>
      bug === undefined
        ? logger.error(printableLine(sentence))
        : logger.error(printableLine(sentence), printableText(inspect(bug))),
  };
}
