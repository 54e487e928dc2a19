import type { Finding } from "../../shared/check/finding.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import { LoginFindings } from "../check/login-findings.js";
import type { Environment } from "../environment.js";
import type { SessionOptions } from "../ssh/session-options.js";
import { SshSession } from "../ssh/ssh-session.js";
import type { OpenedSession } from "./live-session.js";
import type { OpeningAttempt } from "./opening-attempt.js";

/** What is told while a session is being opened, until its attempt is given up; `onWarning` for as long as it lives. */
type OpeningListener = Required<
  Pick<SessionOptions, "onStep" | "onServerIdentified" | "onEncrypted" | "onLoginWait" | "onBanner" | "onWarning">
>;

/** How a tunnel's session is opened. */
export interface TunnelSessionOptions {
  readonly environment: Environment;
  readonly attempt: OpeningAttempt;
  /** A kept password that is refused has let the user in before, and will be tried again. */
  readonly spareSecrets: boolean;
  readonly listener: OpeningListener;
}

/**
 * Open the session that a profile's tunnel uses.
 *
 * @returns it, with what a check would have found as it was opened
 * @throws Failed why it could not be opened; the signal's reason once the attempt is given up
 */
export async function openTunnelSession(
  { id, gateway }: Profile,
  { environment, attempt, spareSecrets, listener }: TunnelSessionOptions,
): Promise<OpenedSession> {
  const findings: Finding[] = [];
  const login = new LoginFindings([...gateway.via, gateway], (finding) => findings.push(finding));
  const session = await SshSession.open(
    gateway,
    login.watch({
      profile: id,
      environment: { ...environment, prompter: attempt.prompter },
      signal: attempt.signal,
      spareSecrets,
      onStep: attempt.whileUnderWay(listener.onStep),
      onServerIdentified: attempt.whileUnderWay(listener.onServerIdentified),
      onEncrypted: attempt.whileUnderWay(listener.onEncrypted),
      onLoginWait: attempt.whileUnderWay(listener.onLoginWait),
      onBanner: attempt.whileUnderWay(listener.onBanner),
      onWarning: listener.onWarning,
    }),
  );
  login.loggedIn();
  return { session, findings };
}
