import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { Hop } from "../../../src/shared/status/route.js";
import { describeFailure, formatEndpoint, words } from "../../../src/shared/words/words.js";
import { ChangedHostKey } from "./changed-host-key.js";
import { MendButtons, type OnMend } from "./mend-buttons.js";
import { RemoveChangedHostKey } from "./remove-changed-host-key.js";

interface HopFailureProps {
  readonly profile: ProfileId;
  readonly hop: Hop;
  readonly index: number;
  readonly onMend: OnMend;
}

/** Why a hop fails, or what should be known of it, what to do, and the buttons that do it. */
export function HopFailure({ profile, hop, index, onMend }: HopFailureProps) {
  const { state, cause } = hop;
  const mends = (hop.mends ?? []).filter(({ kind }) => cause !== undefined || kind !== "reconnect"); // which the page offers above the route
  if (cause === undefined && mends.length === 0) return null;
  const lines = mends.find((mend) => mend.kind === "copy-server-lines");
  return (
    <div className={`hop-failure hop-failure-${state === "fails" ? "fails" : "note"}`} role="group">
      {cause === undefined ? null : <Cause cause={cause} />}
      {lines === undefined ? null : (
        <div className="hop-lines">
          <p>{lines.file === "" ? words.routePage.serverLines : words.routePage.serverLinesIn(lines.file)}</p>
          <div className="code-block">
            <pre tabIndex={0}>
              <code>{lines.lines}</code>
            </pre>
          </div>
        </div>
      )}
      <MendButtons mends={mends} isCalm={cause?.code === "host-key.changed"} onMend={(mend) => onMend(mend, index)}>
        {cause?.code === "host-key.changed"
          ? cause.kept.map((kept) => (
              <RemoveChangedHostKey key={kept.line} profile={profile} kept={kept} host={cause.host} />
            ))
          : null}
      </MendButtons>
    </div>
  );
}

function Cause({ cause }: { readonly cause: Failure }) {
  const { says, remedy } = describeFailure(cause);
  const isChangedKey = cause.code === "host-key.changed";
  return (
    <>
      <p className="hop-cause">{isChangedKey ? words.routePage.keyChanged(formatEndpoint(cause)) : says}</p>
      {isChangedKey ? <ChangedHostKey failure={cause} /> : null}
      {remedy === "" ? null : <p>{remedy}</p>}
    </>
  );
}
