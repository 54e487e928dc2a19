import { ESLint, type Linter } from "eslint";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parser } from "typescript-eslint";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { tempFolder, type TempFolder } from "./support/fixtures/temp-folder.js";

const ROOT = join(import.meta.dirname, "..");

/** With the rule, as the house's own configuration has it. */
let house: NonNullable<Linter.Config["plugins"]>[string];
beforeAll(async () => {
  const { plugins } = (await new ESLint({ cwd: ROOT }).calculateConfigForFile(
    join(ROOT, "src/main/new.ts"),
  )) as Linter.Config;
  if (plugins?.["house"] === undefined) throw new Error("the house has no rules");
  house = plugins["house"];
});

let folder: TempFolder | undefined;
afterEach(() => folder?.remove());

/** What the rule tells of one file in a project of its own. */
async function errorsIn(
  code: string,
  compilerOptions: object = { strict: true, types: [], skipLibCheck: true },
): Promise<readonly string[]> {
  folder = tempFolder();
  writeFileSync(folder.file("tsconfig.json"), JSON.stringify({ compilerOptions, files: ["a.ts"] }));
  writeFileSync(folder.file("a.ts"), code);
  const linter = new ESLint({
    cwd: folder.path,
    overrideConfigFile: true,
    overrideConfig: {
      files: ["**/*.ts"],
      languageOptions: { parser, parserOptions: { project: "./tsconfig.json", tsconfigRootDir: folder.path } },
      plugins: { house },
      rules: { "house/type-errors": "error" },
    },
  });
  const [result] = await linter.lintFiles(["a.ts"]);
  return (result?.messages ?? []).map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe("TypeScript's errors, told by ESLint", () => {
  it("are told where they stand, with their number", async () => {
    expect(await errorsIn('export const one = 1;\nexport const two: number = "2";\n')).toEqual([
      "2:14 TS2322: Type 'string' is not assignable to type 'number'.",
    ]);
  });

  it("are none in a file without one", async () => {
    expect(await errorsIn("export const two: number = 2;\n")).toEqual([]);
  });

  it("are told where the project's options contradict each other", async () => {
    expect(await errorsIn("export {};\n", { types: [], exactOptionalPropertyTypes: true, strict: false })).toEqual([
      expect.stringMatching(/TS5052: Option 'exactOptionalPropertyTypes' cannot be specified without/),
    ]);
  });
});
