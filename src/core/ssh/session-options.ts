import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { KeyFacts } from "../../shared/status/failure.js";
import type { LoginWait, OpeningStep } from "../../shared/status/tunnel-state.js";
import type { OnWarning } from "../../shared/status/warning.js";
import type { Environment } from "../environment.js";
import type { SessionEncryption } from "./session-encryption.js";

/** What opening a session needs beside the gateway. */
export interface SessionOptions {
  readonly profile: ProfileId;
  readonly environment: Environment;
  /** Gives it up, whatever it waits for. */
  readonly signal: AbortSignal;
  /** A kept password that is refused has let the user in before, and will be tried again: it is not forgotten, and nobody is asked. */
  readonly spareSecrets?: boolean;
  readonly onStep: (step: OpeningStep) => void;
  /** Told each few seconds while a login takes its time, and nothing once it goes on. */
  readonly onLoginWait?: (wait: LoginWait | undefined) => void;
  /** Told what a hop says to whoever logs in (RFC 4252 section 5.4), as it comes. */
  readonly onBanner?: (text: string) => void;
  /** Told what works and should be mended. */
  readonly onWarning?: OnWarning;
  /** Told of each hop before its host key is checked: so far it is only what somebody claims. */
  readonly onServerIdentified?: (identity: ServerIdentity) => void;
  /** Told of each hop once its keys are exchanged, before anybody logs in. */
  readonly onEncrypted?: (encryption: SessionEncryption) => void;
}

/** What answers in a hop's place says that it is. */
export interface ServerIdentity extends KeyFacts {
  readonly hop: Endpoint;
  /** `OpenSSH_9.2p1 Debian-2`. */
  readonly software: string;
}
