import type { CommandShape, OptionShape, ArgumentKind } from "./command-shape.js";

/** @returns a script for fish 3 and later */
export const fishCompletion = (program: CommandShape): string =>
  [
    `# fish completion for ${program.name}`,
    "function __culvert_profiles",
    "    culvert list 2>/dev/null | awk 'NR > 1 { print $1 }'",
    "end",
    "complete -c culvert -f",
    ...program.options.map((option) => optionLine("__fish_use_subcommand", option)),
    ...program.commands.flatMap((command) => [
      `complete -c culvert -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.description)}`,
      ...command.options.map((option) => optionLine(`"__fish_seen_subcommand_from ${command.name}"`, option)),
      ...offered(command.argumentKinds.at(-1)).map(
        (words) => `complete -c culvert -n "__fish_seen_subcommand_from ${command.name}" ${words}`,
      ),
    ]),
    "",
  ].join("\n");

function optionLine(condition: string, { flags, description, value }: OptionShape): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const values = value === undefined ? [] : ["-r", ...offered(value.wanted)];
  return ["complete -c culvert", `-n ${condition}`, ...names, ...values, `-d ${quoted(description)}`].join(" ");
}

function offered(wanted: ArgumentKind | undefined): string[] {
  switch (wanted?.kind) {
    case "words":
      return [`-a ${quoted(wanted.words.join(" "))}`];
    case "profile":
      return ["-a '(__culvert_profiles)'"];
    case "file":
      return ["-F"];
    case "text":
    case undefined:
      return [];
  }
}

const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
