import type { Finding, Probe } from "../../shared/check/finding.js";
import type { Place } from "../../shared/profile/endpoint.js";
import type { JumpHost } from "../../shared/profile/profile-schema.js";
import { failureOf, type Failure } from "../../shared/status/failure.js";
import type { Warning } from "../../shared/status/warning.js";
import { at } from "../../shared/words/words.js";
import type { Asker } from "../environment.js";
import type { HopClaim } from "../ssh/session-options.js";
import { SshSession } from "../ssh/ssh-session.js";
import { Told } from "../system/async-queue.js";
import { probeName } from "./probe-name.js";
import type { CheckTask } from "./probe-task.js";

/** The way to the gateway, hop by hop: its name, whether it answers, its host key, the login. @returns a session, where all of them let us pass */
export async function* probeWay(task: CheckTask): AsyncGenerator<Finding, SshSession | undefined> {
  const { profile: { gateway } } = task;
  const name = await probeName(task);
  const [first] = gateway.via;
  yield first === undefined ? name : { ...name, of: at(first) };
  if (name.outcome === "failed") return undefined;

  const told = new Told<Finding>();
  const opening = openTelling(task, (finding) => told.put(finding)).finally(() => told.end());
  opening.catch(() => undefined); // looked at below
  let isTaken = false;
  try {
    yield* told;
    const session = await opening;
    isTaken = true;
    return session;
  } finally {
    if (!isTaken) void opening.then((session) => session?.close(), () => undefined);
  }
}

/** Open a session as a tunnel does, and tell what is found on the way. */
async function openTelling({ profile: { id, gateway }, outside, signal }: CheckTask, tell: (finding: Finding) => void): Promise<SshSession | undefined> {
  const way = new Way([...gateway.via, gateway], tell);
  const asker: Asker = {
    ask: async (...asked) => {
      const answer = await outside.asker.ask(...asked);
      if (asked[1].kind === "host-key" && answer.kind === "trust") way.trusted();
      return answer;
    },
  };
  try {
    const session = await SshSession.open(gateway, {
      profile: id, outside: { ...outside, asker }, signal,
      met: (claim) => way.met(claim),
      warn: (warning) => way.warned(warning),
      reached: (step) => {
        if (step === "dialling") way.dialling();
        if (step === "authenticating") way.keyAccepted();
      },
    });
    way.loggedIn();
    return session;
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = failureOf(thrown);
    if (failure.code === "internal") throw thrown;
    way.failed(failure);
    return undefined;
  }
}

/** How far the opening has come: each step taken is a finding about its hop. */
class Way {
  #place = -1;
  #claim: HopClaim | undefined;
  #isKeyAccepted = false;
  #isTrustedNow = false;
  #warning: Warning | undefined;

  constructor(private readonly hops: readonly JumpHost[], private readonly tell: (finding: Finding) => void) {}

  dialling(): void {
    if (this.#place >= 0) this.loggedIn();
    this.#place++;
    this.#claim = undefined;
    this.#isKeyAccepted = this.#isTrustedNow = false;
    this.#warning = undefined;
  }

  met(claim: HopClaim): void {
    this.#claim = claim;
    this.#ok("gateway", { code: "gateway.answers", ...this.#at, software: claim.software });
  }

  trusted(): void {
    this.#isTrustedNow = true;
  }

  /** Told of a key file that is tried, whether or not it lets anybody in. */
  warned(warning: Warning): void {
    this.#warning ??= warning;
  }

  keyAccepted(): void {
    if (this.#claim === undefined) return;
    this.#isKeyAccepted = true;
    const { keyType, fingerprint } = this.#claim;
    this.#ok("host-key", { code: this.#isTrustedNow ? "host-key.trusted" : "host-key.known", ...this.#at, keyType, fingerprint });
  }

  loggedIn(): void {
    const { username } = this.#hop;
    if (this.#warning === undefined) this.#ok("login", { code: "login.accepted", ...this.#at, username });
    else this.tell({ probe: "login", ...this.#of, outcome: "warning", found: { code: "login.key-open", ...this.#at, username, file: this.#warning.file, mode: this.#warning.mode } });
  }

  /** Tell of the first step that was not taken. */
  failed(cause: Failure): void {
    const probe: Probe = this.#claim === undefined ? "gateway" : this.#isKeyAccepted ? "login" : "host-key";
    this.tell({ probe, ...this.#of, outcome: "failed", found: { code: "failure", cause } });
  }

  #ok(probe: Probe, found: Finding["found"]): void {
    this.tell({ probe, ...this.#of, outcome: "ok", found });
  }

  get #hop(): JumpHost {
    const hop = this.hops[Math.max(this.#place, 0)];
    if (hop === undefined) throw new Error("a hop more than the profile has");
    return hop;
  }

  get #at(): Place {
    const { host, port } = this.#hop;
    return { host, port };
  }

  get #of(): { readonly of?: string } {
    return this.hops.length === 1 ? {} : { of: at(this.#hop) };
  }
}
