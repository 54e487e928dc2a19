import { describe, expect, it } from "vitest";
import { OpenQuestions } from "../../../src/core/activity/open-questions.js";
import type { QuestionBody } from "../../../src/shared/status/questions.js";

const password: QuestionBody = {
  kind: "password",
  host: "www.spinach.com",
  port: 22,
  username: "olive",
  again: false,
  mayRemember: true,
};
const hostKey: QuestionBody = {
  kind: "host-key",
  host: "www.spinach.com",
  port: 22,
  keyType: "ssh-ed25519",
  fingerprint: "SHA256:abc",
};
const never = new AbortController().signal;

describe("the questions that stand open", () => {
  it("are listed in the order asked, each with its profile and an id of its own", () => {
    const questions = new OpenQuestions();
    void questions.ask("popeye", hostKey, never);
    void questions.ask("bluto", password, never);
    expect(questions.list()).toMatchObject([
      { kind: "host-key", profile: "popeye" },
      { kind: "password", profile: "bluto" },
    ]);
    expect(new Set(questions.list().map(({ id }) => id)).size).toBe(2);
  });

  it("are answered by their id, and then gone", async () => {
    const questions = new OpenQuestions();
    const first = questions.ask("popeye", hostKey, never);
    const second = questions.ask("popeye", password, never);
    const [, asked] = questions.list();
    questions.answer(asked?.id ?? "", { kind: "secret", text: "spinach", remember: false });
    await expect(second).resolves.toEqual({ kind: "secret", text: "spinach", remember: false });
    expect(questions.list()).toMatchObject([{ kind: "host-key" }]);
    questions.answer(questions.list()[0]?.id ?? "", { kind: "trust", remember: true });
    await expect(first).resolves.toEqual({ kind: "trust", remember: true });
  });

  it("are withdrawn by the signal, which counts as cancel", async () => {
    const questions = new OpenQuestions();
    const control = new AbortController();
    const asked = questions.ask("popeye", password, control.signal);
    control.abort();
    await expect(asked).resolves.toEqual({ kind: "cancel" });
    expect(questions.list()).toEqual([]);
    await expect(questions.ask("popeye", password, control.signal)).resolves.toEqual({ kind: "cancel" });
  });

  it("leave a late or second answer alone", async () => {
    const questions = new OpenQuestions();
    const asked = questions.ask("popeye", hostKey, never);
    const id = questions.list()[0]?.id ?? "";
    questions.answer(id, { kind: "cancel" });
    questions.answer(id, { kind: "trust", remember: true });
    questions.answer("question-99", { kind: "cancel" });
    await expect(asked).resolves.toEqual({ kind: "cancel" });
  });

  it("tell of each coming and going until the listening is ended", () => {
    const questions = new OpenQuestions();
    const seen: number[] = [];
    const end = questions.onChange(() => seen.push(questions.list().length));
    void questions.ask("popeye", hostKey, never);
    questions.answer(questions.list()[0]?.id ?? "", { kind: "cancel" });
    end();
    void questions.ask("popeye", hostKey, never);
    expect(seen).toEqual([1, 0]);
  });
});
