import { useEffect, useState } from "react";
import type { Ask, CallName, Culvert, Outcome, Reply } from "../../src/shared/ipc/contract.js";
import { failureOf } from "../../src/shared/status/failure.js";
import { followNews, type NewsState } from "./follow-news.js";

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

/** Every state as the main process tells it. */
export function useNews(): NewsState {
  const [state, setState] = useState<NewsState>({ news: {} });
  useEffect(
    () =>
      followNews(
        (name, listener) => window.culvert.hear(name, listener),
        () => callMain("news.now"),
        setState,
      ),
    [],
  );
  return state;
}
