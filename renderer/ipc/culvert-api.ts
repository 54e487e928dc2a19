import { useEffect, useState } from "react";
import {
  newsNames,
  type Ask,
  type CallName,
  type Culvert,
  type News,
  type NewsName,
  type Outcome,
  type Reply,
} from "../../src/shared/ipc/contract.js";
import { failureOf, type Failure } from "../../src/shared/status/failure.js";
import { shareStructure } from "./structural-sharing.js";

declare global {
  interface Window {
    /** Put there by the preload; touched in this file and nowhere else. */
    readonly culvert: Culvert;
  }
}

/** Ask the main process for something; what goes wrong comes back as a failure, never as a rejection. */
export async function callMain<N extends CallName>(
  name: N,
  ...[argument]: undefined extends Ask<N> ? [] : [Ask<N>]
): Promise<Outcome<Reply<N>>> {
  try {
    return await window.culvert.ask(name, argument as Ask<N>);
  } catch (bug) {
    return { ok: false, failure: failureOf(bug) };
  }
}

/** What the window knows: whole states as last told, or why nothing could be learnt. */
export interface NewsState {
  readonly news: Partial<News>;
  readonly failure?: Failure;
}

/** Every state as the main process tells it. What has not changed keeps its identity, so that a row is drawn again only for a reason. */
export function useNews(): NewsState {
  const [state, setState] = useState<NewsState>({ news: {} });

  useEffect(() => {
    const store =
      <N extends NewsName>(name: N) =>
      (state: News[N]) =>
        setState(({ news }) => ({ news: { ...news, [name]: shareStructure(news[name], state) } }));
    const endings = newsNames.map((name) => listen(name, store));
    // What was told meanwhile is newer than this answer.
    void callMain("news.now").then((now) =>
      setState(({ news }) => (now.ok ? { news: { ...now.value, ...news } } : { news, failure: now.failure })),
    );
    return () => endings.forEach((end) => end());
  }, []);

  return state;
}

const listen = <N extends NewsName>(name: N, store: (name: N) => (state: News[N]) => void): (() => void) =>
  window.culvert.hear(name, store(name));
