import type { AuthMethod } from "../../../../shared/profile/profile-schema.js";
import type { AuthAttempt } from "../../../../shared/status/failure.js";
import type { Clock } from "../../../environment.js";
import { expandHome } from "../../../system/home-path.js";
import { AgentClient, type AgentIdentity } from "./agent-client.js";
import { agentEnvironment, agentSockets } from "./agent-sockets.js";

/** An agent that has answered, and the keys that it holds. */
export interface HoldingAgent {
  readonly agent: AgentClient;
  readonly identities: readonly AgentIdentity[];
}

/** What came of asking one agent. */
type AgentAnswer = HoldingAgent | "no-agent" | "agent-silent";

/** Asks each agent at most once for the keys that it holds, however often the gateway is dialled meanwhile. */
export class AgentListing {
  readonly #agents = new Map<string, { readonly agent: AgentClient; readonly answer: Promise<AgentAnswer> }>();
  #answered = 0;

  constructor(private readonly clock: Pick<Clock, "setTimeout">) {}

  /** How many have answered so far, or will not any more. */
  get answered(): number {
    return this.#answered;
  }

  /** Give up those that have not answered. */
  close(): void {
    for (const { agent } of this.#agents.values()) agent.close();
  }

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
    const answers = asked.filter((answer) => typeof answer !== "string");
    const holding = answers.filter(({ identities }) => identities.length > 0);
    if (holding.length > 0) return holding;
    if (asked.includes("agent-silent")) return "agent-silent";
    return answers.length > 0 ? "agent-empty" : "no-agent";
  }

  #ask(socketPath: string): Promise<AgentAnswer> {
    const known = this.#agents.get(socketPath);
    if (known !== undefined) return known.answer;
    const agent = new AgentClient(socketPath, this.clock);
    const answer = agent
      .identities()
      .then(
        (identities): AgentAnswer => ({ agent, identities }),
        () => (agent.isSilent ? "agent-silent" : "no-agent"),
      )
      .finally(() => this.#answered++);
    this.#agents.set(socketPath, { agent, answer });
    return answer;
  }
}
