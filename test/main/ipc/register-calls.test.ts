import type { IpcMainInvokeEvent } from "electron";
import { beforeEach, describe, expect, it } from "vitest";
import { registerCalls, type CallHandlers } from "../../../src/main/ipc/register-calls.js";
import { calls, type CallName } from "../../../src/shared/ipc/contract.js";
import { FailureError } from "../../../src/shared/status/failure.js";
import { nothingYet } from "../../renderer/samples/sample-news.js";

type Handler = (event: unknown, ...args: unknown[]) => unknown;

const ourWindow = { id: 1 };
const fromOurPage = { sender: ourWindow, senderFrame: { url: "culvert://app/index.html", parent: null } };
const popeye = { id: "popeye", name: "Popeye", gateway: { host: "www.spinach.com", username: "olive" } };

let handlers: Map<string, Handler>;
let done: unknown[];
let logged: string[];
let answers: CallHandlers;

const ask = (name: CallName, ...args: unknown[]): unknown => askFrom(fromOurPage, name, ...args);
const askFrom = (event: unknown, name: CallName, ...args: unknown[]): unknown =>
  handlers.get(`ask:${name}`)?.(event, ...args);

beforeEach(() => {
  handlers = new Map();
  done = [];
  logged = [];
  const note =
    (name: string) =>
    (asked: unknown): undefined =>
      void done.push([name, asked]);
  answers = {
    ...(Object.fromEntries(Object.keys(calls).map((name) => [name, note(name)])) as unknown as CallHandlers),
    "news.now": () => nothingYet,
    "profiles.save": note("save"),
    "profiles.remove": note("remove"),
    "tunnels.open": note("open"),
    "tunnels.close": note("close"),
    "forwards.switch": note("switch"),
    "questions.answer": note("answer"),
    "secrets.forget": note("forget"),
    "bridge.login": () => ({ username: "olive", password: "oyl" }),
    "bridge.changePassword": note("change"),
    "settings.save": note("settings"),
    "hostKeys.list": () => ({ file: "/home/olive/.ssh/known_hosts", keys: [] }),
    "hostKeys.remove": note("remove host key"),
    "files.chooseKey": () => Promise.resolve("/home/olive/.ssh/id"),
  };
});

const start = (): void =>
  registerCalls(
    { handle: (channel, handler) => void handlers.set(channel, handler as Handler) },
    answers,
    (sender) => (sender as unknown) === ourWindow,
    { info: () => undefined, error: (sentence) => void logged.push(sentence) },
  );

describe("the calls of the window", () => {
  it("are handled one by one, and there is no other channel", () => {
    start();
    expect([...handlers.keys()].sort()).toEqual(
      Object.keys(calls)
        .map((name) => `ask:${name}`)
        .sort(),
    );
  });

  it("give an outcome, and get their argument with the defaults filled in", async () => {
    start();
    expect(await ask("files.chooseKey")).toEqual({ ok: true, value: "/home/olive/.ssh/id" });
    expect(await ask("profiles.save", popeye)).toEqual({ ok: true, value: undefined });
    expect(done).toMatchObject([["save", { id: "popeye", gateway: { port: 22 }, forwards: [] }]]);
  });

  it("refuse a bridge password that would not survive FTP's lines", async () => {
    start();
    expect(await ask("bridge.changePassword", { id: "popeye", password: "two\r\nlines" })).toMatchObject({ ok: false });
    expect(await ask("bridge.changePassword", { id: "popeye", password: "spinach & oyl" })).toEqual({
      ok: true,
      value: undefined,
    });
    expect(done).toEqual([["change", { id: "popeye", password: "spinach & oyl" }]]);
  });

  it.each<[string, unknown]>([
    ["another window", { ...fromOurPage, sender: { id: 2 } }],
    ["a frame inside the page", { ...fromOurPage, senderFrame: { url: "culvert://app/index.html", parent: {} } }],
    ["a page of another origin", { ...fromOurPage, senderFrame: { url: "https://example.com/", parent: null } }],
    [
      "another host of the app's scheme",
      { ...fromOurPage, senderFrame: { url: "culvert://other/index.html", parent: null } },
    ],
    [
      "a page with the app's name in its user part",
      { ...fromOurPage, senderFrame: { url: "https://culvert:app@example.com/", parent: null } },
    ],
    ["a frame that is gone", { ...fromOurPage, senderFrame: null }],
  ])("from %s are refused and logged, and nothing is done", async (_, event) => {
    start();
    expect(await askFrom(event as IpcMainInvokeEvent, "tunnels.open", "popeye")).toMatchObject({
      ok: false,
      failure: { code: "internal" },
    });
    expect(done).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it.each<[CallName, ...unknown[]]>([
    ["tunnels.open"],
    ["tunnels.open", 7],
    ["tunnels.open", "a/b"],
    ["tunnels.open", "popeye", "bluto"],
    ["news.now", {}],
    ["questions.answer", { id: "question-1", answer: { kind: "secret", text: "x" } }],
    ["files.chooseKey", "/etc"],
  ])("%s with a wrong argument is refused, and nothing is done", async (name, ...args) => {
    start();
    expect(await ask(name, ...args)).toMatchObject({ ok: false, failure: { code: "internal" } });
    expect(done).toEqual([]);
  });

  it("tell field by field what is wrong with a profile", async () => {
    start();
    expect(await ask("profiles.save", { ...popeye, gateway: { ...popeye.gateway, port: 65_536 } })).toEqual({
      ok: false,
      failure: {
        code: "profile.invalid",
        refused: [
          { profile: "Popeye", issues: [{ field: "gateway.port", problem: "port-out-of-range", found: "65536" }] },
        ],
      },
    });
    expect(done).toEqual([]);
  });

  it("are answered with nothing that steers the window or turns round what stands beside it", async () => {
    answers = { ...answers, "hostKeys.list": () => ({ file: "/home/o\u202elive/\x1b[2J", keys: [] }) };
    start();
    expect(await ask("hostKeys.list")).toEqual({ ok: true, value: { file: "/home/olive/[2J", keys: [] } });
  });

  it("pass on a failure as it is, and say nothing of a bug but that it was one", async () => {
    answers = {
      ...answers,
      "tunnels.open": () => {
        throw new FailureError({ code: "profile.not-found", asked: "popeye", known: [] });
      },
      "tunnels.close": () => Promise.reject(new Error("the password is spinach")),
    };
    start();
    expect(await ask("tunnels.open", "popeye")).toEqual({
      ok: false,
      failure: { code: "profile.not-found", asked: "popeye", known: [] },
    });
    const outcome = await ask("tunnels.close", "popeye");
    expect(outcome).toMatchObject({ ok: false, failure: { code: "internal" } });
    expect(JSON.stringify(outcome)).not.toContain("spinach");
    expect(logged).toEqual(["tunnels.close met a bug"]);
  });
});
