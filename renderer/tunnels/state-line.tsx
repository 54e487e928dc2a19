import type { TunnelState } from "../../src/shared/status/tunnel-state.js";
import { formatTime, secondsUntil } from "../../src/shared/words/format-values.js";
import { describeState, words } from "../../src/shared/words/words.js";
import { StateIcon } from "../controls/state-icon.js";
import { useNow } from "../controls/use-now.js";

/** Where the tunnel stands, in words, with the one fact that goes with it. */
export function StateLine({ state }: { readonly state: TunnelState }) {
  const now = useNow(state.kind === "waiting" || state.kind === "closing");
  const fact = factOf(state, now);
  return (
    <p className="state-line">
      <span className={`state state-${state.kind}`} role="status">
        <StateIcon kind={state.kind} />
        {describeState(state)}
      </span>
      {fact === undefined ? null : <span className="lesser">{fact}</span>}
    </p>
  );
}

function factOf(state: TunnelState, now: number): string | undefined {
  switch (state.kind) {
    case "open":
      return words.tunnel.openSince(formatTime(state.since, now));
    case "opening":
      return state.attempt > 1 ? words.tunnel.attempt(state.attempt) : undefined;
    case "waiting":
      return words.tunnel.retryIn(secondsUntil(state.retryAt, now));
    case "closing":
      return state.waitsFor === undefined ? undefined : words.tunnel.closingIn(secondsUntil(state.waitsFor.until, now));
    case "closed":
    case "failed":
      return undefined;
  }
}
