import { TriangleAlert } from "lucide-react";
import type { Route } from "../../src/shared/status/route.js";
import type { TunnelState } from "../../src/shared/status/tunnel-state.js";
import { formatTime, secondsUntil } from "../../src/shared/words/format-values.js";
import { describeState, words } from "../../src/shared/words/words.js";
import { StateIcon } from "../controls/state-icon.js";
import { useNow } from "../controls/use-now.js";

interface StateLineProps {
  readonly state: TunnelState;
  /** Where it carries FTP. */
  readonly route: Route | undefined;
}

/** Where the tunnel stands, in words, with the one fact that goes with it. Open is said without more only where FTP gets through. */
export function StateLine({ state, route }: StateLineProps) {
  const now = useNow(state.kind === "waiting" || state.kind === "closing");
  const fact = factOf(state, now);
  const fails = state.kind === "open" && route?.state === "fails";
  const summary = state.kind === "open" && route !== undefined ? summaryOf(route, state.since) : "";
  return (
    <p className="state-line">
      <span className={`state state-${fails ? "open-but-fails" : state.kind}`} role="status">
        {fails ? (
          <TriangleAlert className="state-icon state-icon-waiting" aria-hidden="true" />
        ) : (
          <StateIcon kind={state.kind} />
        )}
        {fails ? words.openButFails : describeState(state)}
      </span>
      {fact === undefined ? null : <span className="secondary-text">{fact}</span>}
      {summary === "" ? null : <span className="secondary-text state-summary">{summary}</span>}
    </p>
  );
}

/** What an FTP program may expect, as far as is known; a login of an earlier session proves nothing of this one. */
function summaryOf({ state, hops }: Route, since: number): string {
  const isProven = hops.some(({ facts }) => facts.some((fact) => fact.kind === "login-accepted" && fact.at >= since));
  return state === "works" && isProven ? words.routePage.proven : words.routePage.summaries[state];
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
