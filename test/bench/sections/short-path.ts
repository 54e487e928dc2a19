import { MB } from "../../support/fixtures/sample-file.js";
import { measure, SMALL_FILES, withWays, type Section } from "../setup.js";
import { bulkDown, bulkUp } from "./bulk.js";
import { smallFilesByCurl, smallFilesByFtplib } from "./small-files.js";

/** One large file each way, and a hundred small ones, with no delay on the way. */
export const shortPath: Section = {
  name: "short path",
  run: (ground) => withWays(ground, async (open) => {
    const { file, bytes } = ground.bulk;
    const size = `${bytes / MB} MB`;
    await measure(ground, { name: `bulk down, ${size}`, unit: "MB/s", better: "more" }, open, (way) => bulkDown(way, bytes));
    await measure(ground, { name: `bulk up, ${size}`, unit: "MB/s", better: "more" }, open, (way) => bulkUp(way, file, bytes, ground.vsftpd.pub));
    await measure(ground, { name: `${SMALL_FILES} files of 2 KB, curl`, unit: "s", better: "less" }, open, smallFilesByCurl);
    await measure(ground, { name: `${SMALL_FILES} files of 2 KB, ftplib`, unit: "s", better: "less" }, open, smallFilesByFtplib);
  }),
};
