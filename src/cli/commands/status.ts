import { askRunningCulverts } from "../../core/status-service/ask-running-culverts.js";
import type { StatusAnswer } from "../../core/status-service/status-listener.js";
import { dataFolder } from "../../core/store/data-folder.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { words } from "../../shared/words/words.js";
import { EXIT } from "../exit-code.js";
import { findByName } from "../find-by-name.js";
import { profileNotFound, readProfiles } from "../load-profiles.js";
import { DEFAULT_SCOPE, type CommandScope } from "../terminal/mend-advice.js";
import { printJson, printMessage, printStates } from "../terminal/output.js";
import { statusTable } from "../terminal/status-table.js";

/** A tunnel as a running process tells it. */
type RunningTunnel = TunnelStatus & Pick<StatusAnswer, "pid" | "program">;

/**
 * `culvert status`: how the tunnels of the running app, and of each `culvert up` of the same user, stand.
 *
 * @param names ids or names of profiles; none is every tunnel that is not closed
 * @returns the exit code: 0 where all that was asked about is open and works, 8 where not, 9 where nothing runs
 * @throws Failed `profile.not-found`
 */
export async function statusCommand(names: readonly string[], options: { readonly json?: true }): Promise<number> {
  const answers = await askRunningCulverts(dataFolder());
  if (answers.length === 0) {
    printMessage(words.terminal.nothingRuns);
    return EXIT.nothingRuns;
  }
  const tunnels = selectTunnels(answers, names);
  if (options.json) tunnels.forEach(printJson);
  else if (tunnels.length === 0) printMessage(words.terminal.noTunnelOpen);
  else {
    const scope = { ...DEFAULT_SCOPE, isStored: storedIds() };
    printStates(tunnels.flatMap((tunnel) => linesOf(tunnel, scope)));
  }
  return tunnels.every(works) ? EXIT.closedAsAsked : EXIT.checkFailed;
}

/** Those that were asked about; of one that several processes know, the one that is up. */
export function selectTunnels(answers: readonly StatusAnswer[], names: readonly string[]): readonly RunningTunnel[] {
  const all = answers.flatMap(({ pid, program, tunnels }) => tunnels.map((tunnel) => ({ ...tunnel, pid, program })));
  const active = all.filter(({ state }) => state.kind !== "closed");
  if (names.length === 0) return active;
  return names.map((name) => {
    const { match, suggestion } = findByName(all.map(nameable), name);
    const found = findByName(active.map(nameable), name).match ?? match;
    if (found === undefined) throw profileNotFound(name, withoutRepetition(all.map(nameable)), suggestion);
    return found.tunnel;
  });
}

const nameable = (tunnel: RunningTunnel) => ({ id: tunnel.profile, name: tunnel.name, tunnel });

const withoutRepetition = <T extends { readonly id: string }>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [one.id, one])).values(),
];

/** Open, with every port that should listen, and no hop of its route that fails. */
const works = ({ state, route, forwards }: TunnelStatus): boolean =>
  state.kind === "open" && route?.state !== "fails" && forwards.every((row) => row.state.kind !== "refused");

const linesOf = (tunnel: RunningTunnel, scope: CommandScope) =>
  statusTable(tunnel, process.stdout.isTTY ? process.stdout.columns : undefined, scope).map((line, index) => ({
    line,
    state: index === 0 ? tunnel.state.kind : undefined,
  }));

/** Whether an id is one of the app's own profiles; of others, no command is offered. */
function storedIds(): (id: ProfileId) => boolean {
  try {
    const ids = new Set(readProfiles(undefined).profiles.map(({ id }) => id));
    return (id) => ids.has(id);
  } catch {
    return () => false; // how the tunnels stand is told all the same
  }
}
