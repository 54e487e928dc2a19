import { check } from "../../src/core/check/check.js";
import type { CheckTask } from "../../src/core/check/check-task.js";
import type { Clock } from "../../src/core/outside.js";
import { systemClock } from "../../src/core/system-clock.js";
import type { Finding, Found, FtpLogin, Probe } from "../../src/shared/check.js";
import { findingLines } from "../../src/shared/finding-lines.js";
import { profile, type ProfileDraft } from "../../src/shared/profile.js";
import { MemoryKnownHosts, outsideDouble, ScriptedAsker } from "./outside-double.js";

interface Checking {
  readonly profile: ProfileDraft;
  readonly knownHosts?: string;
  readonly password?: string;
  readonly ftpLogin?: FtpLogin;
  readonly signal?: AbortSignal;
  /** The system's by default. */
  readonly clock?: Clock;
  readonly whoListens?: NonNullable<CheckTask["whoListens"]>;
}

/** A check of the core's own, in this process. */
export const checking = ({ profile: draft, knownHosts = "", password, signal = new AbortController().signal, clock = systemClock, ftpLogin, whoListens }: Checking): AsyncGenerator<Finding, void> => check({
  profile: profile.parse(draft), signal,
  outside: outsideDouble({
    clock, knownHosts: new MemoryKnownHosts(knownHosts),
    asker: new ScriptedAsker(({ kind }) => (password !== undefined && kind === "password" ? { kind: "secret", text: password, remember: false } : { kind: "nobody" })),
  }),
  ...(ftpLogin === undefined ? {} : { ftpLogin }), ...(whoListens === undefined ? {} : { whoListens }),
});

/** Everything that a check found. */
export class Findings {
  constructor(readonly all: readonly Finding[]) {}

  static async of(how: Checking): Promise<Findings> {
    const all: Finding[] = [];
    for await (const finding of checking(how)) all.push(finding);
    return new Findings(all);
  }

  /** What one probe found. @throws where it was not run */
  the(probe: Probe, of?: string): Finding {
    const finding = this.all.find((one) => one.probe === probe && (of === undefined || one.of === of));
    if (finding === undefined) throw new Error(`${probe} found nothing: ${this.text()}`);
    return finding;
  }

  found(probe: Probe, of?: string): Found {
    return this.the(probe, of).found;
  }

  /** The probes that came to an outcome, in order. */
  with(outcome: Finding["outcome"]): readonly Probe[] {
    return this.all.filter((finding) => finding.outcome === outcome).map(({ probe }) => probe);
  }

  /** As people read it. */
  text(): string {
    return this.all.flatMap(findingLines).join("\n");
  }
}

