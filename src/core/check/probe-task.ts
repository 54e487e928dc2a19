import type { FtpLogin } from "../../shared/check/finding.js";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import type { Environment } from "../environment.js";
import type { LentSession } from "./probe-session.js";

/** A profile to be checked, and what the probes need for it. */
export interface ProbeTask {
  readonly profile: Profile;
  readonly environment: Environment;
  /** Ends the check, whatever it waits for. */
  readonly signal: AbortSignal;
  /** The session of the profile's open tunnel, in this very process; nothing where there is none that fits. */
  readonly lendSession?: () => Promise<LentSession | undefined>;
  /** Who the FTP server lets in; `anonymous` is tried without it. Never kept. */
  readonly ftpLogin?: FtpLogin;
  /** The profile whose tunnel, in this very process, listens on a local port. */
  readonly tunnelListeningOn?: (endpoint: Endpoint) => { readonly id: ProfileId; readonly name: string } | undefined;
  /** Whether this profile's tunnel, in this very process, listens now for one of its forwards, counted from 0: at the gateway, where it is a remote one. */
  readonly isForwardListening?: (forward: number) => boolean;
}
