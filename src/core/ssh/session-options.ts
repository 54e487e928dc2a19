import type { Place } from "../../shared/profile/endpoint.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { KeyFacts } from "../../shared/status/failure.js";
import type { OpeningStep } from "../../shared/status/tunnel-state.js";
import type { Warn } from "../../shared/status/warning.js";
import type { Outside } from "../environment.js";

/** What opening a session needs beside the gateway. */
export interface Opening {
  readonly profile: ProfileId;
  readonly outside: Outside;
  /** Gives it up, whatever it waits for. */
  readonly signal: AbortSignal;
  readonly reached: (step: OpeningStep) => void;
  /** Told what works and should be mended. */
  readonly warn?: Warn;
  /** Told of each hop before its host key is checked: so far it is only what somebody claims. */
  readonly met?: (claim: HopClaim) => void;
}

/** What answers in a hop's place says that it is. */
export interface HopClaim extends KeyFacts {
  readonly hop: Place;
  /** `OpenSSH_9.2p1 Debian-2`. */
  readonly software: string;
}
