import { factVerbs } from "./file-facts.js";
import { helpVerbs } from "./help.js";
import { listVerbs } from "./list.js";
import { loginVerbs } from "./login.js";
import { modifyVerbs } from "./modify-files.js";
import { parameterVerbs } from "./parameters.js";
import { dataPortVerbs } from "./passive-and-active.js";
import { retrieveVerbs } from "./retrieve.js";
import { statusVerbs } from "./status.js";
import { storeVerbs } from "./store.js";
import type { Verb } from "./verb.js";
import { workingDirectoryVerbs } from "./working-directory.js";

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
