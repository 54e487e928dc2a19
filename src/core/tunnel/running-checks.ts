import type { CheckStatus, Finding, FtpLogin } from "../../shared/check/finding.js";
import { Subscribers } from "../../shared/subscribers.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import type { Environment } from "../environment.js";
import { besideTunnels, type CheckedTunnels } from "./check-open-tunnel.js";
import { runCheck } from "../check/run-check.js";

interface RunningCheck {
  status: CheckStatus;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** The checks that the window sees: one for each profile at most, kept until the next one. */
export class RunningChecks {
  readonly #checks = new Map<ProfileId, RunningCheck>();
  readonly #listeners = new Subscribers();

  constructor(
    private readonly environment: Environment,
    private readonly tunnels: CheckedTunnels,
  ) {}

  status(): readonly CheckStatus[] {
    return [...this.#checks.values()].map(({ status }) => status);
  }

  /** Begin a check, in place of the one before; returns at once. @param ftpLogin is used for this check and not kept */
  start(profile: Profile, ftpLogin: FtpLogin | undefined): void {
    this.stop(profile.id);
    const stop = new AbortController();
    const running: RunningCheck = {
      status: { profile: profile.id, state: "running", since: this.environment.clock.now(), findings: [] },
      controller: stop,
      ended: Promise.resolve().then(() => this.#run(running, profile, ftpLogin)),
    };
    this.#checks.set(profile.id, running);
    this.#listeners.notify();
  }

  /** Stop a check that runs; what it found stays. */
  stop(id: ProfileId): void {
    this.#checks.get(id)?.controller.abort();
  }

  /** Forget what was found of profiles that are there no more, and stop their checks. */
  retain(ids: readonly ProfileId[]): void {
    for (const id of [...this.#checks.keys()].filter((checked) => !ids.includes(checked))) {
      this.stop(id);
      this.#checks.delete(id);
    }
    this.#listeners.notify();
  }

  /** Stop them all; resolves when nothing of them is open any more. */
  async close(): Promise<void> {
    for (const id of this.#checks.keys()) this.stop(id);
    await Promise.all([...this.#checks.values()].map(({ ended }) => ended));
  }

  /** Told of each finding and of each end. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async #run(running: RunningCheck, profile: Profile, ftpLogin: FtpLogin | undefined): Promise<void> {
    const { signal } = running.controller;
    const findings: Finding[] = [];
    const update = (state: CheckStatus["state"]) => {
      running.status = { ...running.status, state, findings: [...findings] };
      this.#listeners.notify();
    };
    try {
      for await (const finding of runCheck({
        profile,
        environment: this.environment,
        signal,
        ...(ftpLogin === undefined ? {} : { ftpLogin }),
        ...besideTunnels(this.tunnels, profile),
      })) {
        findings.push(finding);
        update("running");
      }
    } catch (bug) {
      this.environment.log.error(`The check of ${profile.name} met a bug`, bug);
      findings.push({
        probe: "gateway",
        outcome: "failed",
        found: { code: "failure", cause: { code: "internal", detail: "check: the log says more" } },
      });
    }
    update(signal.aborted ? "cancelled" : "finished");
  }
}
