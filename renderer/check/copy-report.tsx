import { Check, ClipboardCopy } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Finding } from "../../src/shared/check/finding.js";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { checkReport } from "../../src/shared/words/check-report.js";
import { words } from "../../src/shared/words/words.js";
import { copyText } from "../controls/copy-text.js";

/** Copies the report for somebody who can help: names, addresses and users are masked. */
export function CopyReport({
  profile,
  findings,
}: {
  readonly profile: Profile;
  readonly findings: readonly Finding[];
}) {
  const [isCopied, setCopied] = useState<boolean>();
  return (
    <span className="copy-report">
      <span role="status" className={isCopied === false ? "error-text" : "hint"}>
        {isCopied === undefined ? "" : isCopied ? words.check.reportCopied : words.copy.failed}
      </span>
      <Button className="button" onPress={() => setCopied(copyText(checkReport(profile, findings)))}>
        {isCopied === true ? <Check aria-hidden="true" /> : <ClipboardCopy aria-hidden="true" />}
        {words.check.copyReport}
      </Button>
    </span>
  );
}
