import { watchNetwork } from "../../core/system/network-watch.js";
import { systemClock } from "../../core/system/system-clock.js";
import { Tunnels } from "../../core/tunnel/tunnels.js";
import type { Failure } from "../../shared/status/failure.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { outsideOf, type OutsideOptions } from "../environment.js";
import { EXIT, exitCodeOf } from "../exit-code.js";
import { loadProfiles, pick } from "../load-profiles.js";
import { Systemd } from "../systemd-notify.js";
import { BridgeLogins, Farewells, Troubles } from "../terminal/announcements.js";
import { isReaderGone } from "../terminal/output-errors.js";
import { JsonReporter, TableReporter, type Reporter } from "../terminal/status-reporter.js";

/** The options of `culvert up`, as commander gives them. */
export interface UpOptions extends OutsideOptions {
  readonly json?: true;
}

/**
 * `culvert up`: open the tunnels and stay until interrupted, or until none is left that is up or may come up again.
 * A gateway that cannot be reached at the first attempt ends its tunnel; one that is lost later is tried again.
 *
 * @returns the exit code
 * @throws Failed what keeps it from beginning
 */
export async function up(names: readonly string[], options: UpOptions): Promise<number> {
  const profiles = pick(loadProfiles(options.profiles), names);
  const reporter = options.json ? new JsonReporter() : new TableReporter();
  const tunnels = new Tunnels(outsideOf(options, (line) => reporter.message(line)));
  tunnels.adopt(profiles);
  const systemd = new Systemd();
  tunnels.onChange(() => systemd.news(tunnels.status()));

  const ended = new Promise<number>((resolve) => {
    let interrupted = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const) {
      process.removeAllListeners(signal); // conf's writer (when-exit) sends the first one to this process again, which would count as the second
      process.on(signal, () => {
        if (interrupted) void tunnels.closeAll(); // without waiting for transfers
        interrupted = true;
        resolve(EXIT.closedAsAsked);
      });
    }
    process.stdout.on("error", (error: NodeJS.ErrnoException) => { if (isReaderGone(error)) resolve(EXIT.closedAsAsked); }); // whoever started it has ended
    watch(tunnels, reporter, (first) => resolve(exitCodeOf(first)));
  });
  for (const { id } of profiles) tunnels.open(id);
  const unwatch = watchNetwork(systemClock, () => tunnels.lookAgain());
  const code = await ended;
  unwatch();
  await Promise.all([tunnels.closeAll(), systemd.stopping()]);
  reporter.show(tunnels.status());
  return code;
}

/** Report each change and each new trouble; tell of the first failure once every tunnel has failed. */
function watch(tunnels: Tunnels, reporter: Reporter, allFailed: (first: Failure) => void): void {
  const troubles = new Troubles();
  const logins = new BridgeLogins(tunnels, process.env["CULVERT_BRIDGE_PASSWORD"] !== undefined);
  const farewells = new Farewells();
  const wasOpen = new Set<string>();
  const failures = new Map<string, Failure>();
  const judge = ({ profile, state }: TunnelStatus) => {
    if (state.kind === "open") wasOpen.add(profile);
    const isFirstAttempt = state.kind === "waiting" && !wasOpen.has(profile);
    if ((state.kind === "failed" || isFirstAttempt) && !failures.has(profile)) failures.set(profile, state.cause);
    if (isFirstAttempt) void tunnels.close(profile);
  };
  tunnels.onChange((statuses) => {
    statuses.forEach(judge);
    reporter.show(statuses);
    for (const line of [...troubles.news(statuses), ...logins.news(statuses), ...farewells.news(statuses, Date.now())]) reporter.message(line);
    const [first] = failures.values();
    if (first !== undefined && failures.size === statuses.length) allFailed(first);
  });
}
