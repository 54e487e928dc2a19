import { afterEach, describe, expect, it } from "vitest";
import type { Answer, QuestionBody } from "../../../../src/shared/status/questions.js";
import { startGateway, type Gateway, type GatewayOptions } from "../../../support/gateways/gateway.js";
import { sessionTo } from "../../../support/gateways/session-to.js";

type Prompts = Extract<QuestionBody, { kind: "prompts" }>;

describe("a server that asks by keyboard-interactive", () => {
  let gateway: Gateway | undefined;
  afterEach(() => gateway?.close());

  const ROUNDS: GatewayOptions = {
    methods: ["keyboard-interactive"],
    prompts: [
      { text: "Name of your ship: ", echo: true, answer: "Abraham" },
      { text: "Password: ", answer: "spinach" },
    ],
    furtherRounds: [
      { instruction: "Look at your phone.", prompts: [] },
      {
        instruction: "The code that was sent to +1 *** 42",
        prompts: [{ text: "Code: ", echo: true, answer: "123456" }],
      },
      { instruction: "", prompts: [] },
    ],
  };
  async function logIn(options: GatewayOptions, answer: (question: Prompts) => Answer) {
    gateway = await startGateway(options);
    const { host, port, username, hostKeyLine } = gateway;
    const { failure, asked } = await sessionTo(
      { host, port, username, auth: [{ method: "keyboard-interactive" }] },
      {
        knownHosts: `${hostKeyLine}\n`,
        answer: (question) => (question.kind === "prompts" ? answer(question) : { kind: "cancel" }),
      },
    );
    return { failure, asked: asked.flatMap((question) => (question.kind === "prompts" ? [question] : [])) };
  }
  const RIGHT: Readonly<Record<string, string>> = {
    "Name of your ship: ": "Abraham",
    "Password: ": "spinach",
    "Code: ": "123456",
  };
  const rightly = ({ prompts }: Prompts): Answer => ({
    kind: "texts",
    texts: prompts.map(({ text }) => RIGHT[text] ?? ""),
  });

  it("is answered round after round, with every prompt, its echo and the instruction as the server gives them", async () => {
    const { failure, asked } = await logIn(ROUNDS, rightly);
    expect(failure).toBeUndefined();
    expect(asked.map(({ title, instruction, prompts }) => ({ title, instruction, prompts }))).toEqual([
      {
        title: "Culvert's test gateway",
        instruction: "Answer to be let in.",
        prompts: [
          { text: "Name of your ship: ", echo: true },
          { text: "Password: ", echo: false },
        ],
      },
      { title: "Culvert's test gateway", instruction: "Look at your phone.", prompts: [] },
      {
        title: "Culvert's test gateway",
        instruction: "The code that was sent to +1 *** 42",
        prompts: [{ text: "Code: ", echo: true }],
      },
    ]);
  });

  it("has its notice shown before it is answered, and a cancelled one ends the login", async () => {
    const { failure, asked } = await logIn(ROUNDS, (question) =>
      question.instruction.startsWith("Look") ? { kind: "cancel" } : rightly(question),
    );
    expect(failure).toMatchObject({ code: "ssh.question-cancelled" });
    expect(asked).toHaveLength(2);
  });

  it("asks anew where an answer was wrong, three times at most, and what was tried is told", async () => {
    const { failure, asked } = await logIn({ ...ROUNDS, furtherRounds: [] }, ({ prompts }) => ({
      kind: "texts",
      texts: prompts.map(() => "wrong"),
    }));
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "keyboard-interactive", outcome: "refused" }],
      offered: ["keyboard-interactive"],
    });
    expect(asked).toHaveLength(3);
  });

  it("tells of each question but the first that something was asked before, so that no password is given for a code", async () => {
    const { asked } = await logIn(ROUNDS, rightly);
    expect(asked.map(({ again }) => again)).toEqual([undefined, true, true]);
  });

  it.each([
    { does: "says nothing and asks nothing", round: { instruction: "", prompts: [] }, shown: 1 },
    { does: "only ever says something", round: { instruction: "Wait.", prompts: [] }, shown: 32 },
    {
      does: "wants one more code each time",
      round: { instruction: "", prompts: [{ text: "Code: ", answer: "123456" }] },
      shown: 32,
    },
  ])("is left where it goes on for ever and $does, and the failure says so", async ({ round, shown }) => {
    const { failure, asked } = await logIn(
      { ...ROUNDS, furtherRounds: new Array<typeof round>(1_000).fill(round) },
      rightly,
    );
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "keyboard-interactive", outcome: "endless" }],
    });
    expect(asked).toHaveLength(shown);
  });
});
