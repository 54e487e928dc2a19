import type { Clock } from "../../core/environment.js";
import { newsNames, type News, type NewsName } from "../../shared/ipc/contract.js";
import type { Tell } from "../window/app-window.js";

/** Everything there is to know now; read afresh at each telling, so that it is always a whole state. */
export type NewsSource = { readonly [N in NewsName]: () => News[N] };

export interface Teller {
  /** Something changed: the window is told at once, or when the pause after the last telling is over. */
  changed(name: NewsName): void;
  /** The window can be seen again: it is told all that it missed. */
  all(): void;
  /** All of it, for a window that has just opened. */
  now(): News;
}

/**
 * Tells a window whole states, each kind at most as often as the settings say; the settings themselves at once, since the
 * window makes the next change to those that it was last told, and an old state would undo the change before.
 *
 * @param isSeen nothing is read or sent while nobody sees it
 */
export function newsTeller(source: NewsSource, isSeen: () => boolean, tell: Tell, clock: Clock): Teller {
  const pausing = new Set<NewsName>();
  const waiting = new Set<NewsName>();

  const tellOne = (name: NewsName): void => {
    waiting.delete(name);
    if (!isSeen()) return;
    tell(name, source[name]());
    if (name === "settings") return;
    pausing.add(name);
    clock.after(1000 / source.settings().settings.figuresPerSecond, () => {
      pausing.delete(name);
      if (waiting.has(name)) tellOne(name);
    });
  };

  const changed = (name: NewsName): void => {
    if (pausing.has(name)) waiting.add(name);
    else tellOne(name);
  };

  return {
    changed,
    all: () => newsNames.forEach(changed),
    now: () => Object.fromEntries(newsNames.map((name) => [name, source[name]()])) as unknown as News,
  };
}
