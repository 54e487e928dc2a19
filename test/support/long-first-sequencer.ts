import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A file that takes minutes though it is small: begun last, as Vitest would, it would go on alone at the end. */
const LONG = ["test/mutants/mutants.test.ts"];

/** Vitest's own order, by what took long before or by size, behind the files that take longest whatever their size. */
export class LongFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.endsWith(`/${name}`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
