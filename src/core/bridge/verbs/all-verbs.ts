import { factVerbs } from "./file-facts.js";
import { helpVerbs } from "./help.js";
import { listVerbs } from "./list.js";
import { accessVerbs } from "./login.js";
import { changeVerbs } from "./modify-files.js";
import { parameterVerbs } from "./parameters.js";
import { dataPortVerbs } from "./passive-and-active.js";
import { fetchVerbs } from "./retrieve.js";
import { statVerbs } from "./status.js";
import { storeVerbs } from "./store.js";
import type { Verb } from "./verb.js";
import { folderVerbs } from "./working-directory.js";

/** Every verb of the bridge, in the order in which HELP and FEAT tell them. */
export const VERBS: readonly Verb[] = [
  ...accessVerbs, ...folderVerbs, ...parameterVerbs, ...dataPortVerbs, ...listVerbs, ...statVerbs, ...factVerbs,
  ...fetchVerbs, ...storeVerbs, ...changeVerbs, ...helpVerbs(() => VERBS),
];

const BY_NAME: ReadonlyMap<string, Verb> = new Map(VERBS.flatMap((verb) => verb.names.map((name) => [name, verb] as const)));

/** @param name in capitals */
export const verbOf = (name: string): Verb | undefined => BY_NAME.get(name);
