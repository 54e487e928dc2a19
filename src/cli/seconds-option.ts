import { InvalidArgumentError } from "commander";
import type { Settings } from "../shared/settings.js";
import { words } from "../shared/words/words.js";

/** Reads an option's whole number of seconds. @throws InvalidArgumentError */
export const parseSeconds =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(seconds >= minimum && seconds <= maximum))
      throw new InvalidArgumentError(words.terminal.wholeSeconds(minimum, maximum));
    return seconds;
  };

/** Reads `refuse`, or a number of seconds to wait. @throws InvalidArgumentError */
export function parseWhileDown(text: string): Settings["whileDown"] {
  if (text === "refuse") return { do: "refuse" };
  try {
    return { do: "wait", seconds: parseSeconds(1, 600)(text) };
  } catch {
    throw new InvalidArgumentError(words.terminal.refuseOrSeconds(1, 600));
  }
}
