import { z } from "zod";
import type { FtpServerKind } from "../import-export/ftp-server-settings.js";
import type { ProfileId } from "../profile/profile-schema.js";
import type { TlsCertificate } from "../profile/tls-certificate.js";
import type { Failure } from "../status/failure.js";
import type { PortHolder } from "../status/port-holder.js";
import type { Warning } from "../status/warning.js";

/**
 * "Will my FTP program work?", as plain data: what each probe found. It crosses IPC and stands in `--json` as it is;
 * the words make a sentence and a next step of it.
 */

/** What is asked, in this order; which of them a profile needs is `plannedProbes`. */
export const PROBES = [
  "name",
  "gateway",
  "host-key",
  "encryption",
  "login",
  "forwarding",
  "target",
  "tls",
  "ftp-login",
  "passive",
  "address",
  "range",
  "extended-passive",
  "data",
  "target-name",
  "sftp",
  "home",
  "sessions",
  "forward",
  "local-ports",
  "system-ports",
  "range-length",
] as const;
export type Probe = (typeof PROBES)[number];

/** `warning`: it works, yet something may surprise. `skipped`: it could not be known. */
export type Outcome = "ok" | "warning" | "failed" | "skipped";

/** A local port that this profile cannot listen on. */
export interface TakenPort {
  readonly cause: Failure;
  readonly holder?: PortHolder;
}

interface GatewayEndpoint {
  readonly host: string;
  readonly port: number;
}
interface HostKey {
  readonly keyType: string;
  readonly fingerprint: string;
}

interface Encryption {
  readonly keyExchange: string;
  readonly cipher: string;
  /** `ssh-ed25519`, or a certificate's algorithm. */
  readonly hostKeyType: string;
}

/** What a probe found: a dotted code with the facts that a sentence needs. `target` is `popeye:21`, `said` a server's own words. */
export type Found =
  | { readonly code: "failure"; readonly cause: Failure }
  | { readonly code: "not-reached"; /** The probe that has to succeed first. */ readonly because: Probe }
  | { readonly code: "timed-out" }
  | { readonly code: "hung-up" }
  | { readonly code: "name.address"; readonly host: string }
  | { readonly code: "name.by-proxy"; readonly host: string; readonly proxy: string }
  | { readonly code: "name.found"; readonly host: string; readonly addresses: readonly string[] }
  | (GatewayEndpoint & { readonly code: "gateway.answers"; readonly software: string })
  | (GatewayEndpoint & HostKey & { readonly code: "host-key.known" })
  | (GatewayEndpoint & HostKey & { /** The user was asked just now. */ readonly code: "host-key.trusted" })
  | /** Beside the verdict on the host key. */ Extract<
      Warning,
      { readonly code: "host-key.line-damaged" | "host-key.not-saved" }
    >
  | /** Beside the login. */ Extract<Warning, { readonly code: "gateway.delays" }>
  | (GatewayEndpoint &
      Encryption & { /** What is recorded now stays secret. */ readonly code: "encryption.post-quantum" })
  | (GatewayEndpoint &
      Encryption & {
        /** The server has no post-quantum key exchange that Culvert has. */ readonly code: "encryption.classic";
        /** `OpenSSH_9.2p1`. */
        readonly software: string;
      })
  | (GatewayEndpoint & { readonly code: "login.accepted"; readonly username: string })
  | (GatewayEndpoint & {
      /** What it says to whoever logs in (RFC 4252 section 5.4), as one line. */ readonly code: "login.banner";
      readonly said: string;
    })
  | (GatewayEndpoint & {
      /** By a key file that others than its owner may read or write; `mode` is `0644`. */ readonly code: "login.key-open";
      readonly username: string;
      readonly file: string;
      readonly mode: string;
    })
  | { readonly code: "forwarding.allowed"; readonly target: string }
  | {
      readonly code: "target.answers";
      readonly target: string;
      readonly server: FtpServerKind;
      readonly greeting: string;
    }
  | { readonly code: "target.silent"; readonly target: string }
  | { readonly code: "target.turns-away"; readonly target: string; readonly said: string }
  | { readonly code: "tls.not-demanded"; readonly target: string; readonly isOffered: boolean }
  | {
      /** In `range`, where TLS passes end to end. */ readonly code: "tls.passes";
      readonly target: string;
      readonly said: string;
      /** Not verified. */ readonly certificate: TlsCertificate;
    }
  | {
      /** In `relay`, where Culvert speaks it with the server. */ readonly code: "tls.spoken";
      readonly target: string;
      /** The server's demand; empty where the profile wants TLS anyway. */ readonly said: string;
      readonly certificate: TlsCertificate;
      /** The profile holds it, or the system vouches for it; else the user will be asked. */ readonly isTrusted: boolean;
    }
  | {
      /** The certificate expires soon, or has expired. */ readonly code: "tls.expires";
      readonly target: string;
      readonly certificate: TlsCertificate;
      /** Milliseconds since 1970. */ readonly until: number;
      readonly isOver: boolean;
    }
  | {
      /** It is demanded, and yet not granted. */ readonly code: "tls.refused";
      readonly target: string;
      readonly said: string;
    }
  | { readonly code: "tls.failed"; readonly target: string; /** As OpenSSL says it. */ readonly detail: string }
  | { readonly code: "ftp-login.accepted"; readonly username: string }
  | { /** Nobody was let in, since no name was given. */ readonly code: "ftp-login.no-name"; readonly said: string }
  | { readonly code: "ftp-login.refused"; readonly username: string; readonly said: string }
  | { readonly code: "passive.granted"; readonly ports: readonly number[] }
  | { readonly code: "passive.unreadable"; readonly said: string }
  | { readonly code: "extended-passive.granted"; readonly port: number }
  | { readonly code: "extended-passive.refused"; readonly said: string }
  | { readonly code: "address.dialled"; readonly address: string }
  | { /** The relay puts its own in its place. */ readonly code: "address.replaced"; readonly address: string }
  | {
      readonly code: "address.elsewhere";
      readonly address: string;
      /** What the FTP program dials. */ readonly dialled: string;
    }
  | { readonly code: "range.inside"; readonly ports: readonly number[]; readonly passive: string }
  | { readonly code: "range.outside"; readonly outside: readonly number[]; readonly passive: string }
  | { readonly code: "data.carried"; readonly bytes: number; readonly port: number }
  | { readonly code: "data.unreachable"; readonly target: string; readonly cause: Failure }
  | { readonly code: "data.refused"; readonly target: string; readonly said: string }
  | { readonly code: "target-name.true"; readonly host: string }
  | {
      readonly code: "target-name.localhost";
      readonly host: string;
      readonly mode: "relay" | "range";
      /** Unknown where no data connection was tried. */ readonly carries?: boolean;
    }
  | { readonly code: "sftp.there"; readonly gateway: string; /** The protocol's version. */ readonly version: number }
  | { readonly code: "home.listed"; readonly path: string; readonly names: number }
  | { readonly code: "home.unlistable"; readonly path: string; readonly detail: string }
  | { readonly code: "sessions.ample"; readonly count: number }
  | {
      /** No more than these at once. */ readonly code: "sessions.few";
      readonly gateway: string;
      readonly count: number;
    }
  | { readonly code: "forward.reached"; readonly target: string }
  | { readonly code: "forward.gateway-listens"; readonly place: string; readonly target: string }
  | { readonly code: "forward.proxy" }
  | { readonly code: "forward.in-use" }
  | { readonly code: "local-ports.free"; readonly count: number }
  | { /** By this profile's own open tunnel. */ readonly code: "local-ports.own"; readonly count: number }
  | { readonly code: "local-ports.taken"; readonly taken: readonly TakenPort[]; readonly count: number }
  | { readonly code: "system-ports.clear"; readonly first: number; readonly last: number }
  | { readonly code: "system-ports.overlap"; readonly first: number; readonly last: number; readonly passive: string }
  | { readonly code: "range-length.ample"; readonly count: number }
  | { readonly code: "range-length.short"; readonly count: number; readonly server: FtpServerKind };

/** What one probe found. */
export interface Finding {
  readonly probe: Probe;
  /** Which hop or which forward, where there are several: `gw.example:22`, `Mail`. */
  readonly of?: string;
  readonly outcome: Outcome;
  readonly found: Found;
  /** What to write into a server's settings, and where; where that mends it. */
  readonly settings?: ServerSettings;
}

/** Lines for one server, with the profile's own numbers in them. */
export interface ServerSettings {
  /** As its makers write it. */
  readonly title: string;
  /** Where the lines go: a file, a window's page, or a command prompt. */
  readonly place: string;
  readonly lines: readonly string[];
  /** The command after which they count. */
  readonly restart?: string;
}

/** The check of one profile, as the window is told of it. */
export interface CheckStatus {
  readonly profile: ProfileId;
  readonly state: "running" | "finished" | "cancelled";
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly findings: readonly Finding[];
}

/** The gravest outcome: what the check comes to. */
export function verdictOf(findings: readonly Finding[]): "works" | "works-with-warnings" | "fails" {
  if (findings.some(({ outcome }) => outcome === "failed")) return "fails";
  return findings.some(({ outcome }) => outcome === "warning") ? "works-with-warnings" : "works";
}

const ftpLineSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\r\n\0]*$/);
/** An FTP user name and password for one check; never kept. */
export const ftpLoginSchema = z.strictObject({
  username: ftpLineSchema,
  password: z
    .string()
    .max(1024)
    .regex(/^[^\r\n\0]*$/),
});
export type FtpLogin = z.output<typeof ftpLoginSchema>;
