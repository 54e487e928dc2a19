import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { FtpCommand } from "./command.js";
import { isSameAddress, portEndpoint, readExtendedPort } from "./passive-endpoint.js";
import { reply, type FtpReply } from "./reply.js";

/** The verbs that agree on a data connection. */
export const DATA_PORT_VERBS: ReadonlySet<string> = new Set(["PASV", "EPSV", "PORT", "EPRT"]);

/** What a control connection is like where its client asks for a data connection. */
export interface ControlConnection {
  /** The address that the client dialled. */
  readonly here: string;
  /** The client's own. */
  readonly peer: string;
  /** Whether the client has said EPSV ALL. */
  readonly epsvOnly: boolean;
}

/** What one of PASV, EPSV, PORT and EPRT asks for. */
export type DataPortAdmission =
  | { readonly kind: "passive"; readonly verb: "PASV" | "EPSV" }
  | { readonly kind: "active"; readonly endpoint: Endpoint }
  /** From now on there is only EPSV (RFC 2428, section 4). */
  | { readonly kind: "epsv-all" }
  | { readonly kind: "refuse"; readonly reply: FtpReply };

/**
 * Whether a data connection may be had as PASV, EPSV, PORT or EPRT asks for it (RFC 959, section 4.1.2; RFC 2428): 522 where
 * the protocol is another than the control connection's, 501 where the argument cannot be read, 503 after EPSV ALL. Only the
 * client's own address is called back, on a port above 1023: an FTP server must not be made to knock at others (RFC 2577,
 * section 3).
 *
 * @param command of a verb of DATA_PORT_VERBS
 */
export function admitDataPort(
  { verb, argument }: Pick<FtpCommand, "verb" | "argument">,
  { here, peer, epsvOnly }: ControlConnection,
): DataPortAdmission {
  const family = here.includes(":") ? 2 : 1;
  if (verb === "EPSV") return extendedPassive(argument.trim().toUpperCase(), family);
  if (epsvOnly) return refuse(503, "After EPSV ALL there is only EPSV.");
  if (verb === "PASV")
    return family === 1 ? { kind: "passive", verb } : refuse(425, "PASV cannot name an IPv6 address: use EPSV.");
  if (verb === "PORT") return active(portEndpoint(argument), peer);
  const asked = readExtendedPort(argument);
  return asked !== undefined && asked.protocol !== family ? otherProtocol(family) : active(asked?.endpoint, peer);
}

function extendedPassive(argument: string, family: 1 | 2): DataPortAdmission {
  if (argument === "ALL") return { kind: "epsv-all" };
  if (argument === "" || argument === String(family)) return { kind: "passive", verb: "EPSV" };
  return /^\d+$/.test(argument)
    ? otherProtocol(family)
    : refuse(501, "EPSV takes nothing, the number of a protocol, or ALL.");
}

function active(endpoint: Endpoint | undefined, peer: string): DataPortAdmission {
  if (endpoint === undefined || !isSameAddress(endpoint.host, peer))
    return refuse(501, "Only your own address and ports above 1023 are called back.");
  return { kind: "active", endpoint };
}

/** The words are the RFC's: clients read the number (RFC 2428, section 2). */
const otherProtocol = (family: 1 | 2): DataPortAdmission =>
  refuse(522, `Network protocol not supported, use (${family})`);
const refuse = (code: number, text: string): DataPortAdmission => ({ kind: "refuse", reply: reply(code, text) });
