import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { TrafficHistoryOf } from "../../src/shared/status/traffic-history.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { formatEndpoint, describeFailure, describeWarning, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { TrafficPlot } from "../traffic/traffic-plot.js";
import { GatewayBanner } from "./route/gateway-banner.js";
import { MendButtons } from "./route/mend-buttons.js";
import { PortsSection } from "./ports/ports-section.js";
import { PortsTable } from "./ports/ports-table.js";
import { RouteDiagram } from "./route/route-diagram.js";
import { hasRemedy, isToldByHop, routeOf, tableRowsOf } from "./route/route-selectors.js";
import { StateLine } from "./state-line.js";
import { TunnelActions, type EditorReturn, type ProfileActions } from "./tunnel-actions.js";
import "./tunnels.css";

interface TunnelPageProps {
  readonly profile: Profile;
  readonly status: TunnelStatus;
  /** What passed through it lately, where anything did. */
  readonly trafficHistory: TrafficHistoryOf | undefined;
  readonly actions: ProfileActions;
  /** The button that has the focus of a user who comes back from the editor. */
  readonly focusOn: EditorReturn | undefined;
}

/** One profile as it lives: its state, the route to its FTP server hop by hop, and a row for each port that is no part of it. */
export function TunnelPage({ profile, status, trafficHistory, actions, focusOn }: TunnelPageProps) {
  const { state, forwards, warnings = [], banner, outdated } = status;
  const { onMend, ...buttons } = actions;
  const route = routeOf(profile, status);
  const stateCause = state.kind === "failed" || state.kind === "waiting" ? state.cause : undefined;
  const cause = stateCause === undefined || isToldByHop(route?.hops ?? [], stateCause) ? undefined : stateCause;
  const rows = tableRowsOf(profile, forwards);
  return (
    <article className="tunnel-page" aria-labelledby="profile-name">
      <header className="page-head">
        <h1 id="profile-name" className="page-title">
          {profile.name}
        </h1>
        <TunnelActions
          state={state}
          focusOn={focusOn}
          hasFtpLogin={hasFtpLogin(profile)}
          hasRemedy={route?.hops.some(hasRemedy) === true}
          {...buttons}
        />
        <div className="page-description">
          <StateLine state={state} route={route} />
          {route === undefined ? <p className="gateways">{describeGateways(profile)}</p> : null}
        </div>
      </header>
      {cause === undefined ? null : (
        <Notice grade={state.kind === "failed" ? "danger" : "warning"} {...describeFailure(cause)} />
      )}
      {banner === undefined ? null : <GatewayBanner text={banner} />}
      {outdated ? (
        <Notice grade="info" says={words.tunnel.outdated}>
          <MendButtons mends={[{ kind: "reconnect" }]} isCalm onMend={(mend) => onMend(mend, 0)} />
        </Notice>
      ) : null}
      {warnings.map((warning, index) => (
        <Notice key={index} grade="warning" {...describeWarning(warning)} />
      ))}
      {route === undefined ? null : (
        <RouteDiagram profile={profile} route={route} forwards={forwards} onMend={onMend} />
      )}
      {trafficHistory === undefined ? null : <TrafficPlot past={trafficHistory} />}
      {rows.length === 0 ? (
        <NoPorts profile={profile} isShown={route === undefined} />
      ) : route === undefined ? (
        <PortsTable profile={profile.id} forwards={rows} />
      ) : (
        <PortsSection profile={profile.id} forwards={rows} />
      )}
    </article>
  );
}

const hasFtpLogin = ({ ftp }: Profile): boolean => ftp !== undefined && ftp.mode !== "bridge";

/** Of a profile without FTP: the route stands for the ports of one that has it. */
function NoPorts({ profile, isShown }: { readonly profile: Profile; readonly isShown: boolean }) {
  if (!isShown) return null;
  return (
    <p className="empty-note">{profile.forwards.length > 0 ? words.tunnel.portsWhenOpen : words.tunnel.noPorts}</p>
  );
}

/** The servers that it goes through, `olive@jump.example:22 → olive@www.spinach.com:22`. */
const describeGateways = ({ gateway }: Profile): string =>
  [...gateway.via, gateway].map((hop) => `${hop.username}@${formatEndpoint(hop)}`).join(" → ");
