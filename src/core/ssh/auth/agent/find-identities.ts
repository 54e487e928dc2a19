import type { AuthMethod } from "../../../../shared/profile/profile-schema.js";
import type { AuthAttempt } from "../../../../shared/status/failure.js";
import { expandHome } from "../../../system/home-path.js";
import { readIdentityFile } from "../read-key-file.js";
import { AgentClient, type AgentIdentity } from "./agent-client.js";
import { agentEnvironment, agentSockets } from "./agent-sockets.js";

/** An agent that has answered, and which of its keys to offer. */
export interface FoundIdentities {
  readonly agent: AgentClient;
  readonly identities: readonly AgentIdentity[];
}

/**
 * The first agent that holds a key which may be offered: at the profile's place alone where it names one; only the key that
 * the profile names, where it does.
 *
 * @returns or why there is none
 */
export async function findIdentities({
  socket,
  identity,
}: Extract<AuthMethod, { method: "agent" }>): Promise<FoundIdentities | AuthAttempt["outcome"]> {
  const wantedBlob = identity === undefined ? undefined : await readIdentityFile(identity);
  if (typeof wantedBlob === "string") return wantedBlob;
  let outcome: AuthAttempt["outcome"] = "no-agent";
  for (const socketPath of socket === undefined ? agentSockets(agentEnvironment()) : [expandHome(socket)]) {
    const agent = new AgentClient(socketPath);
    const agentIdentities = await agent.identities().catch(() => undefined);
    if (agentIdentities === undefined) continue;
    const identities =
      wantedBlob === undefined ? agentIdentities : agentIdentities.filter(({ blob }) => blob.equals(wantedBlob));
    if (identities.length > 0) return { agent, identities };
    if (agentIdentities.length > 0) outcome = "not-in-agent";
    else if (outcome === "no-agent") outcome = "agent-empty";
  }
  return outcome;
}
