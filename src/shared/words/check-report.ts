import { verdictOn, type Finding } from "../check/finding.js";
import { Mask } from "../check/report-mask.js";
import type { Profile } from "../profile/profile-schema.js";
import { findingLines } from "./finding-lines.js";
import { words } from "./words.js";

/** A check as a text for somebody who can help: no secret is in it, and names, addresses and users are masked. */
export function checkReport(profile: Profile, findings: readonly Finding[]): string {
  const mask = new Mask(profile);
  const head = `Culvert, ${profile.ftp?.mode ?? "forwards"}`;
  return `${[head, ...findings.flatMap((finding) => findingLines(mask.data(finding))), sayVerdict(profile, findings)].join("\n")}\n`;
}

/** What a check comes to, in a sentence. */
export const sayVerdict = ({ ftp }: Profile, findings: readonly Finding[]): string => (ftp === undefined ? words.check.verdictsWithoutFtp : words.check.verdicts)[verdictOn(findings)];
