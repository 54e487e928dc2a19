import type { Socket } from "node:net";
import type { Failure } from "../../shared/status/failure.js";
import { connectionOwner, type ConnectionOwner } from "../system/connection-owner.js";

/** Whether a client may come in; it is left as it is, paused. */
export type AdmitClient = (client: Socket) => Promise<boolean>;

/**
 * Whether a connection is let in by whose it is. Root is, who can read everything here in any case, and so is one of which
 * the system does not tell. One whose end was closed before it could be looked at is not: whoever wants to put a file in
 * the place of another would do that.
 *
 * @param own the user ids of this process
 */
export const mayUserEnter = (owner: ConnectionOwner | undefined, own: readonly number[]): boolean =>
  owner !== "gone" && (owner === undefined || owner === 0 || own.includes(owner));

/** Lets in this user's own clients, as far as the system tells whose they are. @param reportFailure told of others */
export function admitOwnUser(reportFailure: (failure: Failure) => void): AdmitClient {
  const own = [process.getuid?.(), process.geteuid?.()].filter((uid) => uid !== undefined);
  return async (client) => {
    const owner = await connectionOwner(client);
    if (mayUserEnter(owner, own)) return true;
    if (typeof owner === "number") reportFailure({ code: "ftp.other-user", uid: owner });
    return false;
  };
}
