import { Button } from "react-aria-components";
import type { ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { formatCount } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { AttentionIcon } from "./attention-icon.js";
import { attentionSummary } from "./attention.js";

/** Fewer are seen at a glance as they are. */
const MIN_TUNNELS = 8;

interface AttentionButtonProps {
  readonly statuses: readonly TunnelStatus[];
  readonly selected: ProfileId | undefined;
  readonly onSelect: (id: ProfileId) => void;
}

/** Which of many tunnels need the user, above them all; each press leads to the next one. */
export function AttentionButton({ statuses, selected, onSelect }: AttentionButtonProps) {
  const summary = attentionSummary(statuses, selected);
  if (summary === undefined || statuses.length < MIN_TUNNELS) return null;
  const text = summary.counts.map(({ need, count }) => words.needs[need](formatCount(count))).join(words.needs.between);
  return (
    <Button
      className="attention-button"
      aria-label={`${text}${words.needs.between}${words.needs.next}`}
      onPress={() => onSelect(summary.next)}
    >
      <AttentionIcon reason={summary.gravest} />
      <span>{text}</span>
    </Button>
  );
}
