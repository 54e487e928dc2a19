import type { CheckStatus, Finding, FtpLogin } from "../../shared/check/finding.js";
import type { Place } from "../../shared/profile/endpoint.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import { at } from "../../shared/words/words.js";
import type { Outside } from "../environment.js";
import type { Tunnels } from "../tunnel/tunnels.js";
import { check } from "./run-check.js";

interface Running {
  status: CheckStatus;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** The checks that the window sees: one for each profile at most, kept until the next one. */
export class Checks {
  readonly #checks = new Map<ProfileId, Running>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly outside: Outside, private readonly tunnels: Pick<Tunnels, "status">) {}

  status(): readonly CheckStatus[] {
    return [...this.#checks.values()].map(({ status }) => status);
  }

  /** Begin a check, in place of the one before; returns at once. @param ftpLogin is used for this check and not kept */
  start(profile: Profile, ftpLogin: FtpLogin | undefined): void {
    this.stop(profile.id);
    const stop = new AbortController();
    const running: Running = {
      status: { profile: profile.id, state: "running", since: this.outside.clock.now(), findings: [] },
      stop,
      ended: Promise.resolve().then(() => this.#run(running, profile, ftpLogin)),
    };
    this.#checks.set(profile.id, running);
    this.#tell();
  }

  /** Stop a check that runs; what it found stays. */
  stop(id: ProfileId): void {
    this.#checks.get(id)?.stop.abort();
  }

  /** Forget what was found of profiles that are there no more, and stop their checks. */
  keepOnly(ids: readonly ProfileId[]): void {
    for (const id of [...this.#checks.keys()].filter((checked) => !ids.includes(checked))) {
      this.stop(id);
      this.#checks.delete(id);
    }
    this.#tell();
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

  async #run(running: Running, profile: Profile, ftpLogin: FtpLogin | undefined): Promise<void> {
    const { signal } = running.stop;
    const findings: Finding[] = [];
    const update = (state: CheckStatus["state"]) => {
      running.status = { ...running.status, state, findings: [...findings] };
      this.#tell();
    };
    try {
      for await (const finding of check({
        profile, outside: this.outside, signal, ...(ftpLogin === undefined ? {} : { ftpLogin }),
        whoListens: (place) => this.#whoListens(place),
        isListening: (forward) => this.#isListening(profile.id, forward),
      })) {
        findings.push(finding);
        update("running");
      }
    } catch (bug) {
      this.outside.log.error(`The check of ${profile.name} met a bug`, bug);
      findings.push({ probe: "gateway", outcome: "failed", found: { code: "failure", cause: { code: "internal", detail: "check: the log says more" } } });
    }
    update(signal.aborted ? "cancelled" : "finished");
  }

  /** The profile whose open tunnel has a row that listens on a place. */
  #whoListens(place: Place): { readonly id: ProfileId; readonly name: string } | undefined {
    const here = at(place);
    const owner = this.tunnels.status().find(({ forwards }) => forwards.some(({ listen, state }) => listen === here && state.kind === "listening"));
    return owner === undefined ? undefined : { id: owner.profile, name: owner.name };
  }

  /** By the row of the forward's first port, which is the one that a check tries. */
  #isListening(id: ProfileId, forward: number): boolean {
    const tunnel = this.tunnels.status().find(({ profile }) => profile === id);
    return tunnel?.forwards.find(({ plan }) => plan?.place === forward)?.state.kind === "listening";
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
