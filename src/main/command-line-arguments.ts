/**
 * What the launcher `culvert` (assets/launcher) begins the command line with: `Culvert --command-line -- up popeye`.
 * Behind `--` Chromium takes nothing for a switch of its own.
 *
 * @returns the words of the command line; nothing when the app itself is meant
 */
export function commandLineWords(argv: readonly string[]): string[] | undefined {
  const begin = argv.indexOf("--");
  return begin > 0 && argv[begin - 1] === "--command-line" ? argv.slice(begin + 1) : undefined;
}
