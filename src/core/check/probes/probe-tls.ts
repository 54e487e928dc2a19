import type { Finding } from "../../../shared/check/finding.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { canonicalFingerprint } from "../../../shared/profile/tls-certificate.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import { printableExcerpt, isPositive, type FtpReply } from "../../ftp/reply.js";
import { requiresTls } from "../../ftp/requires-tls.js";
import { ProbeControlConnection } from "../ftp/probe-control-connection.js";
import { FtpTls, tlsFailed } from "../ftp/ftp-tls.js";
import { PROBE_ORIGIN, type ProbeContext } from "./probe-context.js";

/** A name that no server knows: it is followed by no password. */
const UNKNOWN_USER = "culvert";

/** What was found, and where logging in goes on. */
export interface TlsProbeResult {
  readonly finding: Finding;
  /** The reply to the user's own name, where it was given in the clear. */
  readonly userReply?: FtpReply;
  /** The control connection inside TLS, where one is needed and possible; to be closed. */
  readonly overTls?: { readonly client: ProbeControlConnection; readonly tls: FtpTls };
  /** No password goes to a server whose certificate nobody vouches for. */
  readonly mayLogIn?: false;
}

/** A certificate that is valid for no longer is told of. Milliseconds. */
const SHORT_VALIDITY_MS = 14 * 86_400_000;

/**
 * Whether the server lets nobody in without TLS, asked without any password: the name alone shows it (RFC 4217).
 * vsftpd may demand it of named users only, so this is asked with a name, and `anonymous` comes later.
 */
export async function probeTls(context: ProbeContext): Promise<TlsProbeResult> {
  const { client, ftp, login } = context;
  if (context.tls !== undefined) return spoken(context, context.tls, "");
  if (ftp.mode === "relay" && ftp.tls === "explicit") return continueOverTls(context, "");
  const { finding, answer } = await probeTlsDemand(client, ftp.target, login?.username);
  if (finding.outcome === "ok") return { finding, ...(login === undefined ? {} : { userReply: answer }) };
  return ftp.mode === "range" || ftp.tls !== "never"
    ? continueOverTls(context, printableExcerpt(answer.raw))
    : { finding };
}

/** Whether the server lets nobody in without TLS, and nothing beyond that question. @returns the finding, and the reply that it stands on */
export async function probeTlsDemand(
  client: ProbeControlConnection,
  endpoint: Endpoint,
  username = UNKNOWN_USER,
): Promise<{ readonly finding: Finding; readonly answer: FtpReply }> {
  const target = formatEndpoint(endpoint);
  const features = await client.request("FEAT");
  const answer = requiresTls("FEAT", features) ? features : await client.request(`USER ${username}`);
  if (requiresTls("USER", answer)) {
    const cause = { code: "ftp.tls-demanded", target, said: printableExcerpt(answer.raw) } as const;
    return { answer, finding: { probe: "tls", outcome: "failed", found: { code: "failure", cause } } };
  }
  const isOffered = isPositive(features) && /^ +AUTH\b.*TLS/im.test(features.raw);
  return {
    answer,
    finding: { probe: "tls", outcome: "ok", found: { code: "tls.not-demanded", target, isOffered } },
  };
}

/** Go through TLS as the user's program will, on a new connection: a server may have hung up with its demand (vsftpd, Pure-FTPd). @param demand what it said */
async function continueOverTls(context: ProbeContext, demand: string): Promise<TlsProbeResult> {
  const { client: plainClient, ftp, session, clock } = context;
  const target = formatEndpoint(ftp.target);
  const failed = (found: Finding["found"]): TlsProbeResult => ({ finding: { probe: "tls", outcome: "failed", found } });
  plainClient.close();
  const client = new ProbeControlConnection(await session.openChannel(ftp.target, PROBE_ORIGIN), clock);
  let isHandedOver = false;
  try {
    await client.greeting();
    const granted = await client.request("AUTH TLS");
    if (granted.code !== 234) return failed({ code: "tls.refused", target, said: printableExcerpt(granted.raw) });
    const tls = await FtpTls.start(client, ftp.target, clock);
    isHandedOver = true;
    return { ...spoken(context, tls, demand), overTls: { client, tls } };
  } catch (thrown) {
    const found = tlsFailed(ftp.target, thrown);
    if (found === undefined) throw thrown;
    return failed(found);
  } finally {
    if (!isHandedOver) client.close();
  }
}

/** What TLS comes to: in range mode the FTP program speaks it, in relay mode Culvert does. */
function spoken({ ftp, clock, login }: ProbeContext, tls: FtpTls, said: string): TlsProbeResult {
  const target = formatEndpoint(ftp.target);
  const { certificate, isVouchedFor } = tls;
  const pinned =
    ftp.mode === "relay" && ftp.certificate !== undefined ? canonicalFingerprint(ftp.certificate) : undefined;
  if (pinned !== undefined && pinned !== certificate.fingerprint)
    return {
      finding: {
        probe: "tls",
        outcome: "failed",
        found: {
          code: "failure",
          cause: { code: "ftp.certificate-changed", target, kept: pinned, ...certificate },
        },
      },
      mayLogIn: false,
    };
  const isTrusted = isVouchedFor || pinned !== undefined;
  const mayLogIn = ftp.mode === "range" || isTrusted || login === undefined ? {} : { mayLogIn: false as const };
  const until = certificate.validUntil ?? Infinity;
  if (until - clock.now() < SHORT_VALIDITY_MS && (ftp.mode === "range" || isTrusted)) {
    const found = { code: "tls.expires", target, certificate, until, isOver: until < clock.now() } as const;
    return { finding: { probe: "tls", outcome: "warning", found }, ...mayLogIn };
  }
  const found: Finding["found"] =
    ftp.mode === "range"
      ? { code: "tls.passes", target, said, certificate }
      : { code: "tls.spoken", target, said, certificate, isTrusted };
  return {
    finding: { probe: "tls", outcome: isTrusted || ftp.mode === "range" ? "ok" : "warning", found },
    ...mayLogIn,
  };
}
