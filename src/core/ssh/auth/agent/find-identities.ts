import type { AuthMethod } from "../../../../shared/profile/profile-schema.js";
import type { LoginTry } from "../../../../shared/status/failure.js";
import { fromHome } from "../../../system/home-path.js";
import { readIdentityFile } from "../read-key-file.js";
import { AgentClient, type Identity } from "./agent-client.js";
import { agentHints, agentPlaces } from "./agent-sockets.js";

/** An agent that has answered, and which of its keys to offer. */
export interface FoundIdentities {
  readonly agent: AgentClient;
  readonly identities: readonly Identity[];
}

/**
 * The first agent that holds a key which may be offered: at the profile's place alone where it names one; only the key that
 * the profile names, where it does.
 *
 * @returns or why there is none
 */
export async function findIdentities({ socket, identity }: Extract<AuthMethod, { method: "agent" }>): Promise<FoundIdentities | LoginTry["outcome"]> {
  const wanted = identity === undefined ? undefined : await readIdentityFile(identity);
  if (typeof wanted === "string") return wanted;
  let why: LoginTry["outcome"] = "no-agent";
  for (const place of socket === undefined ? agentPlaces(agentHints()) : [fromHome(socket)]) {
    const agent = new AgentClient(place);
    const held = await agent.identities().catch(() => undefined);
    if (held === undefined) continue;
    const identities = wanted === undefined ? held : held.filter(({ blob }) => blob.equals(wanted));
    if (identities.length > 0) return { agent, identities };
    if (held.length > 0) why = "not-in-agent";
    else if (why === "no-agent") why = "agent-empty";
  }
  return why;
}
