import type { Socket } from "node:net";
import type { Failure } from "../../../shared/status/failure.js";
import { unmappedAddress } from "../../ftp/passive-endpoint.js";
import type { AllowAddress } from "./allow-list.js";
import { connectionOwner, type ConnectionOwner } from "./connection-owner.js";

/** Whether a client may come in, as far as that is known: `gone` where it has closed its end before it could be looked at. */
export type Admission = "admitted" | "refused" | "gone";

/** How long one that has gone stands back behind another that may come. Milliseconds. */
export const STAND_BACK_MS = 300;

/** Judges a client, which is left as it is, paused. */
export type AdmitClient = (client: Socket) => Promise<Admission>;

/**
 * Judge a connection by whose it is. Root is let in, who can read everything here in any case, and so is one of which the
 * system does not tell. Refused is one that is broken already, whose data could not be told from another user's, and one
 * whose table cannot be read just now: who takes all that a process may have open must not come in by that.
 *
 * @param own the user ids of this process
 */
export function admissionOf(owner: ConnectionOwner | undefined, own: readonly number[]): Admission {
  if (owner === "gone") return "gone";
  if (owner === "reset" || owner === "unread") return "refused";
  return owner === undefined || owner === 0 || own.includes(owner) ? "admitted" : "refused";
}

/** Lets in this user's own clients, as far as the system tells whose they are. @param reportFailure told of others */
export function admitOwnUser(reportFailure: (failure: Failure) => void): AdmitClient {
  const own = [process.getuid?.(), process.geteuid?.()].filter((uid) => uid !== undefined);
  return async (client) => {
    const owner = await connectionOwner(client);
    const admission = admissionOf(owner, own);
    if (admission === "refused" && typeof owner === "number") reportFailure({ code: "ftp.other-user", uid: owner });
    return admission;
  };
}

/** Lets in clients of addresses that may connect, and of them those that another judge lets in. @param onRefused told of the address of each other */
export function admitAddress(
  allows: AllowAddress,
  next: AdmitClient,
  onRefused: (address: string) => void,
): AdmitClient {
  return async (client) => {
    const address = unmappedAddress(client.remoteAddress);
    if (address === "") return "gone"; // the system tells no address of one that has closed its end
    if (allows(address)) return next(client);
    onRefused(address);
    return "refused";
  };
}
