import { newsNames, type Culvert, type News, type NewsName, type Outcome } from "../../src/shared/ipc/contract.js";
import { withKnownHistory } from "../../src/shared/ipc/history-changes.js";
import type { Failure } from "../../src/shared/status/failure.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { shareStructure } from "./structural-sharing.js";

/** What the window knows: whole states as last told, or why nothing could be learnt. */
export interface NewsState {
  readonly news: Partial<News>;
  readonly failure?: Failure;
}

/**
 * Follow every state as the main process tells it. What has not changed keeps its identity, so that a row is drawn again
 * only for a reason.
 *
 * @param askAll asks for all there is to know: once at first, and where a push leaves out what is not known here
 * @returns ends it
 */
export function followNews(
  hear: Culvert["hear"],
  askAll: () => Promise<Outcome<News>>,
  onChange: (state: NewsState) => void,
): () => void {
  let news: Partial<News> = {};
  /** What was pushed while an answer is awaited, and is newer than it. */
  let pushedSince: Set<NewsName> | undefined;

  const learn = (name: NewsName, state: News[NewsName]): void => {
    pushedSince?.add(name);
    news = { ...news, [name]: shareStructure(news[name], state) };
    onChange({ news });
  };
  const learnTunnels = (pushed: readonly TunnelStatus[]): void => {
    const tunnels = withKnownHistory(pushed, news.tunnels);
    if (tunnels !== undefined) learn("tunnels", tunnels);
    else if (pushedSince === undefined) void refresh(); // else an answer is on its way, which is newer than this push
  };
  const refresh = async (): Promise<void> => {
    const since = (pushedSince = new Set());
    const now = await askAll();
    pushedSince = undefined;
    if (!now.ok) {
      onChange({ news, failure: now.failure });
      return;
    }
    const newer = Object.fromEntries(newsNames.filter((name) => since.has(name)).map((name) => [name, news[name]]));
    news = { ...now.value, ...newer };
    onChange({ news });
  };

  const endings = newsNames.map((name) =>
    name === "tunnels" ? hear(name, learnTunnels) : hear(name, (state) => learn(name, state)),
  );
  void refresh();
  return () => endings.forEach((end) => end());
}
