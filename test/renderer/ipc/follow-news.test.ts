import { describe, expect, it } from "vitest";
import { followNews, type NewsState } from "../../../renderer/ipc/follow-news.js";
import type { News, NewsName, Outcome } from "../../../src/shared/ipc/contract.js";
import { withoutSentHistory } from "../../../src/shared/ipc/history-changes.js";
import type { EndedTransfer } from "../../../src/shared/status/route.js";
import type { TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { severalStates } from "../samples/sample-news.js";

/** A main process that answers `news.now` when the test says so. */
function startFollowing() {
  const listeners = new Map<NewsName, (news: never) => void>();
  const answers: ((outcome: Outcome<News>) => void)[] = [];
  const states: NewsState[] = [];
  followNews(
    (name, listener) => {
      listeners.set(name, listener);
      return () => void listeners.delete(name);
    },
    () => new Promise((resolve) => answers.push(resolve)),
    (state) => states.push(state),
  );
  return {
    latest: () => states.at(-1),
    push: <N extends NewsName>(name: N, news: News[N]) => listeners.get(name)?.(structuredClone(news) as never),
    asked: () => answers.length,
    answer: async (news: News) => {
      answers.at(-1)?.({ ok: true, value: structuredClone(news) });
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

const ended = (path: string): EndedTransfer => ({
  verb: "RETR",
  path,
  bytes: 1,
  since: 1,
  until: 2,
  outcome: "done",
  said: "226 Done.",
});

const news = severalStates();
const [sample] = news.tunnels;
const withHistory = (...paths: readonly string[]): readonly TunnelStatus[] => {
  if (sample === undefined) throw new Error("the sample has a tunnel");
  return [{ ...sample, forwards: sample.forwards.slice(0, 1).map((row) => ({ ...row, history: paths.map(shared) })) }];
};
/** One object for each transfer, as in the main process. */
const transfers = new Map<string, EndedTransfer>();
function shared(path: string): EndedTransfer {
  const transfer = transfers.get(path) ?? ended(path);
  transfers.set(path, transfer);
  return transfer;
}
const pathsIn = (state: NewsState | undefined) =>
  state?.news.tunnels?.[0]?.forwards[0]?.history?.map(({ path }) => path);

describe("the news of the window", () => {
  it("are what was answered, and what was pushed meanwhile in its place", async () => {
    const main = startFollowing();
    main.push("log", []);
    await main.answer(news);
    expect(main.latest()?.news).toEqual({ ...news, log: [] });
  });

  it("keep the ended transfers that a push leaves out", async () => {
    const main = startFollowing();
    await main.answer({ ...news, tunnels: withHistory("b", "a") });
    main.push("tunnels", withoutSentHistory(withHistory("c", "b", "a"), withHistory("b", "a")));
    expect(pathsIn(main.latest())).toEqual(["c", "b", "a"]);
    expect(main.asked()).toBe(1);
  });

  it("are asked for again where a push leaves out what the window does not have", async () => {
    const main = startFollowing();
    await main.answer({ ...news, tunnels: withHistory("a") });
    main.push("tunnels", withoutSentHistory(withHistory("c", "b", "a"), withHistory("b", "a")));
    expect(pathsIn(main.latest())).toEqual(["a"]);
    expect(main.asked()).toBe(2);
    await main.answer({ ...news, tunnels: withHistory("d", "c", "b", "a") });
    expect(pathsIn(main.latest())).toEqual(["d", "c", "b", "a"]);
  });

  it("wait for the answer under way where such a push comes before it", async () => {
    const main = startFollowing();
    main.push("tunnels", withoutSentHistory(withHistory("c", "b", "a"), withHistory("b", "a")));
    main.push("tunnels", withoutSentHistory(withHistory("d", "c", "b", "a"), withHistory("c", "b", "a")));
    expect([main.asked(), main.latest()]).toEqual([1, undefined]);
    await main.answer({ ...news, tunnels: withHistory("d", "c", "b", "a") });
    expect(pathsIn(main.latest())).toEqual(["d", "c", "b", "a"]);
  });
});
