import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { formatCount } from "../../../src/shared/words/format-values.js";
import { words } from "../../../src/shared/words/words.js";
import { Disclosure } from "../../controls/disclosure.js";
import { failureOfPort } from "./rows-to-show.js";
import { PortsTable } from "./ports-table.js";

interface PortsSectionProps {
  readonly profile: ProfileId;
  readonly forwards: readonly ForwardStatus[];
}

/** The table of ports beneath the route: folded away until it is wanted, or a port fails. */
export function PortsSection({ profile, forwards }: PortsSectionProps) {
  const hasFailure = forwards.some((forward) => failureOfPort(forward) !== undefined);
  return (
    <div className="ports-section">
      <Disclosure title={words.ports.table} summary={summaryOf(forwards)} forceExpanded={hasFailure} level={2}>
        <PortsTable profile={profile} forwards={forwards} />
      </Disclosure>
    </div>
  );
}

/** `1 refused, 4 listening`; the gravest first. */
function summaryOf(forwards: readonly ForwardStatus[]): string {
  return (["refused", "listening", "idle"] as const)
    .map((kind) => [kind, forwards.filter(({ state }) => state.kind === kind).length] as const)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${formatCount(count)} ${words.ports.tally[kind]}`)
    .join(words.needs.between);
}
