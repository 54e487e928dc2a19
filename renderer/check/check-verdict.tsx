import { LoaderCircle } from "lucide-react";
import { verdictOf, type CheckStatus } from "../../src/shared/check/finding.js";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { formatVerdict } from "../../src/shared/words/check-report.js";
import { words } from "../../src/shared/words/words.js";
import { OutcomeIcon } from "./outcome-icon.js";

/** What the check comes to, or that it runs still; said aloud when it changes. */
export function CheckVerdict({
  profile,
  check: { state, findings },
}: {
  readonly profile: Profile;
  readonly check: CheckStatus;
}) {
  if (state === "running")
    return (
      <p className="check-verdict" role="status">
        <LoaderCircle className="state-icon state-icon-opening" aria-hidden="true" />
        {words.check.running}
      </p>
    );
  if (state === "cancelled")
    return (
      <p className="check-verdict" role="status">
        {words.check.cancelled}
      </p>
    );
  const verdict = verdictOf(findings);
  const outcome = verdict === "fails" ? "failed" : verdict === "works" ? "ok" : "warning";
  return (
    <p className={`check-verdict check-${outcome}`} role="status">
      <OutcomeIcon outcome={outcome} />
      {formatVerdict(profile, findings)}
    </p>
  );
}
