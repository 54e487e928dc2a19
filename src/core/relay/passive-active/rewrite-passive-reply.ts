import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { formatPassiveEndpoint } from "../../ftp/passive-endpoint.js";
import { reply, type FtpReply } from "../../ftp/reply.js";
import { announcedHost, type PassiveOptions } from "../../net/ftp/passive-options.js";
import type { PassiveVerb } from "./target-data-port.js";

/** Where a client's data connection is to arrive. */
export interface OwnPassiveEndpoint {
  /** The address on this computer that the client dialled. */
  readonly here: Endpoint;
  /** The client's own. */
  readonly peer: Endpoint;
  /** The port on this computer that listens for its data. */
  readonly port: number;
}

/**
 * The reply to PASV or EPSV that the client gets in the place of the target's 227 or 229: the target's endpoint lies beyond
 * the gateway, so that the relay's own stands in it (RFC 959 section 4.1.2, RFC 2428 section 3).
 */
export const rewritePassiveReply = (
  verb: PassiveVerb,
  { here, peer, port }: OwnPassiveEndpoint,
  options: PassiveOptions,
): FtpReply =>
  verb === "EPSV"
    ? reply(229, `Entering Extended Passive Mode (|||${port}|)`)
    : reply(
        227,
        `Entering Passive Mode (${formatPassiveEndpoint({ host: announcedHost(options, here.host, peer.host), port })}).`,
      );
