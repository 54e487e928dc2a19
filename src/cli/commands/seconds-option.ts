import { InvalidArgumentError } from "commander";
import type { Settings } from "../../shared/settings.js";
import { words } from "../../shared/words/words.js";

/** Reads an option's whole number of seconds. @throws InvalidArgumentError */
export const wholeSeconds = (shortest: number, longest: number) => (written: string): number => {
  const seconds = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (!(seconds >= shortest && seconds <= longest)) throw new InvalidArgumentError(words.terminal.wholeSeconds(shortest, longest));
  return seconds;
};

/** Reads `refuse`, or a number of seconds to wait. @throws InvalidArgumentError */
export const whileDown = (written: string): Settings["whileDown"] =>
  (written === "refuse" ? { do: "refuse" } : { do: "wait", seconds: wholeSeconds(1, 600)(written) });
