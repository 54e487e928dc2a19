import { failureOf, type Failure } from "../../../shared/status/failure.js";
import { describeFailure, english } from "../../../shared/words/words.js";
import type { CommandQueue } from "../../ftp/client-command-queue.js";
import type { FtpReply } from "../../ftp/reply.js";
import type { ControlSocket } from "./control-socket.js";
import type { ClientTls } from "../tls/client-tls.js";

/** What is needed to go on with a client in TLS. */
export interface ClientTlsTask {
  readonly socket: ControlSocket;
  /** The commands that the client has sent and that were not handled. */
  readonly queue: CommandQueue;
  readonly clientTls: ClientTls;
  readonly reportFailure: (failure: Failure) => void;
  /** TLS stands. */
  onSecured(): void;
  /** Answer the client's AUTH otherwise: it goes on in the clear. */
  answer(code: number, text: string): void;
  /** Tell the client this last, and end its control connection. */
  hangUp(code: number, text: string): void;
  /** Break the control connection and its data connections. */
  cut(): void;
}

/**
 * Go on with a client in TLS, behind the reply that grants it. The client has been told all else that it is owed.
 *
 * What the client has sent in the clear behind AUTH, before it was told that TLS begins, may have been put there by somebody
 * between: it ends the session (RFC 4217 section 15; the STARTTLS faults of 2021, CVE-2011-0411 before them).
 *
 * @param granted what the client hears last in the clear
 */
export async function beginClientTls(granted: FtpReply, task: ClientTlsTask): Promise<void> {
  const { socket, queue, clientTls, reportFailure } = task;
  try {
    await clientTls.prepare();
    if (!socket.isWritable) return; // it was ended or has gone meanwhile
    if (!queue.isEmpty || socket.hasMore) {
      const client = socket.peer.host;
      reportFailure({ code: "ftp.client-tls-failed", client, cause: "injected", detail: "" });
      task.hangUp(421, "Something came in the clear behind AUTH.");
      return;
    }
    await socket.beginTls(granted.raw, (plain) => clientTls.accept(plain));
    task.onSecured();
  } catch (thrown) {
    const failure = failureOf(thrown);
    reportFailure(failure);
    if (failure.code === "ftp.own-certificate") task.answer(431, describeFailure(failure, english).says);
    else task.cut();
  }
}
