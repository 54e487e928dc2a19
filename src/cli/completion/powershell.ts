import type { CommandShape, ArgumentKind } from "./command-shape.js";

/** @returns a script for PowerShell 5 and later; where it offers nothing, PowerShell offers files */
export const powershellCompletion = (program: CommandShape): string => `# PowerShell completion for ${program.name}
Register-ArgumentCompleter -Native -CommandName culvert -ScriptBlock {
  param($word, $ast, $cursor)
  $profiles = { culvert list --json 2>$null | ForEach-Object { ($_ | ConvertFrom-Json).id } }
  $commands = [ordered]@{
${program.commands.map(({ name, description }) => `    '${name}' = ${quoted(description)}`).join("\n")}
  }
  $options = @{
${[program, ...program.commands].map((command) => `    '${command === program ? "" : command.name}' = ${list(command.options.flatMap(({ flags }) => flags))}`).join("\n")}
  }
  $values = @{
${program.commands.flatMap((command) => command.options.flatMap(({ flags, value }) => (value === undefined ? [] : flags.map((flag) => `    '${command.name} ${flag}' = { ${offered(value.wanted)} }`)))).join("\n")}
  }
  $arguments = @{
    '' = { $commands.Keys }
${program.commands.map((command) => `    '${command.name}' = { ${offered(command.argumentKinds.at(-1))} }`).join("\n")}
  }
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
  $command = "$($words | Where-Object { $commands.Contains($_) } | Select-Object -First 1)"
  $before = if ($words.Count -gt 0) { "$command $($words[-1])" } else { '' }
  $offered = if ($values.ContainsKey($before)) { & $values[$before] } elseif ($word -like '-*') { $options[$command] } else { & $arguments[$command] }
  $offered | Where-Object { $_ -like "$word*" } | ForEach-Object {
    $says = if ($commands.Contains($_)) { $commands[$_] } else { $_ }
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $says)
  }
}
`;

function offered(wanted: ArgumentKind | undefined): string {
  if (wanted?.kind === "words") return list(wanted.words);
  return wanted?.kind === "profile" ? "& $profiles" : "";
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const list = (words: readonly string[]): string => `@(${words.map(quoted).join(", ")})`;
