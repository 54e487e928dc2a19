import { connect } from "node:net";
import type { Finding } from "../../shared/check.js";
import { Failed, type Failure } from "../../shared/failure.js";
import { spotsOf, type ForwardPlan } from "../../shared/forward-plan.js";
import type { Profile } from "../../shared/profile.js";
import { isSocket, type Spot } from "../../shared/spot.js";
import { at } from "../../shared/words.js";
import { unreachableCause } from "../ssh/dial.js";
import type { SshSession } from "../ssh/ssh-session.js";
import { HERE } from "./ftp-ground.js";

/** How long a program on this computer may take to accept a connection. Milliseconds. */
const LOCAL_LIMIT_MS = 5_000;

/** So many ports of a range of forwards are tried. */
const MOST_TRIED = 16;

/** The plain forwards that are in use: whether each leads where it should. @param isOpen whether the profile's own tunnel has its ports already */
export async function* probeForwards(session: SshSession, { forwards }: Profile, isOpen: boolean): AsyncGenerator<Finding, void> {
  for (const plan of forwards.filter(({ enabled }) => enabled)) {
    yield await probeForward(session, plan, isOpen).catch((thrown: unknown): Finding => {
      if (!(thrown instanceof Failed)) throw thrown;
      return { probe: "forward", of: plan.name, outcome: "failed", found: { code: "failure", cause: thrown.failure } };
    });
  }
}

async function probeForward(session: SshSession, plan: ForwardPlan, isOpen: boolean): Promise<Finding> {
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
      const cause = await whyNotHere(target);
      if (cause !== undefined) throw new Failed({ code: "forward.target-unreachable", target: at(target), cause });
      if (isOpen) return ok({ code: "forward.in-use" }); // the gateway would refuse the same port twice
      await (await session.listenAtGateway(listen, (arrival) => arrival.refuse())).close();
      return ok({ code: "forward.gateway-listens", place: at(listen), target: at(target) });
    }
  }
}

/** @returns why a place cannot be reached from this computer, or nothing when it can */
function whyNotHere(spot: Spot): Promise<Extract<Failure, { code: "forward.target-unreachable" }>["cause"] | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...(isSocket(spot) ? { path: spot.socket } : spot), timeout: LOCAL_LIMIT_MS });
    const settle = (cause?: Extract<Failure, { code: "forward.target-unreachable" }>["cause"]) => {
      socket.destroy();
      resolve(cause);
    };
    socket.on("error", (error) => settle(unreachableCause(error))).once("timeout", () => settle("timed-out")).once("connect", () => settle());
  });
}
