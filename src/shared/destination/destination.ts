import type { Endpoint } from "../profile/endpoint.js";
import type { ProfileDraft } from "../profile/profile-schema.js";

/** One SSH server on the way, as somebody wrote it. */
export interface DestinationHop {
  readonly host: string;
  readonly port?: number;
  readonly username?: string;
}

/** What a pasted text says of a profile; whatever it leaves open is left out. Never a secret. */
export interface Destination {
  /** The SSH server; left out by an FTP server's address. */
  readonly gateway?: DestinationHop;
  /** Jump hosts, in the order in which they are passed. */
  readonly via: readonly DestinationHop[];
  /** A private key's file. */
  readonly key?: string;
  /** How FTP is carried, where the text tells: a forward of FTP's ports, an FTP server's address, or files over SSH. */
  readonly ftp?: NonNullable<ProfileDraft["ftp"]>;
  readonly forwards: NonNullable<ProfileDraft["forwards"]>;
  /** A folder or file on the server, which a profile does not keep. */
  readonly path?: string;
  readonly name?: string;
  /** A host alone, without user, port or dots: perhaps a name of ~/.ssh/config. */
  readonly isBareName?: true;
  readonly notes: readonly DestinationNote[];
}

/** What there is to say about a pasted text, as data. `what` is never a secret. */
export interface DestinationNote {
  readonly code: DestinationNoteCode;
  readonly what: string;
}

export type DestinationNoteCode =
  /** A part that says nothing to a profile, or that Culvert does not know. */
  | "not-understood"
  /** A password stood there, and is not kept. */
  | "password-dropped"
  /** The FTP program's own user name. */
  | "ftp-user"
  /** A forward for the whole network listens on this computer alone. */
  | "listens-here-only"
  /** TLS was asked for inside the tunnel. */
  | "tls-asked";

/** Why a text is no destination, as data. `what` is the part that is wrong. */
export interface DestinationProblem {
  readonly code: DestinationProblemCode;
  readonly what: string;
}

export type DestinationProblemCode =
  | "empty"
  | "too-long"
  /** Digits and dots, and yet no address: `10.0.0.300`. */
  | "address-invalid"
  | "host-malformed"
  | "host-missing"
  | "port-invalid"
  | "username-malformed"
  | "scheme-unknown"
  | "forward-malformed"
  /** An option lacks its value. */
  | "value-missing"
  /** A session that PuTTY keeps, by its name alone. */
  | "session-named";

export type DestinationResult =
  | { readonly ok: true; readonly destination: Destination }
  | { readonly ok: false; readonly problem: DestinationProblem };

/** Thrown within the parser alone. */
export class DestinationError extends Error {
  constructor(readonly problem: DestinationProblem) {
    super(problem.code);
  }
}

/** A forward between two ports, before it is known whether it carries FTP. */
export interface PortForward {
  readonly listen: Endpoint;
  readonly target: Endpoint;
}
