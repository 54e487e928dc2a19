import type { Profile } from "../../../src/shared/profile/profile-schema.js";
import type { Route } from "../../../src/shared/status/route.js";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { words } from "../../../src/shared/words/words.js";
import { useNow } from "../../controls/use-now.js";
import { ClientSetup } from "../client-setup/client-setup.js";
import { HopItem } from "./hop-item.js";
import type { OnMend } from "./mend-buttons.js";
import { Connections, FailureReason, PassedBytes } from "../ports/port-cells.js";
import { controlFailure, controlOf } from "./route-selectors.js";
import { SpoolNote } from "../spool-note.js";
import { TransferList } from "../transfers/transfer-list.js";
import "./route.css";

interface RouteDiagramProps {
  readonly profile: Profile;
  readonly route: Route;
  readonly forwards: readonly ForwardStatus[];
  readonly onMend: OnMend;
}

/** The way from the user's program to the FTP server, live: what to type into the program at its first hop, the transfers at its last. */
export function RouteDiagram({ profile, route: { hops }, forwards, onMend }: RouteDiagramProps) {
  const now = useNow(false);
  const control = controlOf(forwards);
  const isRead = profile.ftp !== undefined && profile.ftp.mode !== "range";
  const failure = isRead ? controlFailure(control, hops) : undefined;
  return (
    <ol className="route-hops" aria-label={words.routePage.title}>
      {hops.map((hop, index) => (
        <HopItem
          key={`${index} ${hop.kind}`}
          profile={profile.id}
          hop={hop}
          next={hops[index + 1]}
          index={index}
          now={now}
          onMend={onMend}
        >
          {index === 0 ? <ClientSetup forwards={forwards} profile={profile} /> : null}
          {index === 0 && isRead && control !== undefined ? <ControlFigures control={control} /> : null}
          {failure !== undefined && index === (failure.isRefusal ? 0 : hops.length - 1) ? (
            <FailureReason {...failure} />
          ) : null}
          {index === hops.length - 1 && control?.spool !== undefined ? <SpoolNote spool={control.spool} /> : null}
          {index === hops.length - 1 && control !== undefined && isRead ? <TransferList control={control} /> : null}
        </HopItem>
      ))}
    </ol>
  );
}

/** What has passed through the port of a relay or a bridge, once anything did. */
function ControlFigures({ control: { connections, bytes, speed } }: { readonly control: ForwardStatus }) {
  if (connections.total === 0) return null;
  return (
    <div className="hop-counts">
      <span className="secondary-text">{words.ports.connections}</span>
      <Connections {...connections} />
      <PassedBytes bytes={bytes} speed={speed} />
    </div>
  );
}
