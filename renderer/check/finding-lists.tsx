import type { CheckStatus, Finding } from "../../src/shared/check/finding.js";
import { words } from "../../src/shared/words/words.js";
import { Disclosure } from "../controls/disclosure.js";
import { FindingItem } from "./finding-item.js";

/** All that a check has found: in the order of its steps while it runs; then what needs the user first, and the rest folded. */
export function FindingLists({ check: { state, findings } }: { readonly check: CheckStatus }) {
  if (findings.length === 0) return null;
  if (state === "running") return <FindingList findings={findings} />;
  const urgent = [...findings.filter(isFailed), ...findings.filter(({ outcome }) => outcome === "warning")];
  const calm = findings.filter(({ outcome }) => outcome === "ok" || outcome === "skipped");
  return (
    <>
      {urgent.length === 0 ? null : <FindingList findings={urgent} />}
      {calm.length === 0 ? null : (
        <div className="findings-passed">
          <Disclosure title={words.check.passed(calm.length)} summary="" forceExpanded={false}>
            <FindingList findings={calm} />
          </Disclosure>
        </div>
      )}
    </>
  );
}

const isFailed = ({ outcome }: Finding): boolean => outcome === "failed";

const FindingList = ({ findings }: { readonly findings: readonly Finding[] }) => (
  <ol className="findings" aria-label={words.check.findings}>
    {findings.map((finding, index) => (
      <FindingItem key={index} finding={finding} />
    ))}
  </ol>
);
