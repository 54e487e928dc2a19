import { verdictOf, type Finding } from "../check/finding.js";
import { ReportMask } from "../check/report-mask.js";
import type { Profile } from "../profile/profile-schema.js";
import { findingLines } from "./finding-lines.js";
import { words } from "./words.js";

/** A check as a text for somebody who can help: no secret is in it, and names, addresses and users are masked. */
export function checkReport(profile: Profile, findings: readonly Finding[]): string {
  const mask = new ReportMask(profile);
  const head = `Culvert, ${profile.ftp?.mode ?? "forwards"}`;
  return `${[head, ...findings.flatMap((finding) => findingLines(mask.data(finding))), formatVerdict(profile, findings)].join("\n")}\n`;
}

/** What a check comes to, in a sentence. */
export const formatVerdict = ({ ftp }: Profile, findings: readonly Finding[]): string =>
  (ftp === undefined ? words.check.verdictsWithoutFtp : words.check.verdicts)[verdictOf(findings)];
