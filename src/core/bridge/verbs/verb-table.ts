import { factVerbs } from "./mlst-size-mdtm.js";
import { helpVerbs } from "./help-feat.js";
import { listVerbs } from "./list-nlst-mlsd.js";
import { loginVerbs } from "./user-pass.js";
import { modifyVerbs } from "./dele-mkd-rnto.js";
import { parameterVerbs } from "./type-stru-mode.js";
import { dataPortVerbs } from "./pasv-port.js";
import { retrieveVerbs } from "./retr-rest.js";
import { statusVerbs } from "./stat.js";
import { storeVerbs } from "./stor-appe.js";
import type { Verb } from "./verb.js";
import { workingDirectoryVerbs } from "./cwd-pwd.js";

/** Every verb of the bridge, in the order in which HELP and FEAT tell them. */
export const VERBS: readonly Verb[] = [
  ...loginVerbs,
  ...workingDirectoryVerbs,
  ...parameterVerbs,
  ...dataPortVerbs,
  ...listVerbs,
  ...statusVerbs,
  ...factVerbs,
  ...retrieveVerbs,
  ...storeVerbs,
  ...modifyVerbs,
  ...helpVerbs(() => VERBS),
];

const BY_NAME: ReadonlyMap<string, Verb> = new Map(
  VERBS.flatMap((verb) => verb.names.map((name) => [name, verb] as const)),
);

/** @param name in capitals */
export const verbOf = (name: string): Verb | undefined => BY_NAME.get(name);
