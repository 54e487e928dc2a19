#!/usr/bin/env -S node --max-semi-space-size=64
import { inspect } from "node:util";
import { Command, CommanderError, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import { EXPORT_FORMATS, SITE_PROGRAMS } from "../shared/import-export/export-format.js";
import { CONFLICT_CHOICES } from "../shared/import-export/import-candidate.js";
import { FailureError, failureOf } from "../shared/status/failure.js";
import { joinMessage, describeFailure, setLanguage, words } from "../shared/words/words.js";
import { addCommand } from "./commands/add.js";
import { checkCommand } from "./commands/check.js";
import { addAssignment, editCommand } from "./commands/edit.js";
import { exportCommand } from "./commands/export.js";
import { gatewayOption, importProfiles } from "./commands/import.js";
import { listCommand } from "./commands/list.js";
import { logCommand, parseLines } from "./commands/log.js";
import { passwordHash } from "./commands/password-hash.js";
import { removeCommand } from "./commands/remove.js";
import { renameCommand } from "./commands/rename.js";
import { parseWhileDown, parseSeconds } from "./seconds-option.js";
import { statusCommand } from "./commands/status.js";
import { up } from "./commands/up.js";
import { addCompletion } from "./completion/completion-command.js";
import { addDestinationOptions } from "./destination-options.js";
import { EXIT, exitCodeOf } from "./exit-code.js";
import { addManual } from "./manual/manual-page.js";
import { printDocument, printMessage, printPrompt } from "./terminal/output.js";
import { surviveOutputErrors } from "./terminal/output-errors.js";
import { UsageError } from "./usage-error.js";

/*
 * The semi-space in the first line: every packet is a buffer of its own, and with Node's 16 MB the garbage collector takes
 * a third of the time of a bulk transfer. The memory is used only while bytes move.
 */

surviveOutputErrors();
setLanguage("system", process.env["LC_ALL"] || process.env["LC_MESSAGES"] || process.env["LANG"] || "C");

/** The command line: no screen and no Electron needed. Options, JSON and exit codes are a contract that scripts rely on: extend it, never bend it. */
const profiles = new Option("--profiles <file>", words.terminal.profilesOption);
const json = new Option("--json", words.terminal.jsonOption);

const program = new Command("culvert")
  .description(words.terminal.program)
  .version(packageJson.version)
  .exitOverride()
  .configureOutput({ writeErr: (text) => void printPrompt(text), writeOut: (text) => void printDocument(text) })
  .showHelpAfterError(words.terminal.helpSaysMore("culvert"));

addDestinationOptions(
  program.command("up").description(words.terminal.up).argument("<profile...>", words.terminal.upProfiles),
)
  .addOption(profiles)
  .option("--known-hosts <file>", words.terminal.knownHostsOption)
  .option("--accept-new", words.terminal.acceptNewOption)
  .option("--while-down <refuse|seconds>", words.terminal.whileDownOption, parseWhileDown)
  .option("--close-time <seconds>", words.terminal.closeTimeOption, parseSeconds(0, 600))
  .option("--keepalive <seconds>", words.terminal.keepaliveOption, parseSeconds(0, 3600))
  .addOption(json)
  .action(async (names: string[], options: Parameters<typeof up>[1]) => {
    process.exitCode = await up(names, options);
  });

program
  .command("status")
  .description(words.terminal.status)
  .argument("[profile...]", words.terminal.statusProfiles)
  .addOption(json)
  .action(async (names: string[], options: Parameters<typeof statusCommand>[1]) => {
    process.exitCode = await statusCommand(names, options);
  });

addDestinationOptions(
  program
    .command("add")
    .description(words.terminal.add)
    .argument("<destination...>", words.terminal.destinationArgument),
)
  .addOption(profiles)
  .addOption(json)
  .action(async (written: string[], options: Parameters<typeof addCommand>[1]) => {
    process.exitCode = await addCommand(written, options);
  });

program
  .command("edit")
  .description(words.terminal.edit)
  .argument("<profile>", words.terminal.oneProfile)
  .option("--set <path=value>", words.terminal.setOption, addAssignment)
  .option("--key <file>", words.terminal.keyOption)
  .addOption(profiles)
  .addOption(json)
  .action(async (name: string, options: Parameters<typeof editCommand>[1]) => {
    process.exitCode = await editCommand(name, options);
  });

program
  .command("rename")
  .description(words.terminal.rename)
  .argument("<profile>", words.terminal.oneProfile)
  .argument("<name>", words.terminal.newName)
  .addOption(profiles)
  .action(async (from: string, to: string, options: Parameters<typeof renameCommand>[2]) => {
    process.exitCode = await renameCommand(from, to, options);
  });

program
  .command("remove")
  .description(words.terminal.removeCommand)
  .argument("<profile>", words.terminal.oneProfile)
  .option("--yes", words.terminal.yesOption)
  .addOption(profiles)
  .action(async (name: string, options: Parameters<typeof removeCommand>[1]) => {
    process.exitCode = await removeCommand(name, options);
  });

program
  .command("log")
  .description(words.terminal.logCommand)
  .option("--lines <count>", words.terminal.linesOption, parseLines, 100)
  .action(async (options: Parameters<typeof logCommand>[0]) => {
    process.exitCode = await logCommand(options);
  });

program
  .command("check")
  .description(words.check.command)
  .argument("<profile>", words.check.commandProfile)
  .addOption(profiles)
  .option("--known-hosts <file>", words.terminal.knownHostsOption)
  .option("--accept-new", words.terminal.acceptNewOption)
  .option("--report", words.check.reportOption)
  .addOption(json)
  .action(async (name: string, options: Parameters<typeof checkCommand>[1]) => {
    process.exitCode = await checkCommand(name, options);
  });

program
  .command("import")
  .description(words.exchange.import)
  .argument("<file...>", words.exchange.importFiles)
  .option("--profiles <file>", words.exchange.importProfilesOption)
  .option("--dry-run", words.exchange.dryRunOption)
  .addOption(
    new Option("--on-conflict <choice>", words.exchange.onConflictOption)
      .choices(CONFLICT_CHOICES)
      .default("keep-both"),
  )
  .option("--gateway <user@host[:port]>", words.exchange.gatewayOption, gatewayOption)
  .option("--as-ftp", words.exchange.asFtpOption)
  .addOption(json)
  .action(async (files: string[], options: Parameters<typeof importProfiles>[1]) => {
    process.exitCode = await importProfiles(files, options);
  });

program
  .command("export")
  .description(words.exchange.export)
  .argument("<profile>", words.exchange.exportProfile)
  .addOption(
    new Option("--as <format>", words.exchange.asOption).choices([...EXPORT_FORMATS, "certificate"]).conflicts("into"),
  )
  .addOption(
    new Option("--into <program>", words.exchange.intoOption).choices(SITE_PROGRAMS).conflicts(["as", "output"]),
  )
  .option("--output <file>", words.exchange.outputOption)
  .addOption(profiles)
  .addOption(new Option("--json", words.terminal.jsonOption).conflicts("output"))
  .action(async (name: string, options: Parameters<typeof exportCommand>[1]) => {
    process.exitCode = await exportCommand(name, options);
  });

program
  .command("list")
  .description(words.terminal.list)
  .addOption(profiles)
  .addOption(json)
  .action((options: Parameters<typeof listCommand>[0]) => {
    process.exitCode = listCommand(options);
  });

program
  .command("password-hash")
  .description(words.terminal.passwordHash)
  .action(async () => {
    process.exitCode = await passwordHash();
  });

addCompletion(program);
addManual(program);

for (const command of program.commands)
  command.showHelpAfterError(words.terminal.helpSaysMore(`culvert ${command.name()}`));

try {
  await program.parseAsync(process.argv, { from: "node" }); // in Electron, too, where main/electron-entry.ts has put them so
} catch (thrown) {
  process.exitCode = thrown instanceof CommanderError ? (thrown.exitCode === 0 ? 0 : EXIT.usage) : reportError(thrown);
}

/** Say on standard error what went wrong and what to do. @returns the exit code */
function reportError(thrown: unknown): number {
  if (thrown instanceof UsageError) {
    printMessage(`culvert: ${thrown.message}`);
    return EXIT.usage;
  }
  const failure = failureOf(thrown);
  printMessage(`culvert: ${joinMessage(describeFailure(failure))}`);
  if (!(thrown instanceof FailureError)) printMessage(inspect(thrown));
  return exitCodeOf(failure);
}
