import { isIP } from "node:net";
import type { Finding } from "../../../shared/check/finding.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import { unreachableCause } from "../../net/dial/dial.js";
import { resolveHost } from "../../net/dial/resolve-host.js";
import type { ProbeTask } from "../probe-task.js";

/** How long the system may take to find a name. Milliseconds. */
const LOOKUP_LIMIT_MS = 15_000;

/** Whether this computer finds the name of the first hop; the names beyond it are the gateways' own to find, and behind a proxy all of them are. */
export async function probeName({ profile: { gateway }, environment: { clock }, signal }: ProbeTask): Promise<Finding> {
  const { host, port } = gateway.via[0] ?? gateway;
  if (gateway.proxy !== undefined)
    return {
      probe: "name",
      outcome: "ok",
      found: { code: "name.by-proxy", host, proxy: formatEndpoint(gateway.proxy) },
    };
  if (isIP(host) !== 0) return { probe: "name", outcome: "ok", found: { code: "name.address", host } };
  let cancelTimeout: (() => void) | undefined;
  try {
    const addresses = await Promise.race([
      resolveHost(host),
      new Promise<never>((_resolve, reject) => {
        cancelTimeout = clock.setTimeout(LOOKUP_LIMIT_MS, () =>
          reject(Object.assign(new Error(), { code: "EAI_AGAIN" })),
        );
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      }),
    ]);
    return {
      probe: "name",
      outcome: "ok",
      found: { code: "name.found", host, addresses: addresses.map(({ address }) => address) },
    };
  } catch (error) {
    signal.throwIfAborted();
    return {
      probe: "name",
      outcome: "failed",
      found: {
        code: "failure",
        cause: { code: "ssh.unreachable", host, port, cause: unreachableCause(error as NodeJS.ErrnoException) },
      },
    };
  } finally {
    cancelTimeout?.();
  }
}
