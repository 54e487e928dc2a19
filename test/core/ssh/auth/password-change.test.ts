import { afterEach, describe, expect, it } from "vitest";
import type { Answer, QuestionBody } from "../../../../src/shared/status/questions.js";
import { describeFailure } from "../../../../src/shared/words/words.js";
import { MemoryVault } from "../../../support/fixtures/test-environment.js";
import { startHostileGateway, type HostileGateway } from "../../../support/gateways/hostile-gateway.js";
import { sessionTo } from "../../../support/gateways/session-to.js";

const EXPIRED = "Your password has expired.";

describe("a password that must be changed", () => {
  let gateway: HostileGateway | undefined;
  afterEach(() => gateway?.close());

  /** Log in where the old password is right and expired, and the server takes the new one if it may. */
  async function logIn(
    answer: (question: Extract<QuestionBody, { kind: "prompts" }>) => Answer,
    { mayTake = () => true, kept = false, then = false }: Options = {},
  ) {
    let password = "old";
    let isExpired = true;
    const changes: string[] = [];
    gateway = await startHostileGateway({
      onLogin: (attempt) => {
        if (attempt.method === "keyboard-interactive") return attempt.reject(["keyboard-interactive"]);
        if (attempt.method !== "password" || attempt.password !== password) return attempt.reject(["password"]);
        if (!isExpired) return attempt.accept();
        const change = (next: string) => {
          changes.push(next);
          if (!mayTake(next)) {
            attempt.requestChange("Too short.", change);
            return;
          }
          password = next;
          isExpired = false;
          if (then) attempt.reject(["keyboard-interactive"], true);
          else attempt.accept();
        };
        attempt.requestChange(EXPIRED, change);
      },
    });
    const { host, port, hostKeyLine } = gateway;
    const key = `popeye password olive@${host}:${port}`;
    const secrets = new MemoryVault();
    if (kept) secrets.kept.set(key, "old");
    const { failure, asked } = await sessionTo(
      { host, port, username: "olive", auth: [{ method: "password" }, { method: "keyboard-interactive" }] },
      {
        knownHosts: `${hostKeyLine}\n`,
        secrets,
        answer: (question) =>
          question.kind === "prompts" ? answer(question) : { kind: "secret", text: "old", remember: false },
      },
    );
    const prompts = asked.flatMap((question) => (question.kind === "prompts" ? [question] : []));
    return { failure, prompts, changes, kept: secrets.kept.get(key) };
  }

  interface Options {
    readonly mayTake?: (next: string) => boolean;
    readonly kept?: boolean;
    /** Whether the server wants another way behind it. */
    readonly then?: boolean;
  }

  const typed = (...texts: string[]): Answer => ({ kind: "texts", texts });

  it("is asked for twice, with the server's words, and lets the user in", async () => {
    const { failure, prompts, changes, kept } = await logIn(() => typed("new", "new"));
    expect(failure).toBeUndefined();
    expect(changes).toEqual(["new"]);
    expect(prompts).toMatchObject([{ instruction: EXPIRED, prompts: [{ echo: false }, { echo: false }] }]);
    expect(kept).toBeUndefined();
  });

  it("takes the place of the one that is kept, also where the login ends later", async () => {
    expect((await logIn(() => typed("new", "new"), { kept: true })).kept).toBe("new");
    await gateway?.close();
    const { failure, kept } = await logIn(() => typed("new", "new"), { kept: true, then: true });
    expect(failure).toMatchObject({ code: "ssh.login-refused" });
    expect(kept).toBe("new");
  });

  it("is asked for anew where the two differ, and where the server does not take it", async () => {
    const answers = [typed("new", "nwe"), typed("n", "n"), typed("longer", "longer")];
    const { failure, prompts, changes } = await logIn(() => answers.shift() ?? { kind: "cancel" }, {
      mayTake: (next) => next.length > 1,
    });
    expect(failure).toBeUndefined();
    expect(changes).toEqual(["n", "longer"]);
    expect(prompts.map(({ instruction, again }) => [instruction === EXPIRED || instruction, again])).toEqual([
      [true, undefined],
      [expect.stringContaining("not the same"), true],
      ["Too short.", true],
    ]);
  });

  it("is told where nobody is there to ask, with what to do", async () => {
    const { failure, changes } = await logIn(() => ({ kind: "nobody" }) as never);
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "password", outcome: "password-expired" }],
      said: EXPIRED,
    });
    expect(changes).toEqual([]);
    if (failure !== undefined) expect(describeFailure(failure).remedy).toContain("passwd");
  });

  it("is not changed where the user cancels, or a server never has enough", async () => {
    expect((await logIn(() => ({ kind: "cancel" }))).failure).toMatchObject({ code: "ssh.question-cancelled" });
    await gateway?.close();
    const { failure, changes } = await logIn(() => typed("new", "new"), { mayTake: () => false });
    expect(failure).toMatchObject({ tried: [{ method: "password", outcome: "password-expired" }], said: "Too short." });
    expect(changes).toHaveLength(3);
  });
});
