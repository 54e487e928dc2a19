import type { Clock } from "../core/outside.js";
import { newsNames, type News, type NewsName } from "../shared/contract.js";

/** Passes one piece of news to the window; called only while there is one. */
export type Tell = <N extends NewsName>(name: N, news: News[N]) => void;

/** Everything there is to know now; read afresh at each telling, so that it is always a whole state. */
export type NewsSource = { readonly [N in NewsName]: () => News[N] };

export interface Teller {
  /** Something changed: the window is told at once, or when the pause after the last telling is over. */
  changed(name: NewsName): void;
  /** All of it, for a window that has just opened. */
  now(): News;
}

/**
 * Tells a window whole states, each kind at most as often as the settings say.
 *
 * @param hasWindow nothing is read or sent without one
 */
export function newsTeller(source: NewsSource, hasWindow: () => boolean, tell: Tell, clock: Clock): Teller {
  const pausing = new Set<NewsName>();
  const waiting = new Set<NewsName>();

  const tellOne = (name: NewsName): void => {
    waiting.delete(name);
    if (!hasWindow()) return;
    tell(name, source[name]());
    pausing.add(name);
    clock.after(1000 / source.settings().settings.figuresPerSecond, () => {
      pausing.delete(name);
      if (waiting.has(name)) tellOne(name);
    });
  };

  return {
    changed: (name) => {
      if (pausing.has(name)) waiting.add(name);
      else tellOne(name);
    },
    now: () => Object.fromEntries(newsNames.map((name) => [name, source[name]()])) as unknown as News,
  };
}
