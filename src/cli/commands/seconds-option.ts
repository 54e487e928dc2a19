import { InvalidArgumentError } from "commander";
import type { Settings } from "../../shared/settings.js";
import { words } from "../../shared/words/words.js";

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
export const parseWhileDown = (text: string): Settings["whileDown"] =>
  text === "refuse" ? { do: "refuse" } : { do: "wait", seconds: parseSeconds(1, 600)(text) };
