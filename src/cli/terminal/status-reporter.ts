import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { printableLine } from "../../shared/words/printable.js";
import { describeForwardState } from "../../shared/words/words.js";
import { truncate } from "./columns.js";
import { DEFAULT_SCOPE } from "./mend-advice.js";
import { printControl, printJson, printMessage, printStates } from "./output.js";
import { statusTable } from "./status-table.js";

/** Shows statuses on standard output, and lets messages for people pass on standard error. */
export interface StatusReporter {
  show(statuses: readonly TunnelStatus[]): void;
  /** All have failed: to people, why is the last word, and not that they are closed by then. */
  showFailed(): void;
  message(line: string): void;
}

/** One whole status a line: at each change of a state or a count of connections, and each second while only bytes move. */
export class JsonReporter implements StatusReporter {
  readonly #last = new Map<string, { readonly line: string; readonly essence: string; readonly at: number }>();

  show(statuses: readonly TunnelStatus[]): void {
    for (const status of statuses) {
      const line = JSON.stringify(status);
      const last = this.#last.get(status.profile);
      if (line === last?.line) continue;
      const stablePart = JSON.stringify(status, (key, value: unknown) =>
        key === "bytes" || key === "speed" ? undefined : value,
      );
      const isIdle = status.forwards.every(({ speed }) => speed.up === 0 && speed.down === 0);
      if (stablePart === last?.essence && !isIdle && Date.now() - last.at < 1_000) continue;
      this.#last.set(status.profile, { line, essence: stablePart, at: Date.now() });
      printJson(status);
    }
  }

  showFailed(): void {
    // the states that follow are data all the same
  }

  message(line: string): void {
    printMessage(line);
  }
}

/** A table that is drawn anew in its place on a terminal; elsewhere it is printed when a state has changed. */
export class TableReporter implements StatusReporter {
  #drawn = 0;
  #states = "";
  #isOver = false;
  #statuses: readonly TunnelStatus[] = [];

  constructor(private readonly scope = DEFAULT_SCOPE) {}

  show(statuses: readonly TunnelStatus[]): void {
    if (this.#isOver) return;
    this.#statuses = statuses;
    const states = JSON.stringify(
      statuses.map(({ state, route, forwards }) => [
        state.kind,
        route?.hops.map(({ endpoint, state, facts, cause, mends }) => [endpoint, state, facts, cause, mends]),
        forwards.map((row) => describeForwardState(row.state)),
      ]),
    );
    if (!process.stdout.isTTY && states === this.#states) return;
    this.#states = states;
    this.#erase();
    this.#draw();
  }

  showFailed(): void {
    this.#isOver = true;
  }

  message(line: string): void {
    this.#erase();
    printMessage(line);
    if (process.stdout.isTTY) this.#draw();
  }

  #draw(): void {
    let lines = this.#statuses.flatMap((status) =>
      statusTable(status, process.stdout.isTTY ? process.stdout.columns - 1 : undefined, this.scope).map(
        (line, index) => ({
          line: printableLine(line),
          state: index === 0 ? status.state.kind : undefined,
        }),
      ),
    );
    if (process.stdout.isTTY)
      lines = lines
        .slice(0, process.stdout.rows - 1)
        .map(({ line, state }) => ({ line: truncate(line, process.stdout.columns - 1), state })); // what wraps or scrolls cannot be drawn over
    printStates(lines);
    this.#drawn = process.stdout.isTTY ? lines.length : 0;
  }

  #erase(): void {
    if (this.#drawn > 0) printControl(`\x1b[${this.#drawn}A\x1b[0J`);
    this.#drawn = 0;
  }
}
