/**
 * What the launcher `culvert` (assets/launcher) begins the command line with: `Culvert --command-line -- up popeye`.
 * Behind `--` Chromium takes nothing for a switch of its own.
 *
 * @returns the words of the command line; nothing when the app itself is meant
 */
export function commandLineArguments(argv: readonly string[]): string[] | undefined {
  const separator = argv.indexOf("--");
  return separator > 0 && argv[separator - 1] === "--command-line" ? argv.slice(separator + 1) : undefined;
}
