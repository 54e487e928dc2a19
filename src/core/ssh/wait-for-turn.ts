import { LoginWaitClock } from "./auth/login-wait-clock.js";
import type { JumpHost } from "../../shared/profile/profile-schema.js";
import type { LoginTurn } from "../environment.js";
import type { SessionOptions } from "./session-options.js";

/**
 * Wait until the gateway may be dialled, and tell how long that takes.
 *
 * @returns to be told what becomes of the connection; nothing where nobody wants to know
 * @throws the signal's reason when it is given up
 */
export async function waitForTurn(
  hop: JumpHost,
  { environment, signal, onLoginWait }: SessionOptions,
): Promise<LoginTurn | undefined> {
  const wait = new LoginWaitClock(environment.clock, (waited) => onLoginWait?.(waited));
  let isWaiting = false;
  try {
    return await environment.loginPacer?.waitForTurn(hop, signal, () => {
      if (!isWaiting) wait.begin("penalty");
      isWaiting = true;
    });
  } finally {
    wait.end();
  }
}
