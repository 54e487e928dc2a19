import type { WebContents } from "electron";
import { newsChannel } from "../../shared/ipc/channels.js";
import type { CallName, News, NewsName } from "../../shared/ipc/contract.js";
import { printableFields, printableText } from "../../shared/words/printable.js";

/*
 * The doors to the window. Whatever a server, a file or a profile has put into a text is made printable here, and a new kind
 * of news or a new call with it; what is not stands in these two lists.
 */

/** What the window edits and sends back. */
const EDITED_NEWS: ReadonlySet<NewsName> = new Set<NewsName>(["profiles", "settings"]);

/** What the window sends back or keeps as it was, or hands to another program; `news.now` is made printable piece by piece. */
const KEPT_REPLIES: ReadonlySet<CallName> = new Set<CallName>([
  "news.now",
  "draft.read",
  "bridge.login",
  "export.text",
  "import.places",
  "files.chooseKey",
  "files.chooseKnownHosts",
  "profiles.saveEdited",
]);

/** News as the window is told them. */
export const printableNews = <N extends NewsName>(name: N, news: News[N]): News[N] =>
  EDITED_NEWS.has(name) ? news : printableFields(news, printableText);

/** Tell a window news. */
export const sendNews = <N extends NewsName>(window: Pick<WebContents, "send">, name: N, news: News[N]): void =>
  window.send(newsChannel(name), printableNews(name, news));

/** What a call is answered. */
export const printableReply = <T>(name: CallName, reply: T): T =>
  KEPT_REPLIES.has(name) ? reply : printableFields(reply, printableText);
