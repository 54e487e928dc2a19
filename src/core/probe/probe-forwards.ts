import { addAbortSignal } from "node:stream";
import type { Finding } from "../../shared/check/finding.js";
import type { Spot } from "../../shared/profile/endpoint.js";
import { spotsOf, type ForwardPlan } from "../../shared/profile/forward-plan.js";
import { Failed } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";
import { dialHere, whyUnreachable } from "../net/dial-target.js";
import type { SshSession } from "../ssh/ssh-session.js";
import { HERE } from "./probe-context.js";
import type { CheckTask } from "./probe-task.js";

/** So many ports of a range of forwards are tried. */
const MOST_TRIED = 16;

/** The plain forwards that are in use: whether each leads where it should. */
export async function* probeForwards(session: SshSession, task: CheckTask): AsyncGenerator<Finding, void> {
  for (const [place, plan] of task.profile.forwards.entries()) {
    if (!plan.enabled) continue;
    yield await probeForward(session, plan, task, () => task.isListening?.(place) === true).catch((thrown: unknown): Finding => {
      if (!(thrown instanceof Failed)) throw thrown;
      return { probe: "forward", of: plan.name, outcome: "failed", found: { code: "failure", cause: thrown.failure } };
    });
  }
}

async function probeForward(session: SshSession, plan: ForwardPlan, { outside: { clock }, signal }: CheckTask, isListening: () => boolean): Promise<Finding> {
  const ok = (found: Finding["found"]): Finding => ({ probe: "forward", of: plan.name, outcome: "ok", found });
  switch (plan.kind) {
    case "dynamic": return ok({ code: "forward.proxy" });
    case "local": {
      const targets = spotsOf(plan.target).slice(0, MOST_TRIED);
      for (const target of targets) (await session.openChannel(target, HERE)).on("error", () => undefined).resume().destroy();
      return ok({ code: "forward.reached", target: targets.map(at).join(", ") });
    }
    case "remote": {
      const [target] = spotsOf(plan.target);
      const [listen] = spotsOf(plan.listen);
      if (target === undefined || listen === undefined) throw new Error("a forward has at least one port");
      await reachHere(target, clock, signal);
      if (isListening()) return ok({ code: "forward.in-use" }); // the gateway would refuse the same port twice
      await (await session.listenAtGateway(listen, (arrival) => arrival.refuse())).close();
      return ok({ code: "forward.gateway-listens", place: at(listen), target: at(target) });
    }
  }
}

/** @throws Failed `forward.target-unreachable` @param signal gives it up */
async function reachHere(target: Spot, clock: Clock, signal: AbortSignal): Promise<void> {
  const socket = addAbortSignal(signal, dialHere(target));
  const failure = await whyUnreachable(socket, target, clock);
  socket.destroy();
  if (failure !== undefined) throw new Failed(failure);
}
