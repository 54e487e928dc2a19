import type { Outcome } from "../../check/finding.js";

/** “Will my FTP program work?” around its findings, on the command line and in the window. */
export const check = {
  command: "will my FTP program work? each probe, its finding and the remedy",
  commandProfile: "id or name of a profile (see: culvert list)",
  reportOption: "a report for others: host names, addresses and users are masked",
  ftpLoginHalf: "CULVERT_FTP_USER and CULVERT_FTP_PASSWORD belong together: set both, or neither.",
  outcomes: { ok: "works", warning: "works, but", failed: "fails", skipped: "not known" } satisfies Record<
    Outcome,
    string
  >,
  verdicts: {
    works: "Your FTP program will work.",
    "works-with-warnings": "Your FTP program will work, as far as could be seen; read the notes marked with !.",
    fails: "Your FTP program will not work yet: mend what is marked with ✗, from the top.",
  },
  /** What a check comes to for a profile without FTP. */
  verdictsWithoutFtp: {
    works: "The tunnel will work.",
    "works-with-warnings": "The tunnel will work, as far as could be seen; read the notes marked with !.",
    fails: "The tunnel will not work yet: mend what is marked with ✗, from the top.",
  },
  settingsIn: (title: string, path: string) => `${title}, in ${path}:`,
  then: (command: string) => `Then: ${command}`,

  button: "Check with my FTP login",
  /** Where nobody has an FTP login of their own. */
  buttonWithoutLogin: "Check everything",
  title: "Will my FTP program work?",
  titleWithoutFtp: "Will the tunnel work?",
  about: (profile: string) => `“${profile}”`,
  intro:
    "Culvert goes the way that your FTP program will go, step by step, and says where it would stop. Nothing on the server is changed. What passes is encrypted between you and the gateway; beyond it, as the FTP server has it.",
  ftpUser: "FTP user name",
  ftpPassword: "FTP password",
  ftpLoginSays:
    "Many FTP servers show their data ports only after a login. Used once and not kept; left empty, anonymous is tried.",
  start: "Check",
  again: "Check again",
  cancel: "Stop",
  close: "Close",
  running: "Checking…",
  cancelled: "The check was stopped.",
  findings: "Findings",
  /** The fold of what needs nobody. */
  passed: (count: number) => (count === 1 ? "One step needs nothing" : `${count} steps need nothing`),
  copyReport: "Copy report",
  reportCopied: "The report is copied, with names masked.",
  lines: "The lines",
};
