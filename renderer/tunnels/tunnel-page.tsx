import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { TrafficPast } from "../../src/shared/status/traffic-history.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { at, sayFailure, sayWarning, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { TrafficPlot } from "../traffic/traffic-plot.js";
import { PointHere } from "./client-setup.js";
import { PortsTable } from "./ports-table.js";
import { StateLine } from "./state-line.js";
import { TunnelActions, type ProfileActions } from "./tunnel-actions.js";
import "./tunnels.css";

interface TunnelPageProps {
  readonly profile: Profile;
  readonly status: TunnelStatus;
  /** What passed through it lately, where anything did. */
  readonly past: TrafficPast | undefined;
  readonly actions: ProfileActions;
  /** Whether the user comes back from the editor, and the focus with them. */
  readonly isBack: boolean;
}

/** One profile as it lives: its state, what troubles it, and a row for each port. */
export function TunnelPage({ profile, status: { state, forwards, warnings = [], outdated }, past, actions, isBack }: TunnelPageProps) {
  const cause = state.kind === "failed" || state.kind === "waiting" ? sayFailure(state.cause) : undefined;
  return (
    <article className="tunnel-page" aria-labelledby="profile-name">
      <header className="page-head">
        <h1 id="profile-name" className="page-title">{profile.name}</h1>
        <TunnelActions state={state} focusEdit={isBack} {...actions} />
        <div className="page-about">
          <StateLine state={state} />
          <p className="way">{sayWay(profile)}</p>
        </div>
      </header>
      {cause === undefined ? null : <Notice grade={state.kind === "failed" ? "danger" : "warning"} says={cause.says} remedy={cause.remedy} />}
      {outdated ? <Notice grade="info" says={words.tunnel.outdated} /> : null}
      {warnings.map((warning, place) => <Notice key={place} grade="warning" {...sayWarning(warning)} />)}
      <PointHere forwards={forwards} profile={profile} />
      {past === undefined ? null : <TrafficPlot past={past} />}
      {forwards.length > 0 ? <PortsTable profile={profile.id} forwards={forwards} /> : <p className="no-ports">{hasPorts(profile) ? words.tunnel.portsWhenOpen : words.tunnel.noPorts}</p>}
    </article>
  );
}

const hasPorts = ({ ftp, forwards }: Profile): boolean => ftp !== undefined || forwards.length > 0;

/** The way that it takes, `olive@www.spinach.com:22 → popeye:21 · Passive range`. */
function sayWay({ gateway, ftp }: Profile): string {
  const hops = [...gateway.via, gateway].map((hop) => `${hop.username}@${at(hop)}`);
  const target = ftp !== undefined && ftp.mode !== "bridge" ? [at(ftp.target)] : [];
  return [[...hops, ...target].join(" → "), ...(ftp === undefined ? [] : [words.modes[ftp.mode].name])].join(" · ");
}
