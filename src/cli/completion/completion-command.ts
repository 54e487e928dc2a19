import { Argument, type Command } from "commander";
import { words } from "../../shared/words/words.js";
import { bashCompletion } from "./bash.js";
import { commandShape, type CommandShape } from "./command-shape.js";
import { fishCompletion } from "./fish.js";
import { powershellCompletion } from "./powershell.js";
import { zshCompletion } from "./zsh.js";
import { printDocument } from "../terminal/output.js";

const SHELLS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
} satisfies Record<string, (program: CommandShape) => string>;
type Shell = keyof typeof SHELLS;

/** Adds `culvert completion <shell>`, which prints a script made from the program itself, so that it knows every command and option there is. */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .description(words.terminal.completion)
    .addArgument(new Argument("<shell>", words.terminal.completionShell).choices(Object.keys(SHELLS)))
    .action((shell: Shell) => void printDocument(SHELLS[shell](commandShape(program))));
}
