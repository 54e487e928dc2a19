import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";
import { expandHome } from "../../system/home-path.js";
import { readFileText } from "../read-text-file.js";
import type { Include } from "./config-blocks.js";
import { matchesPattern } from "./host-pattern.js";

/** Finds what `Include` names as `ssh` does: `~`, wildcards in any part, and a relative path from `~/.ssh`. */
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
  if (!/[*?]/.test(path)) return [path];
  const folders = dirname(path) === path ? [] : expandWildcards(dirname(path));
  const segment = basename(path);
  return folders
    .flatMap((folder) =>
      /[*?]/.test(segment)
        ? namesIn(folder)
            .filter((name) => matchesPattern(name, segment) && (!name.startsWith(".") || segment.startsWith(".")))
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
