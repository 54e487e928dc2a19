import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { TrafficHistoryOf } from "../../src/shared/status/traffic-history.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { formatEndpoint, describeFailure, describeWarning, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { TrafficPlot } from "../traffic/traffic-plot.js";
import { ClientSetup } from "./client-setup.js";
import { GatewayBanner } from "./gateway-banner.js";
import { PortsTable } from "./ports-table.js";
import { StateLine } from "./state-line.js";
import { TunnelActions, type ProfileActions } from "./tunnel-actions.js";
import "./tunnels.css";

interface TunnelPageProps {
  readonly profile: Profile;
  readonly status: TunnelStatus;
  /** What passed through it lately, where anything did. */
  readonly trafficHistory: TrafficHistoryOf | undefined;
  readonly actions: ProfileActions;
  /** Whether the user comes back from the editor, and the focus with them. */
  readonly focusEdit: boolean;
}

/** One profile as it lives: its state, what troubles it, and a row for each port. */
export function TunnelPage({
  profile,
  status: { state, forwards, warnings = [], banner, outdated },
  trafficHistory,
  actions,
  focusEdit,
}: TunnelPageProps) {
  const cause = state.kind === "failed" || state.kind === "waiting" ? describeFailure(state.cause) : undefined;
  return (
    <article className="tunnel-page" aria-labelledby="profile-name">
      <header className="page-head">
        <h1 id="profile-name" className="page-title">
          {profile.name}
        </h1>
        <TunnelActions state={state} focusEdit={focusEdit} {...actions} />
        <div className="page-about">
          <StateLine state={state} />
          <p className="way">{describeRoute(profile)}</p>
        </div>
      </header>
      {cause === undefined ? null : (
        <Notice grade={state.kind === "failed" ? "danger" : "warning"} says={cause.says} remedy={cause.remedy} />
      )}
      {banner === undefined ? null : <GatewayBanner text={banner} />}
      {outdated ? <Notice grade="info" says={words.tunnel.outdated} /> : null}
      {warnings.map((warning, index) => (
        <Notice key={index} grade="warning" {...describeWarning(warning)} />
      ))}
      <ClientSetup forwards={forwards} profile={profile} />
      {trafficHistory === undefined ? null : <TrafficPlot past={trafficHistory} />}
      {forwards.length > 0 ? (
        <PortsTable profile={profile.id} forwards={forwards} />
      ) : (
        <p className="no-ports">{wantsPorts(profile) ? words.tunnel.portsWhenOpen : words.tunnel.noPorts}</p>
      )}
    </article>
  );
}

const wantsPorts = ({ ftp, forwards }: Profile): boolean => ftp !== undefined || forwards.length > 0;

/** The way that it takes, `olive@www.spinach.com:22 → popeye:21 · Passive range`. */
function describeRoute({ gateway, ftp }: Profile): string {
  const hops = [...gateway.via, gateway].map((hop) => `${hop.username}@${formatEndpoint(hop)}`);
  const target = ftp !== undefined && ftp.mode !== "bridge" ? [formatEndpoint(ftp.target)] : [];
  return [[...hops, ...target].join(" → "), ...(ftp === undefined ? [] : [words.modes[ftp.mode].name])].join(" · ");
}
