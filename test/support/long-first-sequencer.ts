import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes though they are small: begun last, as Vitest would, they would go on alone at the end. */
const LONG = ["test/mutants/mutants.test.ts", "test/renderer/every-screen.test.ts", "test/renderer/large-text.test.ts"];

/** Vitest's own order, by what took long before or by size, behind the files that take longest whatever their size. */
export class LongFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.endsWith(`/${name}`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
