import type { Ftp } from "../../shared/profile/profile-schema.js";
import type { Finding } from "../../shared/check/finding.js";
import type { Failure } from "../../shared/status/failure.js";
import type { HopFact } from "../../shared/status/route.js";
import type { HopReport } from "../forward/session-access.js";

/** What a failure of the last hop is about; the gravest first. What mends one says nothing of the others. */
export const CAUSE_TOPICS = ["reach", "tls", "login", "range", "address", "data"] as const;
type CauseTopic = (typeof CAUSE_TOPICS)[number];

/** What is known of the FTP server, or of the gateway's SFTP, beside what the rows tell. */
export interface TargetKnowledge {
  readonly isChecking: boolean;
  /** It was seen to work through the session that is open. */
  readonly works: boolean;
  readonly lastWorked?: number;
  /** One of a kind. */
  readonly facts: readonly HopFact[];
  readonly causes: { readonly [T in CauseTopic]?: Failure };
  /** The gateway does not let anybody reach the target. */
  readonly forwardingCause?: Failure;
  /** The FTP program is not let in by the bridge. */
  readonly programCause?: Failure;
  /** When a program was last served. */
  readonly lastClient?: number;
}

export const NOTHING_KNOWN: TargetKnowledge = { isChecking: false, works: false, facts: [], causes: {} };

/** What knowledge is about. */
export interface KnowledgeContext {
  /** TLS that the server demands is no obstacle: it passes end to end in `range`, and is spoken by a relay that may. */
  readonly passesTls: boolean;
  /** `popeye:21`; of a bridge, the gateway. */
  readonly target: string;
  /** Where the FTP program connects. */
  readonly listen: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Whether TLS that the server demands is no obstacle: in `range` it passes end to end, and a relay speaks it by itself. */
export const mayPassTls = (ftp: Ftp): boolean => ftp.mode === "range" || (ftp.mode === "relay" && ftp.tls !== "never");

/** The session is gone: what was seen through it says nothing about the next one, but when it last worked and what the gateway forbids. */
export const afterLoss = ({ lastWorked, lastClient, facts, forwardingCause }: TargetKnowledge): TargetKnowledge => ({
  ...NOTHING_KNOWN,
  ...(forwardingCause === undefined ? {} : { forwardingCause }),
  facts: facts.filter(({ kind }) => STAYING_FACTS.has(kind)),
  ...(lastWorked === undefined ? {} : { lastWorked }),
  ...(lastClient === undefined ? {} : { lastClient }),
});

const STAYING_FACTS: ReadonlySet<HopFact["kind"]> = new Set(["ftp-server", "sftp", "login-accepted"]);

/** What a report of those who use the way adds. */
export function learnReport(
  known: TargetKnowledge,
  report: HopReport,
  { target, listen }: KnowledgeContext,
): TargetKnowledge {
  switch (report.kind) {
    case "login-accepted": {
      const facts = withFact(withoutFacts(known.facts, "login-refused"), report);
      const causes = without(known.causes, "reach", "tls", "login");
      const served = without(known, "programCause", "forwardingCause");
      return { ...served, works: true, lastWorked: report.at, lastClient: report.at, facts, causes };
    }
    case "login-refused":
      return {
        ...known,
        lastClient: report.at,
        facts: withFact(withoutFacts(known.facts, "login-accepted"), report),
        causes: { ...known.causes, login: { code: "ftp.login-refused", target, said: report.said } },
      };
    case "bridge-login-refused":
      return {
        ...known,
        programCause: { code: "ftp.login-refused", target: listen, said: report.said, byBridge: true },
      };
    case "passive-refused":
      return withCause(known, "data", { code: "ftp.passive-refused", target, said: report.said }, report);
    case "outside-range": {
      const { port, passive } = report;
      return withCause(known, "range", { code: "ftp.outside-range", target, port, passive }, report);
    }
    case "other-address": {
      const { address, dialled } = report;
      return withCause(known, "address", { code: "ftp.other-address", target, address, dialled }, report);
    }
    case "passive-inside":
      return {
        ...known,
        causes: without(known.causes, "range", "address", "data"),
        facts: withoutFacts(known.facts, "passive-refused"),
      };
    case "tls-spoken":
      return {
        ...known,
        causes: without(known.causes, "tls"),
        facts: withFact(withoutFacts(known.facts, "tls-demanded"), report),
      };
    default:
      return { ...known, facts: withFact(known.facts, report) };
  }
}

/** What a probe's finding adds. */
export function learnFinding(
  known: TargetKnowledge,
  { probe, outcome, found }: Finding,
  { passesTls, target, now }: KnowledgeContext,
): TargetKnowledge {
  const cause = outcome === "failed" ? causeOf(found, target) : undefined;
  switch (probe) {
    case "forwarding": {
      const allowed = without(known, "forwardingCause");
      return cause === undefined ? allowed : { ...allowed, forwardingCause: cause };
    }
    case "target":
    case "sftp":
      if (cause !== undefined) return { ...known, works: false, causes: { ...known.causes, reach: cause } };
      return answered(known, factOf(found), now);
    case "home":
      return cause === undefined
        ? { ...known, facts: known.facts.map((fact) => withHome(fact, found)) }
        : { ...known, causes: { ...known.causes, data: cause } };
    case "sessions":
      return found.code === "sessions.few"
        ? { ...known, facts: withFact(known.facts, { kind: "few-sessions", count: found.count }) }
        : { ...known, facts: withoutFacts(known.facts, "few-sessions") };
    case "tls":
      if (cause?.code !== "ftp.tls-demanded") return known;
      return {
        ...known,
        facts: withFact(known.facts, { kind: "tls-demanded", said: cause.said }),
        causes: passesTls ? known.causes : { ...known.causes, tls: cause },
      };
    default:
      return known;
  }
}

function answered(known: TargetKnowledge, fact: HopFact | undefined, now: number): TargetKnowledge {
  const facts = fact === undefined ? known.facts : withFact(known.facts, fact);
  return { ...known, works: true, lastWorked: now, facts, causes: without(known.causes, "reach") };
}

function factOf(found: Finding["found"]): HopFact | undefined {
  if (found.code === "target.answers") return { kind: "ftp-server", server: found.server, greeting: found.greeting };
  return found.code === "sftp.there" ? { kind: "sftp", version: found.version } : undefined;
}

const withHome = (fact: HopFact, found: Finding["found"]): HopFact =>
  fact.kind === "sftp" && found.code === "home.listed" ? { ...fact, home: found.path } : fact;

/** What a probe found, as a failure of the route. */
function causeOf(found: Finding["found"], target: string): Failure | undefined {
  switch (found.code) {
    case "failure":
      return found.cause;
    case "target.silent":
    case "timed-out":
      return { code: "ftp.no-greeting", target, cause: "timed-out" };
    case "hung-up":
      return { code: "ftp.no-greeting", target, cause: "ended" };
    case "target.turns-away":
      return { code: "ftp.turned-away", target, said: found.said };
    case "home.unlistable":
      return { code: "bridge.home-unlistable", gateway: target, path: found.path, detail: found.detail };
    default:
      return undefined;
  }
}

const withCause = (known: TargetKnowledge, topic: CauseTopic, cause: Failure, fact: HopFact): TargetKnowledge => ({
  ...known,
  causes: { ...known.causes, [topic]: cause },
  facts: withFact(known.facts, fact),
});

/** A record without some of its fields. */
const without = <T extends object, K extends keyof T>(record: T, ...fields: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(record).filter(([field]) => !fields.some((one) => one === field))) as Omit<T, K>;

/** The latest of a kind counts. */
const withFact = (facts: readonly HopFact[], fact: HopFact): readonly HopFact[] => [
  fact,
  ...withoutFacts(facts, fact.kind),
];

const withoutFacts = (facts: readonly HopFact[], kind: HopFact["kind"]): readonly HopFact[] =>
  facts.filter((fact) => fact.kind !== kind);
