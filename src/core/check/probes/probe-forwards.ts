import { addAbortSignal } from "node:stream";
import type { Finding } from "../../../shared/check/finding.js";
import type { EndpointOrSocket } from "../../../shared/profile/endpoint.js";
import { endpointsOrSocketsOf, type ForwardPlan } from "../../../shared/profile/forward-plan.js";
import { FailureError } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { Clock } from "../../environment.js";
import { dialTarget, connectFailure } from "../../net/dial/dial-target.js";
import { PROBE_ORIGIN } from "./probe-context.js";
import type { ProbeTask } from "../probe-task.js";
import type { ProbeSession } from "../probe-session.js";

/** So many ports of a range of forwards are tried. */
const MAX_PORTS_TRIED = 16;

/** The plain forwards that are in use: whether each leads where it should. */
export async function* probeForwards(session: ProbeSession, task: ProbeTask): AsyncGenerator<Finding, void> {
  for (const [index, plan] of task.profile.forwards.entries()) {
    if (!plan.enabled) continue;
    yield await probeForward(session, plan, task, () => task.isForwardListening?.(index) === true).catch(
      (thrown: unknown): Finding => {
        if (!(thrown instanceof FailureError)) throw thrown;
        return {
          probe: "forward",
          of: plan.name,
          outcome: "failed",
          found: { code: "failure", cause: thrown.failure },
        };
      },
    );
  }
}

async function probeForward(
  session: ProbeSession,
  plan: ForwardPlan,
  { environment: { clock }, signal }: ProbeTask,
  isListening: () => boolean,
): Promise<Finding> {
  const ok = (found: Finding["found"]): Finding => ({ probe: "forward", of: plan.name, outcome: "ok", found });
  switch (plan.kind) {
    case "dynamic":
      return ok({ code: "forward.proxy" });
    case "local": {
      const targets = endpointsOrSocketsOf(plan.target).slice(0, MAX_PORTS_TRIED);
      for (const target of targets)
        (await session.openChannel(target, PROBE_ORIGIN))
          .on("error", () => undefined)
          .resume()
          .destroy();
      return ok({ code: "forward.reached", target: targets.map(formatEndpoint).join(", ") });
    }
    case "remote": {
      const [target] = endpointsOrSocketsOf(plan.target);
      const [listen] = endpointsOrSocketsOf(plan.listen);
      if (target === undefined || listen === undefined) throw new Error("a forward has at least one port");
      await reachTarget(target, clock, signal);
      if (isListening()) return ok({ code: "forward.in-use" }); // the gateway would refuse the same port twice
      await (await session.listenRemotely(listen, (arrival) => arrival.refuse())).close();
      return ok({ code: "forward.gateway-listens", place: formatEndpoint(listen), target: formatEndpoint(target) });
    }
  }
}

/** @throws Failed `forward.target-unreachable` @param signal gives it up */
async function reachTarget(target: EndpointOrSocket, clock: Clock, signal: AbortSignal): Promise<void> {
  const socket = addAbortSignal(signal, dialTarget(target));
  const failure = await connectFailure(socket, target, clock);
  socket.destroy();
  if (failure !== undefined) throw new FailureError(failure);
}
