import { useEffect, useState } from "react";
import { newsNames, type Ask, type CallName, type Culvert, type News, type NewsName, type Outcome, type Reply } from "../../src/shared/ipc/contract.js";
import { failureOf, type Failure } from "../../src/shared/status/failure.js";
import { keepSame } from "./structural-sharing.js";

declare global {
  interface Window {
    /** Put there by the preload; touched in this file and nowhere else. */
    readonly culvert: Culvert;
  }
}

/** Ask the main process for something; what goes wrong comes back as a failure, never as a rejection. */
export async function ask<N extends CallName>(name: N, ...[asked]: undefined extends Ask<N> ? [] : [Ask<N>]): Promise<Outcome<Reply<N>>> {
  try {
    return await window.culvert.ask(name, asked as Ask<N>);
  } catch (bug) {
    return { ok: false, failure: failureOf(bug) };
  }
}

/** What the window knows: whole states as last told, or why nothing could be learnt. */
export interface Heard {
  readonly news: Partial<News>;
  readonly failure?: Failure;
}

/** Every state as the main process tells it. What has not changed keeps its identity, so that a row is drawn again only for a reason. */
export function useNews(): Heard {
  const [heard, setHeard] = useState<Heard>({ news: {} });

  useEffect(() => {
    const told = <N extends NewsName>(name: N) => (state: News[N]) =>
      setHeard(({ news }) => ({ news: { ...news, [name]: keepSame(news[name], state) } }));
    const endings = newsNames.map((name) => listen(name, told));
    // What was told meanwhile is newer than this answer.
    void ask("news.now").then((now) => setHeard(({ news }) => (now.ok ? { news: { ...now.value, ...news } } : { news, failure: now.failure })));
    return () => endings.forEach((end) => end());
  }, []);

  return heard;
}

const listen = <N extends NewsName>(name: N, told: (name: N) => (state: News[N]) => void): (() => void) => window.culvert.hear(name, told(name));
