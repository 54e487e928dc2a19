import { Lock, LockOpen } from "lucide-react";
import type { ReactNode } from "react";
import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";
import type { Hop } from "../../../src/shared/status/route.js";
import { formatTime } from "../../../src/shared/words/format-values.js";
import { describeHopFact, words } from "../../../src/shared/words/words.js";
import { HopIcon } from "./hop-icon.js";
import { HopFailure } from "./hop-failure.js";
import type { OnMend } from "./mend-buttons.js";

interface HopItemProps {
  readonly profile: ProfileId;
  readonly hop: Hop;
  /** The one after it, if any. */
  readonly next: Hop | undefined;
  readonly index: number;
  readonly now: number;
  readonly onMend: OnMend;
  readonly children: ReactNode;
}

/** So many facts tell what a hop is; a log has the rest. */
const MAX_FACTS = 3;

/** One hop of the route with its mark, its word and what is known of it; what fails opens in place. */
export function HopItem({ profile, hop, next, index, now, onMend, children }: HopItemProps) {
  const { kind, endpoint, state, facts, lastWorked } = hop;
  const protection = next === undefined ? undefined : protectionOf(next);
  return (
    <li className={`hop hop-${state}`}>
      <span className={`hop-rail ${protection === undefined ? "" : `hop-rail-${protection}`}`} aria-hidden="true">
        <HopIcon state={state} />
      </span>
      <div className="hop-details">
        <p className="hop-kind">{words.hopKinds[kind]}</p>
        <p className="hop-endpoint">{endpoint}</p>
        <p className="hop-state">
          <span className="hop-word">{words.hopStates[state]}</span>
          {lastWorked === undefined ? null : (
            <span className="secondary-text">
              {state === "works" || state === "works-with-note"
                ? words.routePage.lastWorked(formatTime(lastWorked, now))
                : words.routePage.lastWorkedBefore(formatTime(lastWorked, now))}
            </span>
          )}
        </p>
      </div>
      <div className="hop-body">
        <HopFailure profile={profile} hop={hop} index={index} onMend={onMend} />
        {facts.length === 0 ? null : (
          <ul className="hop-facts">
            {facts.slice(0, MAX_FACTS).map((fact, factIndex) => (
              <li key={`${factIndex} ${fact.kind}`}>{describeHopFact(fact)}</li>
            ))}
          </ul>
        )}
        {children}
      </div>
      {protection === undefined ? null : <HopLink protection={protection} />}
    </li>
  );
}

type Protection = "ssh" | "tls" | "plain" | "near";

/** How what passes to a hop is kept from others; `near`: nobody sits between it and the one before. */
function protectionOf(next: Hop): Protection {
  if (next.isPlain === true) return "plain";
  if (next.kind === "gateway" || next.kind === "jump-host") return "ssh";
  return next.facts.some(({ kind }) => kind === "tls-spoken") ? "tls" : "near";
}

function HopLink({ protection }: { readonly protection: Protection }) {
  if (protection === "near") return <span className="hop-link" />;
  const Icon = protection === "plain" ? LockOpen : Lock;
  return (
    <div className={`hop-link hop-link-${protection}`}>
      <Icon aria-hidden="true" />
      <p>
        {protection === "plain" ? words.plainHop : words.routePage[protection]}
        {protection === "plain" ? <span className="hop-link-label">{words.routePage.plainSays}</span> : null}
      </p>
    </div>
  );
}
