import type { Finding, Probe } from "../../shared/check/finding.js";
import { settingsFor, type IdentifiedServers } from "../../shared/check/server-settings.js";
import { probeBridge } from "./probes/probe-bridge.js";
import { probeForwards } from "./probes/probe-forwards.js";
import { probeFtp } from "./probes/probe-ftp.js";
import { probeGateway } from "./probes/probe-gateway.js";
import { probeLocalPorts } from "./probes/probe-local-ports.js";
import { probeRange } from "./probes/probe-range.js";
import type { ProbeSession } from "./probe-session.js";
import type { ProbeTask } from "./probe-task.js";
import { forwardProbes, ftpProbes, gatewayProbes, type PlannedProbe } from "./planned-probes.js";

/**
 * "Will my FTP program work?": each probe's finding as it comes, on the session that is lent to it, else on one of its own.
 *
 * What can only be known once an earlier probe has succeeded is told as skipped. It ends early when the signal comes or
 * when nobody takes the findings any more; either way nothing is left open.
 *
 * @throws whatever is no expected way to fail
 */
export async function* runCheck(task: ProbeTask): AsyncGenerator<Finding, void> {
  const { profile, signal } = task;
  const ended = new AbortController();
  const checking = { ...task, signal: AbortSignal.any([signal, ended.signal]) };
  const sequence = new ProbeSequence(task);
  try {
    yield* untilAborted(runGatewayProbes(checking, sequence), signal);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    ended.abort();
  }
  if (signal.aborted) return;
  yield await probeLocalPorts(task);
  if (profile.ftp?.mode === "range") yield* probeRange(profile.ftp, sequence.servers.ftp);
}

/** All that needs the gateway. */
async function* runGatewayProbes(task: ProbeTask, sequence: ProbeSequence): AsyncGenerator<Finding, void> {
  const { profile, signal } = task;
  const session = yield* sequence.run(gatewayProbes(profile), probeGateway(task));
  const close = () => void session?.close();
  signal.addEventListener("abort", close, { once: true }); // whatever a probe waits for ends with the session
  try {
    yield* sequence.run(ftpProbes(profile), session && ftpProbesFor(session, task));
    yield* sequence.run(forwardProbes(profile), session && probeForwards(session, task));
  } finally {
    signal.removeEventListener("abort", close);
    await session?.close();
  }
}

function ftpProbesFor(
  session: ProbeSession,
  { profile: { ftp, gateway }, ftpLogin, environment: { clock } }: ProbeTask,
): AsyncGenerator<Finding, void> | undefined {
  if (ftp === undefined) return undefined;
  return ftp.mode === "bridge" ? probeBridge(session, gateway) : probeFtp(session, ftp, ftpLogin, clock);
}

async function* untilAborted(
  findings: AsyncGenerator<Finding, void>,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  for await (const finding of findings) {
    if (signal.aborted) return;
    yield finding;
  }
}

/** Runs the probes of one stretch after another, and tells those as skipped that a stretch never came to. */
class ProbeSequence {
  servers: IdentifiedServers = { ftp: "unknown", gateway: "" };
  #stoppedBy: Probe = "name";

  constructor(private readonly task: ProbeTask) {}

  async *run<R>(
    planned: readonly PlannedProbe[],
    probes: AsyncGenerator<Finding, R> | undefined,
  ): AsyncGenerator<Finding, R | undefined> {
    const remaining = [...planned];
    let result: R | undefined;
    if (probes !== undefined) {
      try {
        let step = await probes.next();
        for (; step.done !== true; step = await probes.next()) {
          const { probe, of } = step.value;
          const index = remaining.findIndex((one) => one.probe === probe && one.of === of);
          if (index !== -1) remaining.splice(index, 1);
          yield this.#annotate(step.value);
        }
        result = step.value;
      } finally {
        await probes.return(undefined as R); // where nobody takes the findings any more
      }
    }
    for (const one of remaining)
      yield { ...one, outcome: "skipped", found: { code: "not-reached", because: this.#stoppedBy } };
    return result;
  }

  #annotate(finding: Finding): Finding {
    const { found, outcome, probe } = finding;
    if (found.code === "target.answers") this.servers = { ...this.servers, ftp: found.server };
    if (found.code === "gateway.answers") this.servers = { ...this.servers, gateway: found.software }; // the last one is the gateway itself
    if (outcome !== "ok") this.#stoppedBy = probe;
    const settings = outcome === "failed" ? settingsFor(finding, this.servers, this.task.profile) : undefined;
    return settings === undefined ? finding : { ...finding, settings };
  }
}
