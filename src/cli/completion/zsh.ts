import type { CommandShape, OptionShape, ArgumentKind } from "./command-shape.js";

/** @returns a script for zsh, to be a file `_culvert` in `fpath` or to be sourced */
export const zshCompletion = (program: CommandShape): string => `#compdef ${program.name}
_culvert_profiles() {
  local -a ids
  ids=(\${(f)"$(culvert list 2>/dev/null | awk 'NR > 1 { print $1 }')"})
  compadd -a ids
}

_culvert() {
  local curcontext=$curcontext state
  local -a line
  _arguments -C ${[...optionsOf(program), `'1:command:((${program.commands.map(({ name, description }) => `${name}\\:"${plain(description)}"`).join(" ")}))'`, "'*::word:->word'"].join(" \\\n    ")}
  [[ $state == word ]] || return
  case $line[1] in
${program.commands
  .map(
    (command) => `    ${command.name})
      _arguments ${[...optionsOf(command), ...(command.argumentKinds.length === 0 ? [] : [`'*:${wordFor(command.argumentKinds.at(-1))}'`])].join(" \\\n        ")} ;;`,
  )
  .join("\n")}
  esac
}

if [[ \${funcstack[1]} == _culvert ]]; then _culvert "$@"; else compdef _culvert culvert; fi
`;

const optionsOf = ({ options }: CommandShape): string[] =>
  options.flatMap(({ flags, description, value }) =>
    flags.map((flag) => `'${flag}[${plain(description)}]${after(value)}'`),
  );

const after = (value: OptionShape["value"]): string =>
  value === undefined ? "" : `:${plain(value.name)}:${action(value.wanted)}`;
const wordFor = (wanted: ArgumentKind | undefined): string => `${wanted?.kind ?? "word"}:${action(wanted)}`;

function action(wanted: ArgumentKind | undefined): string {
  switch (wanted?.kind) {
    case "words":
      return `(${wanted.words.join(" ")})`;
    case "profile":
      return "_culvert_profiles";
    case "file":
      return "_files";
    case "text":
    case undefined:
      return " ";
  }
}

/** Without the signs that would end a description in zsh's own notation. */
const plain = (description: string): string =>
  description.replace(/'/g, "’").replace(/"/g, "").replace(/\[/g, "(").replace(/\]/g, ")").replace(/:/g, "");
