import { inspect } from "node:util";
import { BRIDGE_PASSWORD_KEY } from "../core/bridge/bridge-login.js";
import { fromHome } from "../core/home-path.js";
import type { Outside } from "../core/outside.js";
import { KnownHostsFile } from "../core/ssh/known-hosts-file.js";
import { systemClock } from "../core/system-clock.js";
import { Tunnels } from "../core/tunnel/tunnels.js";
import type { Failure } from "../shared/failure.js";
import { DEFAULT_SETTINGS, type Settings } from "../shared/settings.js";
import type { TunnelStatus } from "../shared/tunnel-state.js";
import { EXIT, exitCodeOf } from "./exit-code.js";
import { loadProfiles, pick } from "./load-profiles.js";
import { loadSettings } from "./load-settings.js";
import { JsonReporter, TableReporter, type Reporter } from "./reporter.js";
import { Systemd } from "./systemd.js";
import { TerminalAsker } from "./terminal-asker.js";
import { BridgeLogins } from "./bridge-logins.js";
import { Troubles } from "./troubles.js";

/** The options of `culvert up`, as commander gives them. */
export interface UpOptions {
  readonly profiles?: string;
  readonly knownHosts?: string;
  readonly acceptNew?: true;
  readonly json?: true;
  readonly whileDown?: Settings["whileDown"];
  /** Seconds. */
  readonly closeTime?: number;
  readonly keepalive?: number;
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
  const tunnels = new Tunnels(outsideOf(options, reporter));
  tunnels.adopt(profiles);
  const systemd = new Systemd();
  tunnels.onChange(() => systemd.news(tunnels.status()));

  const ended = new Promise<number>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(EXIT.closedAsAsked));
    watch(tunnels, reporter, (first) => resolve(exitCodeOf(first)));
  });
  for (const { id } of profiles) tunnels.open(id);
  const code = await ended;
  await Promise.all([tunnels.closeAll(), systemd.stopping()]);
  reporter.show(tunnels.status());
  return code;
}

/** Report each change and each new trouble; tell of the first failure once every tunnel has failed. */
function watch(tunnels: Tunnels, reporter: Reporter, allFailed: (first: Failure) => void): void {
  const troubles = new Troubles();
  const logins = new BridgeLogins(tunnels, process.env["CULVERT_BRIDGE_PASSWORD"] !== undefined);
  const wasOpen = new Set<string>();
  const failures = new Map<string, Failure>();
  const judge = ({ profile, state }: TunnelStatus) => {
    if (state.kind === "open") wasOpen.add(profile);
    const isFirstAttempt = state.kind === "waiting" && !wasOpen.has(profile);
    if ((state.kind === "failed" || isFirstAttempt) && !failures.has(profile)) failures.set(profile, state.cause);
    if (isFirstAttempt) void tunnels.close(profile);
  };
  tunnels.onChange(() => {
    const statuses = tunnels.status();
    statuses.forEach(judge);
    reporter.show(statuses);
    for (const line of [...troubles.news(statuses), ...logins.news(statuses)]) reporter.message(line);
    const [first] = failures.values();
    if (first !== undefined && failures.size === statuses.length) allFailed(first);
  });
}

function outsideOf(options: UpOptions, reporter: Reporter): Outside {
  const settings = settingsOf(options, reporter);
  const { CULVERT_PASSWORD: password, CULVERT_PASSPHRASE: passphrase, CULVERT_PROXY_PASSWORD: proxyPassword, CULVERT_BRIDGE_PASSWORD: bridgePassword } = process.env;
  return {
    clock: systemClock,
    asker: new TerminalAsker({
      acceptNew: options.acceptNew === true,
      ...(password === undefined ? {} : { password }),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(proxyPassword === undefined ? {} : { proxyPassword }),
    }),
    secrets: { mayRemember: () => Promise.resolve(false), read: (_profile, key) => Promise.resolve(key === BRIDGE_PASSWORD_KEY ? bridgePassword : undefined), keep: () => Promise.resolve(), drop: () => Promise.resolve() },
    settings: () => settings,
    knownHosts: new KnownHostsFile(fromHome(settings.knownHosts)),
    log: {
      info: () => undefined, // the table and the messages tell it
      error: (sentence, bug) => {
        if (bug !== undefined) reporter.message(`culvert: ${sentence}\n${inspect(bug)}`);
      },
    },
  };
}

/** The app's own settings, unless a document of profiles was named; the options come before both. */
function settingsOf({ profiles, knownHosts, whileDown, closeTime, keepalive }: UpOptions, reporter: Reporter): Settings {
  const settings = profiles === undefined ? loadSettings((line) => reporter.message(line)) : DEFAULT_SETTINGS;
  return {
    ...settings,
    knownHosts: knownHosts ?? settings.knownHosts,
    whileDown: whileDown ?? settings.whileDown,
    closeSeconds: closeTime ?? settings.closeSeconds,
    keepalive: { ...settings.keepalive, seconds: keepalive ?? settings.keepalive.seconds },
  };
}
