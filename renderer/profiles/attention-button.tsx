import { Button } from "react-aria-components";
import type { ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { sayCount } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { StateMark } from "../controls/state-icon.js";
import { needsOf } from "./attention.js";

/** Fewer are seen at a glance as they are. */
const MANY = 8;

interface NeedsLineProps {
  readonly statuses: readonly TunnelStatus[];
  readonly selected: ProfileId | undefined;
  readonly onSelect: (id: ProfileId) => void;
}

/** Which of many tunnels need the user, above them all; each press leads to the next one. */
export function NeedsLine({ statuses, selected, onSelect }: NeedsLineProps) {
  const needs = needsOf(statuses, selected);
  if (needs === undefined || statuses.length < MANY) return null;
  const told = needs.counts.map(({ need, count }) => words.needs[need](sayCount(count))).join(words.needs.between);
  return (
    <Button className="needs-line" aria-label={`${told}${words.needs.between}${words.needs.next}`} onPress={() => onSelect(needs.next)}>
      <StateMark kind={needs.gravest === "refusals" ? "refused" : needs.gravest} /><span>{told}</span>
    </Button>
  );
}
