import type { Clock } from "../../core/environment.js";
import { newsNames, type News, type NewsName } from "../../shared/ipc/contract.js";
import type { PushNews } from "../window/app-window.js";

/** Everything there is to know now; read afresh at each telling, so that it is always a whole state. */
export type NewsSource = { readonly [N in NewsName]: () => News[N] };

export interface NewsPusher {
  /** Something changed: the window is told at once, or when the pause after the last telling is over. */
  markChanged(name: NewsName): void;
  /** The window can be seen again: it is told all that it missed. */
  pushAll(): void;
  /** All of it, for a window that has just opened. */
  snapshot(): News;
}

/**
 * Tells a window whole states, each kind at most as often as the settings say; the settings themselves at once, since the
 * window makes the next change to those that it was last told, and an old state would undo the change before.
 *
 * @param isVisible nothing is read or sent while nobody sees it
 */
export function createNewsPusher(
  source: NewsSource,
  isVisible: () => boolean,
  push: PushNews,
  clock: Clock,
): NewsPusher {
  const throttled = new Set<NewsName>();
  const pending = new Set<NewsName>();

  const pushOne = (name: NewsName): void => {
    pending.delete(name);
    if (!isVisible()) return;
    push(name, source[name]());
    if (name === "settings") return;
    throttled.add(name);
    clock.setTimeout(1000 / source.settings().settings.figuresPerSecond, () => {
      throttled.delete(name);
      if (pending.has(name)) pushOne(name);
    });
  };

  const markChanged = (name: NewsName): void => {
    if (throttled.has(name)) pending.add(name);
    else pushOne(name);
  };

  return {
    markChanged,
    pushAll: () => newsNames.forEach(markChanged),
    snapshot: () => Object.fromEntries(newsNames.map((name) => [name, source[name]()])) as unknown as News,
  };
}
