import type { CharsetName } from "../../../src/shared/profile/charset.js";
import type { Ftp } from "../../../src/shared/profile/profile-schema.js";

/** What a bridge does for devices, as it stands in the boxes. */
export interface DeviceDraft {
  readonly charset: CharsetName;
  /** Where files are kept while the link is down; empty where none are. */
  readonly spoolFolder: string;
  /** As people write it: `2 GB`. */
  readonly spoolMost: string;
  readonly spoolAccepts: boolean;
}

/** As much as a spool may hold where the profile does not say. */
export const USUAL_SPOOL = "2 GB";
export const USUAL_DEVICES: DeviceDraft = {
  charset: "utf-8",
  spoolFolder: "",
  spoolMost: USUAL_SPOOL,
  spoolAccepts: false,
};

export const deviceDraft = ({ charset, spool, spoolAccepts }: Extract<Ftp, { mode: "bridge" }>): DeviceDraft => ({
  charset: charset ?? USUAL_DEVICES.charset,
  spoolFolder: spool?.folder ?? "",
  spoolMost: spool?.most ?? USUAL_SPOOL,
  spoolAccepts: spoolAccepts ?? false,
});

/** What the document says of it; what is as it would be anyway is left out. A tick without a folder is left to the schema, which says what is missing. */
export const deviceFieldsOf = ({ charset, spoolFolder, spoolMost, spoolAccepts }: DeviceDraft) => ({
  ...(charset === USUAL_DEVICES.charset ? {} : { charset }),
  ...(spoolFolder.trim() === ""
    ? {}
    : {
        spool: {
          folder: spoolFolder.trim(),
          ...(spoolMost.trim() === "" ? {} : { most: spoolMost.trim() }),
        },
      }),
  ...(spoolAccepts ? { spoolAccepts } : {}),
});
