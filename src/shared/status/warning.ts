/** What works, and still should be mended: plain data, told beside a tunnel's state and made into words by `words.ts`. */
export type Warning =
  /** Others than its owner may read or write a private key; `mode` is `0644`. */
  | { readonly code: "key.permissions-wide"; readonly file: string; readonly mode: string }
  /** A line of known_hosts, counted from 1, that names the gateway and holds no whole key: it was passed over. */
  | { readonly code: "host-key.line-damaged"; readonly file: string; readonly line: number }
  /** A host key that the user trusts could not be written into known_hosts: it is asked about again the next time. */
  | { readonly code: "host-key.not-saved"; readonly file: string; readonly detail: string }
  /** The account runs no SFTP, by which the profile's `noDelay` would have its OpenSSH hold no small packet back. */
  | { readonly code: "gateway.delays"; readonly host: string; readonly port: number }
  /** Every computer that reaches this one may connect to the relay there, since the profile names none: `0.0.0.0:2121`. */
  | { readonly code: "ftp.open-to-all"; readonly listen: string };

/** What wants mending where a session was opened: no part of the profile itself. */
export type SessionWarning = Exclude<Warning, { readonly code: "ftp.open-to-all" }>;

export type OnWarning = (warning: SessionWarning) => void;
