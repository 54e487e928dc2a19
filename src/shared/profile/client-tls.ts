import { z } from "zod";
import type { Endpoint } from "./endpoint.js";
import { booleanSchema, portSchema, problem, requiredText } from "./field-schemas.js";
import { isLoopback } from "./listen-host.js";

/** Whether an FTP program may speak TLS to a relay or a bridge: it may, it must, or it cannot. */
export const CLIENT_TLS_MODES = ["off", "offered", "required"] as const;
export type ClientTlsMode = (typeof CLIENT_TLS_MODES)[number];

/** What a relay's or bridge's profile says of TLS with its clients (RFC 4217). */
export const clientTlsFields = {
  /** Where it is left out: off on loopback, and offered to other computers. */
  clientTls: z.enum(CLIENT_TLS_MODES, problem("choice-unknown")).optional(),
  /** A second port, for programs that speak TLS from the first byte (`ftps://`). */
  implicitTlsPort: portSchema.optional(),
  /** A PEM file with a certificate and its key, to be shown to clients in place of the one that Culvert makes for this computer. */
  ownCertificate: requiredText("file-missing").optional(),
  /** Off for programs that never send close_notify: an upload that was cut off looks whole then. */
  clientCloseNotify: booleanSchema.optional(),
};
export type ClientTlsFields = { readonly [F in keyof typeof clientTlsFields]?: z.output<(typeof clientTlsFields)[F]> };

/** What is offered to clients of the port that listens there. */
export const clientTlsMode = ({
  clientTls,
  listen,
}: Pick<ClientTlsFields, "clientTls"> & { readonly listen: Endpoint }): ClientTlsMode =>
  clientTls ?? (isLoopback(listen.host) ? "off" : "offered");

/** Whether a client may speak TLS in one way or another, so that a certificate is needed. */
export const speaksClientTls = (ftp: ClientTlsFields & { readonly listen: Endpoint }): boolean =>
  clientTlsMode(ftp) !== "off" || ftp.implicitTlsPort !== undefined;
