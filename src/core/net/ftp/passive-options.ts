import { isSameAddress } from "../../ftp/passive-endpoint.js";
import { allowList } from "../admission/allow-list.js";

/** What the replies to PASV and EPSV may name, as a profile says. */
export interface PassiveOptions {
  /** The ports that a firewall lets pass; of the system's choice where none is named. */
  readonly ports?: readonly number[] | undefined;
  /** The IPv4 address that clients of other computers dial, where that is not this computer's own: behind NAT. */
  readonly announce?: string | undefined;
}

const isOwn = allowList([]);

/** The host that PASV names: the address that the client dialled, which every client takes, unless it dialled another one on the way. */
export const announcedHost = ({ announce }: PassiveOptions, here: string, client: string): string =>
  announce === undefined || isOwn(client) || isSameAddress(here, client) ? here : announce;
