import packageJson from "../../../package.json" with { type: "json" };
import { askForCheck, askRunningCulverts, type ForeignCheck } from "../../core/status-service/ask-running-culverts.js";
import type { StatusAnswer } from "../../core/status-service/status-listener.js";
import { checkDigest } from "../../core/tunnel/check-open-tunnel.js";
import { runCheck } from "../../core/check/run-check.js";
import type { Environment } from "../../core/environment.js";
import { dataFolder } from "../../core/store/data-folder.js";
import { ftpLoginSchema, verdictOf, type Finding, type FtpLogin } from "../../shared/check/finding.js";
import { ReportMask } from "../../shared/check/report-mask.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import { formatVerdict } from "../../shared/words/check-report.js";
import { formatClock } from "../../shared/words/format-values.js";
import { findingLines } from "../../shared/words/finding-lines.js";
import { describeFinding, words } from "../../shared/words/words.js";
import { terminalEnvironment, type EnvironmentOptions } from "../environment.js";
import { EXIT, exitCodeOf } from "../exit-code.js";
import { readProfiles, selectProfiles } from "../load-profiles.js";
import { printJson, printLine, printMessage } from "../terminal/output.js";

/** The options of `culvert check`, as commander gives them. */
export interface CheckOptions extends EnvironmentOptions {
  readonly json?: true;
  readonly report?: true;
}

/**
 * `culvert check`: will my FTP program work? Each finding is told as it comes, and the verdict at the end.
 *
 * @returns the exit code: of the first thing that fails
 * @throws Failed what keeps it from beginning
 */
export async function checkCommand(name: string, options: CheckOptions): Promise<number> {
  const [profile] = selectProfiles(readProfiles(options.profiles), [name]);
  if (profile === undefined) throw new Error("pick gives one profile for each name");
  const login = ftpLoginFromEnvironment();
  if (login === "half") {
    printMessage(`culvert: ${words.check.ftpLoginHalf}`);
    return EXIT.usage;
  }
  const environment = terminalEnvironment(options, printMessage);
  const mask = options.report ? new ReportMask(profile) : undefined;
  const printer = options.json ? jsonPrinter(profile, mask) : textPrinter(profile, mask);
  const findings: Finding[] = [];
  printer.head();
  const checking = (await checkOverOpenTunnel(profile, environment, login)) ?? ownCheck(profile, environment, login);
  for await (const finding of checking) {
    findings.push(finding);
    printer.finding(finding);
  }
  printer.verdict(findings);
  return exitCodeFor(findings);
}

/** By a session of its own, for which the user may be asked. */
const ownCheck = (profile: Profile, environment: Environment, ftpLogin: FtpLogin | undefined): AsyncIterable<Finding> =>
  runCheck({
    profile,
    environment,
    signal: new AbortController().signal,
    ...(ftpLogin === undefined ? {} : { ftpLogin }),
  });

/** Have the app or the `culvert up` that has the tunnel open make the check, over its session: nobody is asked for a password again. @returns nothing where none does */
async function checkOverOpenTunnel(
  profile: Profile,
  environment: Environment,
  ftpLogin: FtpLogin | undefined,
): Promise<AsyncIterable<Finding> | undefined> {
  const open = findOpenTunnel(await askRunningCulverts(dataFolder()), profile.id);
  if (open === undefined) return undefined;
  const say = (line: string): unknown => printMessage(`culvert: ${line}`);
  const openSince = [open.name, open.program, formatClock(open.since)] as const;
  const check = mayGiveLogin(ftpLogin)
    ? await askForCheck(dataFolder(), open.pid, {
        ask: "check",
        profile: profile.id,
        digest: checkDigest(profile, environment),
        ...(ftpLogin === undefined ? {} : { ftpLogin }),
      })
    : undefined;
  if (check === undefined) {
    say(words.terminal.checkLogsIn(...openSince));
    return undefined;
  }
  say(words.terminal.checkSharesSession(...openSince));
  return withItsEnd(check, profile);
}

/** On Windows the pipe of a process that was killed may be another user's by now, who is told no password. */
const mayGiveLogin = (ftpLogin: FtpLogin | undefined): boolean =>
  ftpLogin === undefined || process.platform !== "win32";

/** Where the process ends amid its check, the session is lost, and so it is told. */
async function* withItsEnd(
  { findings, isComplete }: ForeignCheck,
  { gateway }: Profile,
): AsyncGenerator<Finding, void> {
  yield* findings;
  if (isComplete()) return;
  const { host, port } = gateway;
  yield {
    probe: "gateway",
    outcome: "failed",
    found: { code: "failure", cause: { code: "ssh.lost", host, port, cause: "closed" } },
  };
}

/** The process that has a profile's tunnel open; the first where several have. */
export function findOpenTunnel(
  answers: readonly StatusAnswer[],
  id: ProfileId,
): (Pick<StatusAnswer, "pid" | "program"> & { readonly name: string; readonly since: number }) | undefined {
  for (const { pid, program, tunnels } of answers)
    for (const { profile, name, state } of tunnels)
      if (profile === id && state.kind === "open") return { pid, program, name, since: state.since };
  return undefined;
}

/** The exit code for what a check found: that of the first failure, as `up` would end with, or the check's own. */
function exitCodeFor(findings: readonly Finding[]): number {
  const first = findings.find(({ outcome }) => outcome === "failed");
  if (first === undefined) return EXIT.closedAsAsked;
  const isWay =
    first.probe === "name" || first.probe === "gateway" || first.probe === "host-key" || first.probe === "login";
  if (isWay && first.found.code === "failure") return exitCodeOf(first.found.cause);
  return first.probe === "local-ports" ? EXIT.nothingListens : EXIT.checkFailed;
}

/** The FTP server's own login, which no profile holds. */
function ftpLoginFromEnvironment(): FtpLogin | "half" | undefined {
  const { CULVERT_FTP_USER: username, CULVERT_FTP_PASSWORD: password } = process.env;
  if (username === undefined && password === undefined) return undefined;
  const login = ftpLoginSchema.safeParse({ username, password });
  return login.success ? login.data : "half";
}

interface CheckPrinter {
  head(): void;
  finding(finding: Finding): void;
  verdict(findings: readonly Finding[]): void;
}

/** One object a line: each finding with its sentences, and at last the verdict. */
function jsonPrinter({ id }: Profile, mask: ReportMask | undefined): CheckPrinter {
  const profile = mask?.data({ id }).id ?? id;
  return {
    head: () => undefined,
    finding: (finding) => {
      const shown = mask?.data(finding) ?? finding;
      const { probe, of, outcome, found, settings } = shown;
      printJson({
        profile,
        probe,
        of,
        outcome,
        code: found.code === "failure" ? found.cause.code : found.code,
        ...describeFinding(shown),
        found,
        settings,
      });
    },
    verdict: (findings) => printJson({ profile, verdict: verdictOf(findings), exit: exitCodeFor(findings) }),
  };
}

function textPrinter(profile: Profile, mask: ReportMask | undefined): CheckPrinter {
  const { id, ftp } = profile;
  return {
    head: () =>
      printLine(
        mask === undefined
          ? `${id}: ${ftp === undefined ? words.check.titleWithoutFtp : words.check.title}`
          : reportHead(profile),
      ),
    finding: (finding) => findingLines(mask?.data(finding) ?? finding).forEach(printLine),
    verdict: (findings) => printLine(formatVerdict(profile, findings)),
  };
}

/** What whoever reads a report has to know of where it was made. */
const reportHead = ({ ftp }: Profile): string =>
  `Culvert ${packageJson.version}, ${process.platform} ${process.arch}, ${ftp?.mode ?? "forwards"}`;
