import { RIGHTS, UPLOAD_ONLY, type BridgeUser, type Right } from "../../../shared/profile/bridge-user.js";
import type { FtpReply } from "../../ftp/reply.js";
import { singleLineReply } from "../bridge-reply.js";

/** The right that a verb needs; what stands in neither table is for users with every right. */
const RIGHT_BY_VERB: Readonly<Record<string, Right>> = {
  RETR: "read",
  ...rightOf("list", ["LIST", "NLST", "MLSD", "MLST", "SIZE", "MDTM", "STAT"]),
  ...rightOf("write", ["STOR", "STOU", "APPE", "MKD", "XMKD", "MFMT", "SITE", "RNFR", "RNTO"]),
  ...rightOf("delete", ["DELE", "RMD", "XRMD"]),
};

/** Verbs that touch no file, or tell no more of a folder than that it is there. */
const FREE_VERBS: ReadonlySet<string> = new Set(
  "USER PASS ACCT REIN QUIT PWD XPWD CWD XCWD CDUP XCUP TYPE MODE STRU OPTS ALLO CLNT SYST NOOP PASV EPSV PORT EPRT REST ABOR FEAT HELP".split(
    " ",
  ),
);

/** Whoever fills a drop box may do these. */
const DROP_VERBS: ReadonlySet<string> = new Set(["STOR", "STOU", "MKD", "XMKD"]);
/** And these with what it has stored by the same control connection: devices look at a file's size, give it its name at last, and remove the one that they have tried their settings with. */
const OWN_FILE_VERBS: ReadonlySet<string> = new Set(["SIZE", "MDTM", "MFMT", "RNFR", "DELE"]);

/** What one user of a bridge may do. */
export class Rights {
  readonly #rights: ReadonlySet<Right>;
  readonly isUploadOnly: boolean;

  /** @param rights as the profile has them; nothing for all of them */
  constructor(rights: BridgeUser["rights"]) {
    this.isUploadOnly = rights === UPLOAD_ONLY;
    this.#rights = new Set(rights === UPLOAD_ONLY ? [] : (rights ?? RIGHTS));
  }

  has(right: Right): boolean {
    return this.#rights.has(right);
  }

  /**
   * @param isOwn whether the argument names a file that was stored by this control connection
   * @returns the reply that refuses; nothing where the command may be
   */
  refusalOf(verb: string, argument: string, isOwn: (argument: string) => boolean): FtpReply | undefined {
    if (FREE_VERBS.has(verb) || (verb === "STAT" && argument === "")) return undefined;
    if (this.isUploadOnly) {
      if (DROP_VERBS.has(verb) || verb === "RNTO" || (OWN_FILE_VERBS.has(verb) && isOwn(pathIn(verb, argument))))
        return undefined;
      return singleLineReply(550, "This user may store new files, and nothing else.");
    }
    const right = RIGHT_BY_VERB[verb];
    if (right === undefined ? this.#rights.size === RIGHTS.length : this.#rights.has(right)) return undefined;
    return singleLineReply(550, `This user has no right to ${right ?? "that"} here.`);
  }
}

/** MFMT has a time before its path. */
const pathIn = (verb: string, argument: string): string => (verb === "MFMT" ? argument.replace(/^\S+ /, "") : argument);

function rightOf(right: Right, verbs: readonly string[]): Record<string, Right> {
  return Object.fromEntries(verbs.map((verb) => [verb, right]));
}
