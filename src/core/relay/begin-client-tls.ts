import { failureOf, type Failure } from "../../shared/status/failure.js";
import { describeFailure, english } from "../../shared/words/words.js";
import { reply, type FtpReply } from "../ftp/reply.js";
import type { ClientTls } from "../net/tls/client-tls.js";
import type { ControlLegs } from "./control/control-legs.js";

/** What is needed to go on with a client in TLS. */
export interface ClientTlsTask {
  readonly legs: ControlLegs;
  readonly clientTls: ClientTls;
  readonly reportFailure: (failure: Failure) => void;
  /** TLS stands. */
  onSecured(): void;
  /** An answer of the relay's own, in its turn. */
  answer(ownReply: FtpReply): void;
  /** Break the control connection and its data connections. */
  cut(): void;
}

/**
 * Go on with the client in TLS. It has been told all that it is owed.
 *
 * What the client has sent in the clear behind AUTH, before it was told that TLS begins, may have been put there by somebody
 * between: it ends the session (RFC 4217 section 15; the STARTTLS faults of 2021, CVE-2011-0411 before them).
 *
 * @param granted what the client hears last in the clear
 */
export async function beginClientTls(granted: FtpReply, task: ClientTlsTask): Promise<void> {
  const { legs, clientTls, reportFailure } = task;
  const { client, held } = legs;
  try {
    await clientTls.prepare();
    if (!held.isEmpty || client.hasMore)
      legs.hangUp(reply(421, "Something came in the clear behind AUTH."), {
        code: "ftp.client-tls-failed",
        client: client.peer.host,
        cause: "injected",
        detail: "",
      });
    else {
      await client.beginTls(granted.raw, (socket) => clientTls.accept(socket));
      task.onSecured();
    }
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.code === "ftp.own-certificate") task.answer(reply(431, describeFailure(failure, english).says));
    else task.cut();
    reportFailure(failure);
  }
}
