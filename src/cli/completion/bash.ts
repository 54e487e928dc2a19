import type { CommandShape, OptionShape, ArgumentKind } from "./command-shape.js";

/** @returns a script for bash 3.2 and later; where it offers nothing, bash offers files */
export const bashCompletion = (program: CommandShape): string => `# bash completion for ${program.name}
_culvert_profiles() {
  culvert list 2>/dev/null | awk 'NR > 1 { print $1 }'
}

_culvert() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command="" i offered=""
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      -*) ;;
      *) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case "$command $before" in
${program.commands.flatMap((command) => command.options.flatMap((option) => valueCase(command, option))).join("\n")}
  esac
  case "$word" in
    -*)
      case "$command" in
${[program, ...program.commands].map((command) => `        ${command === program ? '""' : command.name}) offered="${command.options.flatMap(({ flags }) => flags).join(" ")}" ;;`).join("\n")}
      esac ;;
    *)
      case "$command" in
        "") offered="${program.commands.map(({ name }) => name).join(" ")}" ;;
${program.commands.map((command) => `        ${command.name}) offered="${offer(command.argumentKinds.at(-1))}" ;;`).join("\n")}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$word"))
}
complete -o default -F _culvert culvert
`;

function valueCase({ name }: CommandShape, { flags, value }: OptionShape): string[] {
  if (value === undefined) return [];
  return [
    `    ${flags.map((flag) => `"${name} ${flag}"`).join("|")}) COMPREPLY=(${value.wanted.kind === "words" ? `$(compgen -W "${offer(value.wanted)}" -- "$word")` : ""}); return ;;`,
  ];
}

function offer(wanted: ArgumentKind | undefined): string {
  if (wanted?.kind === "words") return wanted.words.join(" ");
  return wanted?.kind === "profile" ? "$(_culvert_profiles)" : "";
}
