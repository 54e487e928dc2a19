import type { ProfileProblem } from "./field-schemas.js";
import type { Endpoint } from "./endpoint.js";
import { isLoopback } from "./listen-host.js";
import { ANY } from "./cidr-network.js";
import { parsePortRanges, portsOf } from "./port-range.js";

/** Of a profile's FTP, what tells who may come to it and where. */
export interface FtpListener {
  readonly mode: "range" | "relay" | "bridge";
  readonly listen: Endpoint;
  readonly passive?: string | undefined;
  readonly allow?: readonly string[] | undefined;
  readonly dataPorts?: string | undefined;
  readonly login?: { readonly any: boolean } | undefined;
  readonly users?: readonly unknown[] | undefined;
  readonly implicitTlsPort?: number | undefined;
  readonly spool?: unknown;
  readonly spoolAccepts?: boolean | undefined;
}

/** What makes a part of FTP that other computers reach unfit to be saved: where, and why. */
export interface ExposureIssue {
  readonly problem: ProfileProblem;
  /** Below `ftp`. */
  readonly path: readonly (string | number)[];
  readonly found?: string | number;
}

/** Whether other computers reach what listens there, as far as the profile tells: an interface's name is taken for one that they reach. */
export const isExposed = ({ listen }: Pick<FtpListener, "listen">): boolean => !isLoopback(listen.host);

/**
 * Who may connect from other computers: addresses and networks in CIDR, or `["any"]`. A relay and a range of before there
 * was a list are open to all, as they were.
 */
export const allowedClients = (ftp: FtpListener): readonly string[] =>
  ftp.mode === "range" ? [ANY] : (ftp.allow ?? (ftp.mode === "relay" ? [ANY] : []));

/** The local ports of data connections that a firewall must open; none where the system chooses them. */
export function dataPortsOf(ftp: FtpListener): readonly number[] {
  const written = ftp.mode === "range" ? ftp.passive : ftp.dataPorts;
  const ranges = written === undefined ? [] : parsePortRanges(written);
  return "problem" in ranges ? [] : portsOf(ranges);
}

/** What of an FTP listener contradicts itself. */
export function listenerIssues(ftp: FtpListener): ExposureIssue[] {
  const issues: ExposureIssue[] = [];
  if (ftp.mode !== "range" && dataPortsOf(ftp).includes(ftp.listen.port))
    issues.push({ problem: "control-port-in-range", path: ["listen", "port"], found: ftp.listen.port });
  if (ftp.implicitTlsPort !== undefined && dataPortsOf(ftp).includes(ftp.implicitTlsPort))
    issues.push({ problem: "control-port-in-range", path: ["implicitTlsPort"], found: ftp.implicitTlsPort });
  if (ftp.users !== undefined && ftp.login?.any === true)
    issues.push({ problem: "users-with-any-login", path: ["users"] });
  if (ftp.spoolAccepts === true && ftp.spool === undefined) issues.push({ problem: "spool-missing", path: ["spool"] });
  return issues;
}

/**
 * What a profile must say before other computers may come to its FTP port: a bridge names who may connect, and never lets in
 * any name and password there. One that was saved before is still read, and its bridge refused by the core.
 */
export function exposureIssues(ftp: FtpListener): ExposureIssue[] {
  if (ftp.mode !== "bridge" || !isExposed(ftp)) return [];
  const issues: ExposureIssue[] = [];
  if (ftp.allow === undefined) issues.push({ problem: "allow-missing", path: ["allow"], found: ftp.listen.host });
  if (ftp.login?.any === true) issues.push({ problem: "any-login-exposed", path: ["login", "any"] });
  return issues;
}
