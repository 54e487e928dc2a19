import type { Clock } from "../../core/environment.js";
import { newsNames, type News, type NewsName } from "../../shared/ipc/contract.js";
import { withoutSentHistory } from "../../shared/ipc/history-changes.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import type { PushNews } from "../window/app-window.js";
import { printableNews } from "../window/printable-for-window.js";

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
 * window makes the next change to those that it was last told, and an old state would undo the change before. Of ended
 * transfers it is sent those alone that it was not sent before.
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
  /** As they were pushed last; nothing where the window is to be sent whole histories, since it may have none. */
  let sentTunnels: readonly TunnelStatus[] | undefined;

  const pushTunnels = (): void => {
    const tunnels = source.tunnels();
    push("tunnels", withoutSentHistory(tunnels, sentTunnels));
    sentTunnels = tunnels;
  };

  const pushOne = (name: NewsName): void => {
    pending.delete(name);
    if (!isVisible()) return;
    if (name === "tunnels") pushTunnels();
    else push(name, source[name]());
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
    pushAll: () => {
      sentTunnels = undefined;
      newsNames.forEach(markChanged);
    },
    snapshot: () => {
      sentTunnels = undefined; // what was pushed before may not have come to the page that asks
      return Object.fromEntries(
        newsNames.map((name) => [name, printableNews(name, source[name]())]),
      ) as unknown as News;
    },
  };
}
