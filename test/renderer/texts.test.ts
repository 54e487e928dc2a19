import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** Attributes that people read or hear. */
const TOLD = /^(?:label|aria-label|aria-description|title|alt|hint|says|summary|confirm|cancel)$/;
const LETTER = /\p{L}/u;
/** Begins as a sentence or a label of several words does: no class name, path or key looks so. */
const PHRASE = /^\p{Lu}\p{Ll}+\s/u;

/** Every text for people that stands in a component's own source. */
function textsIn(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isTold =
      ts.isJsxAttribute(node) &&
      TOLD.test(node.name.getText()) &&
      node.initializer !== undefined &&
      ts.isStringLiteral(node.initializer);
    if (isTold && LETTER.test(node.initializer.text)) found.push(node.initializer.text);
    if (ts.isJsxText(node) && LETTER.test(node.text)) found.push(node.text.trim());
    if ((ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) && PHRASE.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

const ROOT = join(import.meta.dirname, "../..");
const sources = ["renderer", "src/main"]
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .filter((name) => name.endsWith(".tsx") || name.endsWith("tray-view.ts"));

describe("texts for people", () => {
  it("stand in the words, never in a component or in the tray", () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(
      sources.flatMap((file) =>
        textsIn(file, readFileSync(join(ROOT, file), "utf8")).map((text) => `${file}: ${text}`),
      ),
    ).toEqual([]);
  });

  it.each([
    "<p>Hello</p>",
    '<Button aria-label="Close" />',
    'const text = "New profile";',
    "const text = `Port ${3}`;",
  ])("are seen in %s", (source) => {
    expect(textsIn("a.tsx", source)).not.toEqual([]);
  });

  it.each(['<input placeholder="www.spinach.com" />', '<p className="button big">{words.app.name} ·</p>'])(
    "are not seen in %s",
    (source) => {
      expect(textsIn("a.tsx", source)).toEqual([]);
    },
  );
});
