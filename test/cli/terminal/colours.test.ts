import { expect, it } from "vitest";
import { coloured } from "../../../src/cli/terminal/colours.js";
import { runWell } from "../../support/child.js";
import { describeWith } from "../../support/describe-with.js";

it("a line is painted by its state on a terminal that shows colours", () => {
  const terminal = { isTTY: true, hasColors: () => true };
  expect(coloured("popeye: Open", "open", terminal)).toBe("\x1b[32mpopeye: Open\x1b[39m");
  expect(coloured("popeye: Failed", "failed", terminal)).toBe("\x1b[31mpopeye: Failed\x1b[39m");
  expect(coloured("popeye: Closed", "closed", terminal)).toBe("popeye: Closed");
});

it("a line stays as it is where there is no terminal, or one that shows no colours", () => {
  expect(coloured("popeye: Open", "open", {})).toBe("popeye: Open");
  expect(coloured("popeye: Open", "open", { isTTY: true, hasColors: () => false })).toBe("popeye: Open");
});

describeWith(["script"], "On a real terminal", () => {
  /** `script` gives the program a terminal of its own; Node shows no colours where CI is set. */
  const said = (environment: string): Promise<string> => {
    const code = `import(${JSON.stringify(import.meta.resolve("../../../src/cli/terminal/colours.ts"))}).then(({ coloured }) => console.log(coloured("line", "open", process.stdout)))`;
    return runWell("script", [
      "-qec",
      `env -u NO_COLOR -u FORCE_COLOR -u CI ${environment} TERM=xterm-256color "${process.execPath}" --import "${import.meta.resolve("tsx")}" -e '${code}'`,
      "/dev/null",
    ]);
  };

  it("there are colours, and none with NO_COLOR", async () => {
    expect(await said("")).toContain("\x1b[32mline");
    expect(await said("NO_COLOR=1")).not.toContain("\x1b[32m");
  });
});
