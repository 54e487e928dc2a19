import type { TLSSocket } from "node:tls";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import { printableExcerpt } from "../../ftp/reply.js";
import type { Clock } from "../../environment.js";

/** How long the handshake of a control connection may take. Milliseconds. */
const HANDSHAKE_LIMIT_MS = 20_000;

/** What Node and OpenSSL call it when the two have no version or cipher in common. */
const TOO_OLD =
  /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE|DH_KEY_TOO_SMALL|EE_KEY_TOO_SMALL|NO_CIPHERS|LEGACY/;

/**
 * Wait until both sides speak TLS. Where they do not, it is closed.
 *
 * @param target `popeye:21`, for the failure
 * @throws Failed `ftp.tls-failed`
 */
export function completeHandshake(
  socket: TLSSocket,
  target: string,
  clock: Clock,
  limitMs = HANDSHAKE_LIMIT_MS,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (failure: Omit<Extract<Failure, { code: "ftp.tls-failed" }>, "code" | "target">) => {
      cancelTimeout();
      socket.destroy();
      reject(new FailureError({ code: "ftp.tls-failed", target, ...failure }));
    };
    const cancelTimeout = clock.setTimeout(limitMs, () => fail({ cause: "timed-out", detail: "" }));
    socket
      .once("secureConnect", () => {
        cancelTimeout();
        resolve();
      })
      .once("error", (error: NodeJS.ErrnoException & { readonly reason?: string }) => {
        const name = `${error.code ?? ""} ${error.reason ?? ""}`;
        const detail = printableExcerpt(error.reason ?? error.code ?? error.message);
        fail({ cause: TOO_OLD.test(name.toUpperCase().replaceAll(" ", "_")) ? "too-old" : "other", detail });
      })
      .once("close", () => fail({ cause: "closed", detail: "" }));
  });
}
