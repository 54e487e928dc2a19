import { formatEndpoint, isSocket } from "../profile/endpoint.js";
import { LOOPBACK } from "../profile/field-schemas.js";
import type { ForwardDraft } from "./import-candidate.js";

/** What tells one forward from another, but for its name and switch. */
export const forwardKey = ({ kind, listen, ...rest }: ForwardDraft): string =>
  [kind, formatEndpoint(withHost(listen)), "target" in rest ? formatEndpoint(rest.target) : ""].join(" ");

/** Where a forward listens, on loopback where it names no host. */
export const withHost = (listen: ForwardDraft["listen"]) =>
  isSocket(listen) ? listen : { ...listen, host: listen.host ?? LOOPBACK };
