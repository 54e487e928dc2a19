import type { WriteStream } from "node:tty";
import type { TunnelState } from "../../shared/status/tunnel-state.js";

type Colour = "green" | "yellow" | "red";

const CODES: Readonly<Record<Colour, number>> = { green: 32, yellow: 33, red: 31 };

const COLOURS: Readonly<Record<TunnelState["kind"], Colour | undefined>> = {
  open: "green",
  opening: "yellow",
  waiting: "yellow",
  closing: "yellow",
  failed: "red",
  closed: undefined,
};

/** A line in the colour of a state, on a terminal that shows colours; NO_COLOR, FORCE_COLOR and TERM=dumb are kept to. */
export function coloured(line: string, state: TunnelState["kind"], stream: Partial<WriteStream>): string {
  const colour = COLOURS[state];
  return colour === undefined || !stream.isTTY || stream.hasColors?.() !== true
    ? line
    : `\x1b[${CODES[colour]}m${line}\x1b[39m`;
}
