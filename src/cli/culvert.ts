#!/usr/bin/env -S node --max-semi-space-size=64
import { Command, CommanderError, Option } from "commander";
import { Failed, failureOf } from "../shared/failure.js";
import { sayFailure } from "../shared/words.js";
import packageJson from "../../package.json" with { type: "json" };
import { EXIT, exitCodeOf } from "./exit-code.js";
import { list } from "./list.js";
import { whileDown, wholeSeconds } from "./seconds.js";
import { up } from "./up.js";

/*
 * The semi-space in the first line: every packet is a buffer of its own, and with Node's 16 MB the garbage collector takes
 * a third of the time of a bulk transfer. The memory is used only while bytes move.
 */

/** The command line: no screen and no Electron needed. Options, JSON and exit codes are a contract (DESIGN.md section 3). */
const profiles = new Option("--profiles <file>", "read this profile document instead of the app's own store");
const json = new Option("--json", "one JSON object a line on standard output");

const program = new Command("culvert")
  .description("FTP through SSH. Give your FTP program 127.0.0.1 and the port shown.")
  .version(packageJson.version)
  .exitOverride()
  .showHelpAfterError("(culvert --help says more)");

program.command("up")
  .description("open the tunnels and stay until interrupted")
  .argument("<profile...>", "ids or names of profiles (see: culvert list)")
  .addOption(profiles)
  .option("--known-hosts <file>", "the known_hosts file to check host keys against (default: ~/.ssh/known_hosts, or as set in the app)")
  .option("--accept-new", "take an unknown (never a changed) host key")
  .option("--while-down <refuse|seconds>", "what becomes of an FTP program that connects while the link is down: refused at once, or kept waiting so long", whileDown)
  .option("--close-time <seconds>", "how long closing waits at most for transfers under way", wholeSeconds(0, 600))
  .option("--keepalive <seconds>", "how often a quiet gateway is asked whether it is still there; 0 is never", wholeSeconds(0, 3600))
  .addOption(json)
  .action(async (names: string[], options: Parameters<typeof up>[1]) => {
    process.exitCode = await up(names, options);
  });

program.command("list")
  .description("the profiles")
  .addOption(profiles)
  .addOption(json)
  .action(list);

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = thrown instanceof CommanderError ? (thrown.exitCode === 0 ? 0 : EXIT.usage) : complain(thrown);
}

/** Say on standard error what went wrong and what to do. @returns the exit code */
function complain(thrown: unknown): number {
  const failure = failureOf(thrown);
  const { says, remedy } = sayFailure(failure);
  process.stderr.write(`culvert: ${says} ${remedy}\n`);
  if (!(thrown instanceof Failed)) console.error(thrown);
  return exitCodeOf(failure);
}
