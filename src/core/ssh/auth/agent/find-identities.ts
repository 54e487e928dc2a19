import type { AuthMethod } from "../../../../shared/profile/profile-schema.js";
import type { AuthAttempt } from "../../../../shared/status/failure.js";
import { expandHome } from "../../../system/home-path.js";
import { AgentClient, type AgentIdentity } from "./agent-client.js";
import { agentEnvironment, agentSockets } from "./agent-sockets.js";

/** An agent that has answered, and the keys that it holds. */
export interface HoldingAgent {
  readonly agent: AgentClient;
  readonly identities: readonly AgentIdentity[];
}

/** Asks each agent at most once for the keys that it holds. */
export class AgentListing {
  readonly #answers = new Map<string, Promise<HoldingAgent | undefined>>();

  /**
   * The agents that hold keys: at the profile's socket alone where it names one.
   *
   * @returns or why there is none
   */
  async holding({
    socket,
  }: Extract<AuthMethod, { method: "agent" }>): Promise<readonly HoldingAgent[] | AuthAttempt["outcome"]> {
    const sockets = socket === undefined ? agentSockets(agentEnvironment()) : [expandHome(socket)];
    const asked = await Promise.all(sockets.map((path) => this.#ask(path))); // side by side: one may wait for its owner
    const answers = asked.filter((answer) => answer !== undefined);
    const holding = answers.filter(({ identities }) => identities.length > 0);
    if (holding.length > 0) return holding;
    return answers.length > 0 ? "agent-empty" : "no-agent";
  }

  #ask(socketPath: string): Promise<HoldingAgent | undefined> {
    let answer = this.#answers.get(socketPath);
    if (answer === undefined) {
      const agent = new AgentClient(socketPath);
      answer = agent.identities().then(
        (identities) => ({ agent, identities }),
        () => undefined,
      );
      this.#answers.set(socketPath, answer);
    }
    return answer;
  }
}
