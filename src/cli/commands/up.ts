import { StatusListener } from "../../core/status-service/status-listener.js";
import { checkOpenTunnel } from "../../core/tunnel/check-open-tunnel.js";
import { dataFolder } from "../../core/store/data-folder.js";
import { errorMessage } from "../../core/store/read-json-file.js";
import { watchNetwork } from "../../core/system/network-watch.js";
import { systemClock } from "../../core/system/system-clock.js";
import { Tunnels } from "../../core/tunnel/tunnels.js";
import type { DocumentResult } from "../../shared/profile/profile-issues.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { words } from "../../shared/words/words.js";
import { BridgePasswords } from "../bridge-passwords.js";
import { terminalEnvironment, type EnvironmentOptions } from "../environment.js";
import { EXIT, exitCodeOf } from "../exit-code.js";
import type { DestinationOptions } from "../destination-options.js";
import { readProfiles, selectProfiles } from "../load-profiles.js";
import { loadSettings } from "../load-settings.js";
import { looksLikeDestination, profileFromDestination } from "../profile-from-destination.js";
import { findByName } from "../find-by-name.js";
import { ProfileReload } from "../profile-reload.js";
import { SystemdNotifier } from "../systemd-notify.js";
import {
  BridgeLoginAnnouncements,
  ClientTlsAnnouncements,
  DrainAnnouncements,
  ExposureAnnouncements,
  LoginAnnouncements,
  ProblemAnnouncements,
} from "../terminal/announcements.js";
import type { CommandScope } from "../terminal/mend-advice.js";
import { printMessage } from "../terminal/output.js";
import { isOutputClosed } from "../terminal/output-errors.js";
import { JsonReporter, TableReporter, type StatusReporter } from "../terminal/status-reporter.js";

/** The options of `culvert up`, as commander gives them. */
export interface UpOptions extends EnvironmentOptions, DestinationOptions {
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
  const { profiles, isStored } = await profilesToOpen(names, options);
  const reporter = options.json ? new JsonReporter() : new TableReporter(commandScope(options, isStored));
  const bridgePasswords = new BridgePasswords();
  const environment = terminalEnvironment(options, (line) => reporter.message(line), bridgePasswords);
  const tunnels = new Tunnels(environment);
  tunnels.setProfiles(profiles);
  const systemd = new SystemdNotifier();
  tunnels.onChange(() => systemd.update(tunnels.status()));

  const ended = new Promise<number>((resolve) => {
    let interrupted = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"] as const) {
      process.on(signal, () => {
        if (interrupted) void tunnels.closeAll(); // without waiting for transfers
        interrupted = true;
        resolve(EXIT.closedAsAsked);
      });
    }
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (isOutputClosed(error)) resolve(EXIT.closedAsAsked);
    }); // whoever started it has ended
    const failures = reportStatuses(
      tunnels,
      reporter,
      bridgePasswords,
      new ExposureAnnouncements(profiles),
      (first) => {
        reporter.showFailed();
        resolve(exitCodeOf(first));
      },
    );
    const reload = new ProfileReload(profiles, {
      read: () => (isStored ? selectProfiles(readProfiles(options.profiles), names) : profiles),
      tunnels,
      report: (line) => reporter.message(line),
      onReopen: (id) => failures.delete(id),
    });
    if (process.platform !== "win32") process.on("SIGUSR1", () => void reload.run()); // where node would begin to debug
  });
  for (const { id } of profiles) tunnels.open(id);
  const statusListener = await StatusListener.open(dataFolder(), "up", {
    statuses: () => tunnels.status(),
    check: (request, signal) => checkOpenTunnel(tunnels, environment, request, signal),
  }).catch((thrown: unknown) => {
    reporter.message(`culvert: ${words.terminal.statusUnavailable(errorMessage(thrown))}`);
  });
  const stopWatching = watchNetwork(systemClock, () => tunnels.networkChanged());
  const code = await ended;
  stopWatching();
  await statusListener?.close();
  await Promise.all([tunnels.closeAll(), systemd.stopping()]);
  reporter.show(tunnels.status());
  return code;
}

/** How what is typed next meets the same profiles. */
const commandScope = ({ profiles, knownHosts }: UpOptions, isStored: boolean): CommandScope => ({
  isStored: () => isStored,
  profilesOption: profiles === undefined ? [] : ["--profiles", profiles],
  knownHostsOption: knownHosts === undefined ? [] : ["--known-hosts", knownHosts],
  unstored: process.argv.slice(process.argv.indexOf("up") + 1),
});

/** Stored ones by their names; or one of which nothing is kept, by a server's address or an ssh command. */
async function profilesToOpen(
  names: readonly string[],
  options: UpOptions,
): Promise<{ readonly profiles: readonly Profile[]; /** They can be read again. */ readonly isStored: boolean }> {
  const { ftp, range, bridge, key, via, listen, name } = options;
  const isSaidMore = [ftp, range, bridge, key, via, listen, name].some((option) => option !== undefined);
  const isStored = (stored: readonly Profile[]): boolean => findByName(stored, names[0] ?? "").match !== undefined;
  const storedOnes = (all: DocumentResult) => ({ profiles: selectProfiles(all, names), isStored: true });
  if (!isSaidMore && !looksLikeDestination(names)) return storedOnes(readProfiles(options.profiles));
  const stored = readProfiles(options.profiles);
  if (!isSaidMore && isStored(stored.profiles)) return storedOnes(stored);
  const { defaultKey } = options.profiles === undefined ? loadSettings(() => undefined) : { defaultKey: undefined };
  const say = (line: string): unknown => printMessage(`culvert: ${line}`);
  const profile = await profileFromDestination(names, { ...options, defaultKey }, stored.profiles, say);
  return { profiles: [profile], isStored: false };
}

/** Report each change and each new trouble; tell of the first failure once every tunnel has failed. @returns the failures, by profile */
function reportStatuses(
  tunnels: Tunnels,
  reporter: StatusReporter,
  bridgePasswords: BridgePasswords,
  exposure: ExposureAnnouncements,
  allFailed: (first: Failure) => void,
): Map<string, Failure> {
  const problems = new ProblemAnnouncements();
  const bridgeLogins = new BridgeLoginAnnouncements(tunnels, bridgePasswords, process.stderr.isTTY);
  const logins = new LoginAnnouncements();
  const clientTls = new ClientTlsAnnouncements();
  const drains = new DrainAnnouncements();
  const wasOpen = new Set<string>();
  const failures = new Map<string, Failure>();
  const noteFailure = ({ profile, state, forwards }: TunnelStatus) => {
    if (state.kind === "open") wasOpen.add(profile);
    const serves = forwards.some((row) => row.state.kind === "listening"); // a spool takes files without the gateway
    const isFirstAttempt = state.kind === "waiting" && !wasOpen.has(profile) && !serves;
    if ((state.kind === "failed" || isFirstAttempt) && !failures.has(profile)) failures.set(profile, state.cause);
    if (state.kind === "closed" && state.cancelled !== undefined) failures.set(profile, state.cancelled);
    if (isFirstAttempt) void tunnels.close(profile);
  };
  tunnels.onChange((statuses) => {
    statuses.forEach(noteFailure);
    reporter.show(statuses);
    for (const line of [
      ...logins.next(statuses),
      ...problems.next(statuses),
      ...bridgeLogins.next(statuses),
      ...clientTls.next(statuses),
      ...exposure.next(statuses),
      ...drains.next(statuses, Date.now()),
    ])
      reporter.message(line);
    const [first] = failures.values();
    if (first !== undefined && failures.size === statuses.length) allFailed(first);
  });
  return failures;
}
