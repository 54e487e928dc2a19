import type { FtpServerKind } from "../../shared/import-export/ftp-server-settings.js";
import { formatEndpoint } from "../../shared/profile/endpoint.js";
import type { Ftp, Profile } from "../../shared/profile/profile-schema.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import type { HopFact, Route } from "../../shared/status/route.js";
import type { ForwardStatus, OpeningStep, TunnelState } from "../../shared/status/tunnel-state.js";
import type { Environment } from "../environment.js";
import type { HopReport } from "../forward/session-access.js";
import { probeRoute } from "../check/probes/probe-route.js";
import type { ServerIdentity } from "../ssh/session-options.js";
import type { SshSession } from "../ssh/ssh-session.js";
import { openWhenSessionsAreFree } from "./open-when-sessions-are-free.js";
import { lookUpClash, refusalIn, type PortClash, type PortNeighbours } from "./port-clash.js";
import { routeOf, type SshHopKnowledge } from "./route-hops.js";
import {
  afterLoss,
  learnFinding,
  learnReport,
  mayPassTls,
  NOTHING_KNOWN,
  type KnowledgeContext,
  type TargetKnowledge,
} from "./route-knowledge.js";

/** One target is probed by itself once in so long: a server may ban who comes and goes too often. Milliseconds. */
const PROBE_INTERVAL_MS = 60_000;
/** A gateway that refused the channel may hang up on whoever asks again (ProFTPD's mod_sftp). Milliseconds. */
const REFUSED_INTERVAL_MS = 600_000;
/** A probe lets other tunnels open first: so often, each time for so long. Milliseconds. */
const MAX_YIELDS = 20;
const YIELD_MS = 250;

/** What a route needs of its tunnel. */
export interface RouteOwner {
  profile(): Profile;
  /** The session that is open. */
  session(): SshSession | undefined;
  rows(): readonly ForwardStatus[];
  readonly neighbours: PortNeighbours;
  /** To be called when the route is another. */
  onChange(): void;
}

/**
 * What is known of a tunnel's way to the FTP server: from the steps of its opening, from probes over its own session, and
 * from those who use it. It delays nobody: listeners are open before the first probe.
 */
export class TunnelRoute {
  #ssh: SshHopKnowledge[] = [];
  #reached = -1;
  #target: TargetKnowledge = NOTHING_KNOWN;
  #clash: PortClash | undefined;
  /** A row's failure that a later probe has shown to be over. */
  #overcome: Failure | undefined;
  #probe: AbortController | undefined;
  #probing: Promise<void> = Promise.resolve();
  /** What was probed last, and when by the clock that nobody sets. */
  #probed: { readonly target: string; readonly at: number } | undefined;
  #cancelNext: () => void = () => undefined;
  #yields = 0;
  #isForwardingRefused = false;
  /** When a probe last had sessions of the gateway's own, by the clock that nobody sets. */
  #sessionsGivenBackAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly environment: Pick<Environment, "clock" | "log">,
    private readonly owner: RouteOwner,
  ) {}

  /** The route as it stands; nothing where the profile carries no FTP. */
  status(state: TunnelState, rows: readonly ForwardStatus[], isOutdated: boolean): Route | undefined {
    const profile = this.owner.profile();
    if (profile.ftp === undefined) return undefined;
    const clash = this.#clash !== undefined && refusalIn(rows) === this.#clash.refusal ? this.#clash : undefined;
    return routeOf(
      {
        profile,
        state,
        rows: clash === undefined ? rows : rows.map((row) => withHolder(row, clash)),
        ssh: this.#ssh,
        reached: this.#reached,
        target: this.#target,
        ...(this.#overcome === undefined ? {} : { overcome: this.#overcome }),
        mending: {
          ftpServer: serverIn(this.#target.facts),
          gatewaySoftware: softwareIn(this.#ssh[profile.gateway.via.length]?.facts ?? []),
          isOutdated,
          ...(clash?.freePort === undefined ? {} : { freePort: clash.freePort }),
          ...(clash?.clash === undefined ? {} : { clash: clash.clash }),
        },
      },
      profile.ftp,
    );
  }

  /** Whether the gateway would open no channel to the target when it was probed last: it may hang up on whoever asks again. */
  get isForwardingRefused(): boolean {
    return this.#isForwardingRefused;
  }

  /** Another profile stands here now: nothing is known of it. */
  reset(): void {
    this.lost();
    this.#ssh = [];
    this.#reached = -1;
    this.#target = NOTHING_KNOWN;
    this.#clash = this.#overcome = undefined;
    this.#isForwardingRefused = false;
  }

  /** The tunnel is on its way up. */
  opening(): void {
    this.lost();
    this.#reached = -1;
  }

  /** The opening has come to a step; it dials each hop. */
  stepReached(step: OpeningStep): void {
    if (step === "dialling") {
      if (this.#reached >= 0) this.#sawSsh(this.#reached);
      this.#reached++;
    }
    if (step === "listening") this.#sawSsh(this.#reached);
  }

  /** The hop that is dialled has told who it is. */
  serverIdentified({ software }: ServerIdentity): void {
    this.learnSsh({ kind: "ssh-server", software });
  }

  /** A fact about the hop that is dialled. */
  learnSsh(fact: HopFact): void {
    const { facts = [], ...known } = this.#ssh[this.#reached] ?? {};
    this.#ssh[this.#reached] = { ...known, facts: [...facts.filter(({ kind }) => kind !== fact.kind), fact] };
    this.owner.onChange();
  }

  /** The listeners have been asked for: find out who is in the way of those that could not be had. */
  listened(): void {
    const { ftp } = this.owner.profile();
    const refusal = refusalIn(this.owner.rows());
    if (refusal === this.#clash?.refusal) return;
    this.#clash = undefined;
    if (refusal === undefined || ftp === undefined) return;
    void lookUpClash(refusal, ftp, this.owner.neighbours).then(
      (clash) => {
        this.#clash = clash;
        this.owner.onChange();
      },
      (bug: unknown) => this.environment.log.error("Looking up a local port met a bug", bug),
    );
  }

  /** The session is open, or somebody asks: probe what lies beyond it. @param isAsked at once, however short ago the last one was */
  probe(isAsked = false): void {
    const session = this.owner.session();
    const { ftp } = this.owner.profile();
    if (session === undefined || ftp === undefined || this.#probe !== undefined) return;
    this.#cancelNext();
    const { target } = this.#context(ftp);
    const wait = isAsked || this.#probed?.target !== target ? 0 : this.#untilNext(this.#probed.at);
    if (wait > 0) {
      this.#cancelNext = this.environment.clock.setTimeout(wait, () => this.probe());
      return;
    }
    if (!isAsked && this.#yields < MAX_YIELDS && this.owner.neighbours.isAnyOpening()) {
      this.#yields++;
      this.#cancelNext = this.environment.clock.setTimeout(YIELD_MS, () => this.probe());
      return;
    }
    this.#yields = 0;
    this.#probed = { target, at: this.environment.clock.elapsed() };
    const probe = (this.#probe = new AbortController());
    this.#learn({ ...this.#target, isChecking: true });
    this.#probing = this.#runProbe(session, probe).finally(() => {
      if (this.#probe !== probe) return;
      this.#probe = undefined;
      this.#learn({ ...this.#target, isChecking: false });
    });
  }

  /** Those who use the way have seen something. */
  report(report: HopReport): void {
    const { ftp } = this.owner.profile();
    if (ftp !== undefined) this.#learn(learnReport(this.#target, report, this.#context(ftp)));
  }

  /** The session is lost or is being closed: a probe under way ends with it. */
  lost(): void {
    this.#cancelNext();
    this.#yields = 0;
    this.#probe?.abort();
    this.#probe = undefined;
    this.#target = afterLoss(this.#target);
  }

  /** Open a session of the gateway's for a client: a probe that has some gives them back first. */
  async withSessions<T>(open: () => Promise<T>): Promise<T> {
    this.#probe?.abort();
    await this.#probing;
    return openWhenSessionsAreFree(open, this.environment.clock, () => this.#sessionsGivenBackAt);
  }

  async #runProbe(session: SshSession, { signal }: AbortController): Promise<void> {
    const profile = this.owner.profile();
    const { ftp } = profile;
    if (ftp === undefined) return;
    const troubleBefore = this.#controlTrouble();
    try {
      for await (const finding of probeRoute(session, profile, this.environment.clock, signal)) {
        if (signal.aborted) return;
        if (finding.probe === "forwarding") this.#isForwardingRefused = finding.outcome === "failed";
        const isAnswer = (finding.probe === "target" || finding.probe === "sftp") && finding.outcome === "ok";
        if (isAnswer && this.#controlTrouble() === troubleBefore) this.#overcome = troubleBefore;
        this.#learn(learnFinding(this.#target, finding, this.#context(ftp)));
      }
    } catch (thrown) {
      if (!signal.aborted && !(thrown instanceof FailureError))
        this.environment.log.error(`The probe of ${profile.name} met a bug`, thrown);
    } finally {
      if (ftp.mode === "bridge") this.#sessionsGivenBackAt = this.environment.clock.elapsed();
    }
  }

  #learn(target: TargetKnowledge): void {
    this.#target = target;
    this.owner.onChange();
  }

  #sawSsh(index: number): void {
    this.#ssh[index] = { facts: this.#ssh[index]?.facts ?? [], lastWorked: this.environment.clock.now() };
  }

  #untilNext(last: number): number {
    return (
      last + (this.#isForwardingRefused ? REFUSED_INTERVAL_MS : PROBE_INTERVAL_MS) - this.environment.clock.elapsed()
    );
  }

  #controlTrouble(): Failure | undefined {
    return this.owner.rows().find(({ group }) => group === "control")?.trouble;
  }

  #context(ftp: Ftp): KnowledgeContext {
    return {
      passesTls: mayPassTls(ftp),
      target: formatEndpoint(ftp.mode === "bridge" ? this.owner.profile().gateway : ftp.target),
      listen: formatEndpoint(ftp.listen),
      now: this.environment.clock.now(),
    };
  }
}

/** A refused row tells who has its port. */
function withHolder(row: ForwardStatus, { refusal, holder }: PortClash): ForwardStatus {
  if (holder === undefined || row.state.kind !== "refused" || row.state.cause !== refusal) return row;
  return refusal.code === "forward.port-taken"
    ? { ...row, state: { kind: "refused", cause: { ...refusal, holder } } }
    : row;
}

function serverIn(facts: readonly HopFact[]): FtpServerKind {
  for (const fact of facts) if (fact.kind === "ftp-server") return fact.server;
  return "unknown";
}

function softwareIn(facts: readonly HopFact[]): string {
  for (const fact of facts) if (fact.kind === "ssh-server") return fact.software;
  return "";
}
