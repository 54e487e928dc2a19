import type { Finding, Found } from "../../shared/check/finding.js";
import type { Place } from "../../shared/profile/endpoint.js";
import { Failed } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import { MalformedReply } from "../ftp/reply.js";
import { NoReply } from "./ftp-client.js";

/** What an expected way to fail means to a probe that asked a target. @throws whatever else was thrown: a bug */
export function foundBy(thrown: unknown, target: Place): Found {
  if (thrown instanceof Failed) return { code: "failure", cause: thrown.failure };
  if (thrown instanceof NoReply) return { code: thrown.why === "timed-out" ? "timed-out" : "hung-up" };
  if (thrown instanceof MalformedReply) return { code: "failure", cause: { code: "ftp.not-ftp", target: at(target), heard: thrown.line } };
  throw thrown;
}

/** Run a probe to its finding: where it fails in an expected way, that is what it found. */
export async function settle(probe: Finding["probe"], target: Place, act: () => Promise<Finding>): Promise<Finding> {
  try {
    return await act();
  } catch (thrown) {
    return { probe, outcome: "failed", found: foundBy(thrown, target) };
  }
}
