import type { Finding, Found } from "../../../shared/check/finding.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import { MalformedReplyError } from "../../ftp/reply.js";
import { NoReplyError } from "../ftp/probe-control-connection.js";

/** What an expected way to fail means to a probe that asked a target. @throws whatever else was thrown: a bug */
export function foundForError(thrown: unknown, target: Endpoint): Found {
  if (thrown instanceof FailureError) return { code: "failure", cause: thrown.failure };
  if (thrown instanceof NoReplyError) return { code: thrown.reason === "timed-out" ? "timed-out" : "hung-up" };
  if (thrown instanceof MalformedReplyError)
    return { code: "failure", cause: { code: "ftp.not-ftp", target: formatEndpoint(target), heard: thrown.line } };
  throw thrown;
}

/** Run a probe to its finding: where it fails in an expected way, that is what it found. */
export async function runProbe(
  probe: Finding["probe"],
  target: Endpoint,
  probeFunction: () => Promise<Finding>,
): Promise<Finding> {
  try {
    return await probeFunction();
  } catch (thrown) {
    return { probe, outcome: "failed", found: foundForError(thrown, target) };
  }
}
