import type { Finding } from "../../../shared/check/finding.js";
import { failureOf } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import { SshSession } from "../../ssh/ssh-session.js";
import { AsyncQueue } from "../../system/async-queue.js";
import { LoginFindings } from "../login-findings.js";
import { probeName } from "./probe-name.js";
import type { ProbeSession } from "../probe-session.js";
import type { ProbeTask } from "../probe-task.js";

/**
 * The way to the gateway, hop by hop: its name, whether it answers, its host key, the login. Where a session is lent, what
 * was found as it was opened is told again, and nobody logs in once more.
 *
 * @returns a session, where all of them let us pass
 */
export async function* probeGateway(task: ProbeTask): AsyncGenerator<Finding, ProbeSession | undefined> {
  const {
    profile: { gateway },
  } = task;
  const lent = await task.lendSession?.();
  const name = await probeName(task);
  const [first] = gateway.via;
  yield first === undefined ? name : { ...name, of: formatEndpoint(first) };
  if (lent !== undefined) {
    yield* lent.findings;
    return lent.session;
  }
  if (name.outcome === "failed") return undefined;

  const queue = new AsyncQueue<Finding>();
  const opening = openSession(task, (finding) => queue.push(finding)).finally(() => queue.end());
  opening.catch(() => undefined); // looked at below
  let isHandedOver = false;
  try {
    yield* queue;
    const session = await opening;
    isHandedOver = true;
    return session;
  } finally {
    if (!isHandedOver)
      void opening.then(
        (session) => session?.close(),
        () => undefined,
      );
  }
}

/** Open a session as a tunnel does, and tell what is found on the way. */
async function openSession(
  { profile: { id, gateway }, environment, signal }: ProbeTask,
  report: (finding: Finding) => void,
): Promise<SshSession | undefined> {
  const progress = new LoginFindings([...gateway.via, gateway], report);
  try {
    const session = await SshSession.open(
      gateway,
      progress.watch({ profile: id, environment, signal, onStep: () => undefined }),
    );
    progress.loggedIn();
    return session;
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = failureOf(thrown);
    if (failure.code === "internal") throw thrown;
    progress.failed(failure);
    return undefined;
  }
}
