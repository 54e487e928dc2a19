import packageJson from "../../../package.json" with { type: "json" };
import { askRunningCulverts } from "../../core/activity/running-culverts.js";
import type { StatusAnswer } from "../../core/activity/status-listener.js";
import { runCheck } from "../../core/check/run-check.js";
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
  if (options.profiles === undefined) {
    const openAlready = describeOpenTunnel(await askRunningCulverts(dataFolder()), profile.id);
    if (openAlready !== undefined) printMessage(`culvert: ${openAlready}`);
  }
  const environment = terminalEnvironment(options, printMessage);
  const mask = options.report ? new ReportMask(profile) : undefined;
  const printer = options.json ? jsonPrinter(profile, mask) : textPrinter(profile, mask);
  const findings: Finding[] = [];
  printer.head();
  for await (const finding of runCheck({
    profile,
    environment,
    signal: new AbortController().signal,
    ...(login === undefined ? {} : { ftpLogin: login }),
  })) {
    findings.push(finding);
    printer.finding(finding);
  }
  printer.verdict(findings);
  return exitCodeFor(findings);
}

/** Where the app, or a `culvert up`, has a stored profile's tunnel open, whose session this process cannot use; nothing where none has. */
export function describeOpenTunnel(answers: readonly StatusAnswer[], id: ProfileId): string | undefined {
  for (const { program, tunnels } of answers)
    for (const { profile, name, state } of tunnels)
      if (profile === id && state.kind === "open")
        return words.terminal.openAlready(name, program, formatClock(state.since));
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
