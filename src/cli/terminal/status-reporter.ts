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

/** A table that is drawn anew in its place on a terminal; elsewhere a tunnel's part of it is printed when its state has changed. */
export class TableReporter implements StatusReporter {
  #drawn = 0;
  #isOver = false;
  #statuses: readonly TunnelStatus[] = [];
  /** What was last printed of each profile. */
  readonly #printed = new Map<string, string>();

  constructor(private readonly scope = DEFAULT_SCOPE) {}

  show(statuses: readonly TunnelStatus[]): void {
    if (this.#isOver) return;
    this.#statuses = statuses;
    if (process.stdout.isTTY) {
      this.#erase();
      this.#draw();
    } else printStates(statuses.filter((status) => this.#isNew(status)).flatMap((status) => this.#linesOf(status)));
  }

  /** Whether something else than counts has changed since it was last printed. */
  #isNew({ profile, state, route, forwards }: TunnelStatus): boolean {
    const essence = JSON.stringify([
      state.kind,
      route?.hops.map(({ endpoint, state, facts, cause, mends }) => [endpoint, state, facts, cause, mends]),
      forwards.map((row) => describeForwardState(row.state)),
    ]);
    const isNew = this.#printed.get(profile) !== essence;
    this.#printed.set(profile, essence);
    return isNew;
  }

  showFailed(): void {
    this.#isOver = true;
  }

  message(line: string): void {
    this.#erase();
    printMessage(line);
    if (process.stdout.isTTY) this.#draw();
  }

  #linesOf(status: TunnelStatus) {
    const width = process.stdout.isTTY ? process.stdout.columns - 1 : undefined;
    return statusTable(status, width, this.scope).map((line, index) => ({
      line: printableLine(line),
      state: index === 0 ? status.state.kind : undefined,
    }));
  }

  #draw(): void {
    const lines = this.#statuses
      .flatMap((status) => this.#linesOf(status))
      .slice(0, process.stdout.rows - 1)
      .map(({ line, state }) => ({ line: truncate(line, process.stdout.columns - 1), state })); // what wraps or scrolls cannot be drawn over
    printStates(lines);
    this.#drawn = lines.length;
  }

  #erase(): void {
    if (this.#drawn > 0) printControl(`\x1b[${this.#drawn}A\x1b[0J`);
    this.#drawn = 0;
  }
}
