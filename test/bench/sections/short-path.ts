import { MB } from "../../support/fixtures/sample-file.js";
import { measure, SMALL_FILES, withRoutes, type Section } from "../setup.js";
import { bulkDown, bulkUp } from "./bulk.js";
import { smallFilesByCurl, smallFilesByFtplib } from "./small-files.js";

/** One large file each way, and a hundred small ones, with no delay on the way. */
export const shortPath: Section = {
  name: "short path",
  run: (setup) =>
    withRoutes(setup, async (open) => {
      const { file, bytes } = setup.bulk;
      const size = `${bytes / MB} MB`;
      await measure(setup, { name: `bulk down, ${size}`, unit: "MB/s", better: "more" }, open, (way) =>
        bulkDown(way, bytes),
      );
      await measure(setup, { name: `bulk up, ${size}`, unit: "MB/s", better: "more" }, open, (way) =>
        bulkUp(way, file, bytes, setup.vsftpd.pub),
      );
      await measure(
        setup,
        { name: `${SMALL_FILES} files of 2 KB, curl`, unit: "s", better: "less" },
        open,
        smallFilesByCurl,
      );
      await measure(
        setup,
        { name: `${SMALL_FILES} files of 2 KB, ftplib`, unit: "s", better: "less" },
        open,
        smallFilesByFtplib,
      );
    }),
};
