import type { Command } from "commander";

/** What may stand as a word of the command line: one of a few words, a profile, a file, or something that nobody can guess. */
export type ArgumentKind =
  { readonly kind: "words"; readonly words: readonly string[] } | { readonly kind: "profile" | "file" | "text" };

export interface OptionShape {
  /** `-V` and `--version`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** The name of its value in the help, `file`, and what that may be; nothing for a switch. */
  readonly value?: { readonly name: string; readonly wanted: ArgumentKind };
}

/** A command as commander knows it, reduced to what a completion and a manual page tell. */
export interface CommandShape {
  readonly name: string;
  readonly description: string;
  /** `up [options] <profile...>`, without the program's name. */
  readonly usage: string;
  readonly options: readonly OptionShape[];
  /** What its arguments are; the last one may be repeated. */
  readonly argumentKinds: readonly ArgumentKind[];
  readonly commands: readonly CommandShape[];
}

/** @param command the program, or one of its commands; what is hidden in its help is left out */
export function commandShape(command: Command): CommandShape {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    usage: `${command.name()} ${command.usage()}`,
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: help.optionDescription(option),
      ...(option.required || option.optional ? { value: valueOf(option.flags, option.argChoices) } : {}),
    })),
    argumentKinds: command.registeredArguments.map((argument) => argumentKind(argument.name(), argument.argChoices)),
    commands: help.visibleCommands(command).map(commandShape),
  };
}

function valueOf(flags: string, choices: readonly string[] | undefined): { name: string; wanted: ArgumentKind } {
  const [, required, optional] = /<(.+?)(?:\.\.\.)?>$|\[(.+?)(?:\.\.\.)?\]$/.exec(flags) ?? [];
  const name = required ?? optional ?? "value";
  return { name, wanted: argumentKind(name, choices) };
}

/** The names that the help uses for arguments and values say what they are. */
function argumentKind(name: string, choices: readonly string[] | undefined): ArgumentKind {
  if (choices !== undefined) return { kind: "words", words: choices };
  return { kind: name === "profile" || name === "file" ? name : "text" };
}
