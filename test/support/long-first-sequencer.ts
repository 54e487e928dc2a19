import { existsSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take long though they are small: begun last, as Vitest would, they would go on alone at the end. */
const LONG = [
  "test/mutants/mutants.test.ts",
  "test/renderer/every-screen.test.ts",
  "test/renderer/system-preferences.test.ts",
  "test/renderer/many-in-window.test.ts",
  "test/soak/hostile.test.ts",
  "test/packaging/completion.test.ts",
  "test/packaging/linux-packages.test.ts",
  "test/packaging/packed-app.test.ts",
  "test/packaging/npm-package.test.ts",
  "test/packaging/audit.test.ts",
  "test/servers/differential.test.ts",
  "test/servers/bridge-long-path.test.ts",
  "test/servers/devices-process.test.ts",
  "test/core/sftp/second-upload-channel.test.ts",
];

/** The many short files of `modules` come last, where they fill what is left; those of a project together share their workers. */
const PROJECTS = ["window", "memory", "openssh-10", "modules"];

/** The files that take longest, then project by project in Vitest's own order: by what took long before, or by size. */
export class LongFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONG.filter((name) => !existsSync(join(this.ctx.config.root, name)));
    if (gone.length > 0) throw new Error(`no such test file: ${gone.join(", ")}`);
    const sorted = await super.sort(files);
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const long = LONG.findIndex((name) => moduleId.endsWith(`/${name}`));
      return long === -1 ? LONG.length + PROJECTS.indexOf(project.name) : long;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
