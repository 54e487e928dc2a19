import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Mutant } from "./list.js";

const PREFIX = "culvert-mutants-";
const ROOT = join(import.meta.dirname, "../..");
/** What the tests of the list read, beside `node_modules`. */
const COPIED = ["src", "test", "renderer", "scripts", "assets", "docs"];
const COPIED_FILES = [
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
  "eslint.config.js",
  "outgrown-words.js",
  "output-doors.js",
  "type-errors.js",
  "electron-builder.yml",
  "SECURITY.md",
];

/** A copy of the tree in which one file at a time may be spoilt; the tree itself stays as it is. */
export interface ScratchTree {
  readonly path: string;
  remove(): void;
}

export function scratchTree(): ScratchTree {
  const path = mkdtempSync(join(tmpdir(), PREFIX));
  for (const name of COPIED) cpSync(join(ROOT, name), join(path, name), { recursive: true });
  for (const name of COPIED_FILES) cpSync(join(ROOT, name), join(path, name));
  mkdirSync(join(path, "out"));
  symlinkSync(join(ROOT, "node_modules"), join(path, "node_modules"), "junction");
  return { path, remove: () => removeScratchTree(path) };
}

/** Safe to call twice. @throws for a folder that is no scratch tree */
export function removeScratchTree(path: string): void {
  if (!basename(path).startsWith(PREFIX)) throw new Error(`${path} is no scratch tree`);
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

/** The file's text with the mutant's change. @throws where what is to be replaced does not stand there once */
export function mutated({ file, find, replace }: Pick<Mutant, "file" | "find" | "replace">, text: string): string {
  const pieces = text.split(find);
  if (pieces.length !== 2) throw new Error(`${file}: ${JSON.stringify(find)} stands there ${pieces.length - 1} times`);
  return pieces.join(replace);
}
