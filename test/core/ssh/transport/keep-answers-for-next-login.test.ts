import { afterEach, describe, expect, it } from "vitest";
import type { NoAnswer, Prompter } from "../../../../src/core/environment.js";
import {
  EndedWhileAsked,
  keepAnswersForNextLogin,
} from "../../../../src/core/ssh/transport/keep-answers-for-next-login.js";
import type { Answer, QuestionBody } from "../../../../src/shared/status/questions.js";
import { logInByManualClock } from "../../../support/fixtures/manual-clock-login.js";
import { MemoryKnownHosts } from "../../../support/fixtures/test-environment.js";
import { startGateway, type Gateway, type GatewayOptions } from "../../../support/gateways/gateway.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A user who answers when the test says so. */
class AwayPrompter implements Prompter {
  readonly asked: QuestionBody[] = [];
  answer: (answer: Answer | NoAnswer) => void = () => undefined;
  ask(_profile: string, question: QuestionBody): Promise<Answer | NoAnswer> {
    this.asked.push(question);
    return new Promise((resolve) => (this.answer = resolve));
  }
  async untilAsked(kind: QuestionBody["kind"], count: number): Promise<void> {
    await expect.poll(() => this.asked.map((question) => question.kind)[count - 1]).toBe(kind);
  }
}

async function opening(options: GatewayOptions, isKnown: boolean) {
  const gateway = await startGateway(options);
  cleanUps.push(() => gateway.close());
  const prompter = new AwayPrompter();
  const knownHosts = new MemoryKnownHosts(isKnown ? `${gateway.hostKeyLine}\n` : "");
  const { host, port, username } = gateway;
  const auth = [{ method: "password" }, { method: "keyboard-interactive" }] as const;
  const { clock, ended, close } = logInByManualClock({ host, port, username, auth: [...auth] }, prompter, knownHosts);
  cleanUps.push(close);
  return { gateway, clock, prompter, knownHosts, ended };
}
const untilAlone = (gateway: Gateway) => expect.poll(() => gateway.connections()).toBe(0);
const PASSWORD: Answer = { kind: "secret", text: "spinach", remember: false };

describe("a connection that waits for the user", () => {
  it("is given up after a minute and a half, and made anew once the host key is trusted, which is asked for once", async () => {
    const { gateway, clock, prompter, knownHosts, ended } = await opening({}, false);
    await prompter.untilAsked("host-key", 1);
    clock.advance(89_000);
    expect(gateway.connections()).toBe(1);
    clock.advance(1_000);
    await untilAlone(gateway);
    expect(knownHosts.text).toBe("");
    prompter.answer({ kind: "trust", remember: true });
    await prompter.untilAsked("password", 2);
    expect(gateway.connections()).toBe(1);
    prompter.answer(PASSWORD);
    expect(await ended).toBe("open");
    expect([prompter.asked.length, knownHosts.text.startsWith("[127.0.0.1]")]).toEqual([2, true]);
  });

  it("is made anew with the last password that was typed, where the gateway hung up meanwhile", async () => {
    const { gateway, prompter, ended } = await opening({ methods: ["password"] }, true);
    await prompter.untilAsked("password", 1);
    prompter.answer({ ...PASSWORD, text: "wrong" });
    await prompter.untilAsked("password", 2);
    gateway.dropAll();
    await untilAlone(gateway);
    prompter.answer(PASSWORD);
    expect([await ended, prompter.asked.length, gateway.logins()]).toEqual(["open", 2, 1]);
  });

  it("is kept for a code, which is good for it alone", async () => {
    const { gateway, clock, prompter, ended } = await opening({ methods: ["keyboard-interactive"] }, true);
    await prompter.untilAsked("prompts", 1);
    clock.advance(600_000);
    prompter.answer({ kind: "texts", texts: ["spinach"] });
    expect([await ended, gateway.logins()]).toEqual(["open", 1]);
  });

  it.each<[Answer | NoAnswer, string]>([
    [{ kind: "cancel" }, "ssh.question-cancelled"],
    [{ kind: "nobody" }, "ssh.unreachable"],
  ])("is not made anew where the answer is %j", async (answer, code) => {
    const { gateway, prompter, ended } = await opening({ methods: ["password"] }, true);
    await prompter.untilAsked("password", 1);
    gateway.dropAll();
    await untilAlone(gateway);
    prompter.answer(answer);
    expect([await ended, gateway.connections()]).toMatchObject([{ code }, 0]);
  });

  it("that ends again, with nothing that anybody has answered since, fails for its own reason", async () => {
    const reason = new Error("hung up");
    let connections = 0;
    const question: QuestionBody = {
      kind: "prompts",
      host: "popeye",
      port: 22,
      title: "",
      instruction: "",
      prompts: [],
    };
    const opened = keepAnswersForNextLogin(
      { ask: () => Promise.resolve({ kind: "texts", texts: [] }) },
      async (prompter): Promise<never> => {
        connections++;
        await prompter.ask("popeye", question, new AbortController().signal);
        throw new EndedWhileAsked(reason);
      },
    );
    await expect(opened).rejects.toBe(reason);
    expect(connections).toBe(2);
  });
});
