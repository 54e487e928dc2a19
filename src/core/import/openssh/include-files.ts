import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { isGlob, matchesGlob, parseGlob } from "../../../shared/text/glob.js";
import { expandHome } from "../../system/home-path.js";
import { readFileText } from "../read-text-file.js";
import type { Include } from "./config-blocks.js";

/** Finds what `Include` names as `ssh` does: `~`, wildcards and sets such as `[a-c]` in any part, and a relative path from `~/.ssh`. */
export function includeReader(folder = join(homedir(), ".ssh")): Include {
  return (pattern) => {
    const path = expandHome(pattern);
    const files = expandWildcards(isAbsolute(path) ? path : join(folder, path));
    if (files.length === 0) return [{ code: "include-missing", file: pattern, what: pattern }];
    return files.map((file) => {
      const read = readFileText(file);
      return "code" in read ? read : { file, text: read.text };
    });
  };
}

/** So many files one pattern may name. */
const MAX_FILES = 256;

/** The paths that fit, each part by itself; a path without wildcards is given back whether it is there or not. */
function expandWildcards(path: string): readonly string[] {
  if (!isGlob(path)) return [path];
  const folders = dirname(path) === path ? [] : expandWildcards(dirname(path));
  const segment = basename(path);
  const glob = parseGlob(segment);
  return folders
    .flatMap((folder) =>
      isGlob(segment)
        ? namesIn(folder)
            .filter((name) => name === segment || matchesGlob(name, glob, { hidesDots: true }))
            .map((name) => join(folder, name))
        : [join(folder, segment)],
    )
    .slice(0, MAX_FILES);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
