import type { Finding } from "../../shared/check/finding.js";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { formatEndpoint } from "../../shared/words/words.js";
import { printableExcerpt, isPositive, type FtpReply } from "../ftp/reply.js";
import { requiresTls } from "../ftp/tls-demand.js";
import { FtpClient } from "./ftp-client.js";
import { FtpTls, TlsFailedError } from "./ftp-tls.js";
import { PROBE_ORIGIN, type ProbeContext } from "./probe-context.js";

/** A name that no server knows: it is followed by no password. */
const UNKNOWN_USER = "culvert";

/** What was found, and where logging in goes on. */
export interface TlsProbeResult {
  readonly finding: Finding;
  /** The reply to the user's own name, where it was given in the clear. */
  readonly userReply?: FtpReply;
  /** The control connection inside TLS, where one is needed and possible; to be closed. */
  readonly overTls?: { readonly client: FtpClient; readonly tls: FtpTls };
}

/**
 * Whether the server lets nobody in without TLS, asked without any password: the name alone shows it (RFC 4217).
 * vsftpd may demand it of named users only, so this is asked with a name, and `anonymous` comes later.
 */
export async function probeTls(context: ProbeContext): Promise<TlsProbeResult> {
  const { client, ftp, login } = context;
  const { finding, answer } = await probeTlsDemand(client, ftp.target, login?.username);
  if (finding.outcome === "ok") return { finding, ...(login === undefined ? {} : { userReply: answer }) };
  return ftp.mode === "range" ? continueOverTls(context, printableExcerpt(answer.raw)) : { finding };
}

/** The same question alone. @returns the finding, and the reply that it stands on */
export async function probeTlsDemand(
  client: FtpClient,
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
async function continueOverTls(
  { client: plainClient, ftp, session, clock }: ProbeContext,
  demand: string,
): Promise<TlsProbeResult> {
  const target = formatEndpoint(ftp.target);
  const failed = (found: Finding["found"]): TlsProbeResult => ({ finding: { probe: "tls", outcome: "failed", found } });
  plainClient.close();
  const client = new FtpClient(await session.openChannel(ftp.target, PROBE_ORIGIN), clock);
  let isHandedOver = false;
  try {
    await client.greeting();
    const granted = await client.request("AUTH TLS");
    if (granted.code !== 234) return failed({ code: "tls.refused", target, said: printableExcerpt(granted.raw) });
    const tls = await FtpTls.start(client, ftp.target.host, clock);
    isHandedOver = true;
    return {
      finding: {
        probe: "tls",
        outcome: "ok",
        found: { code: "tls.passes", target, said: demand, certificate: tls.certificate },
      },
      overTls: { client, tls },
    };
  } catch (thrown) {
    if (thrown instanceof TlsFailedError)
      return failed({ code: "tls.failed", target, detail: printableExcerpt(thrown.detail) });
    throw thrown;
  } finally {
    if (!isHandedOver) client.close();
  }
}
