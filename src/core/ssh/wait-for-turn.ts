import type { Endpoint } from "../../shared/profile/endpoint.js";
import { LoginWaitClock } from "./auth/login-wait-clock.js";
import type { SessionOptions } from "./session-options.js";

/** Wait until the gateway may be dialled, and tell how long that takes. @throws the signal's reason when it is given up */
export async function waitForTurn(hop: Endpoint, { environment, signal, onLoginWait }: SessionOptions): Promise<void> {
  const wait = new LoginWaitClock(environment.clock, (waited) => onLoginWait?.(waited));
  let isWaiting = false;
  try {
    await environment.loginPacer?.waitForTurn(hop, signal, () => {
      if (!isWaiting) wait.begin("penalty");
      isWaiting = true;
    });
  } finally {
    wait.end();
  }
}
