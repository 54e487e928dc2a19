import type { WebContents } from "electron";
import { newsChannel } from "../../shared/ipc/channels.js";
import { calls, type CallName, type News, type NewsName } from "../../shared/ipc/contract.js";
import { printableFields, printableText } from "../../shared/words/printable.js";

/*
 * The doors to the window. Whatever a server, a file or a profile has put into a text is made printable here, and a new kind
 * of news with it; of each call the contract says whether it is (`replyTexts`). The reply of `news.now` is made printable piece
 * by piece.
 */

/** What the window edits and sends back. */
const EDITED_NEWS: ReadonlySet<NewsName> = new Set<NewsName>(["profiles", "settings"]);

/** News as the window is told them. */
export const printableNews = <N extends NewsName>(name: N, news: News[N]): News[N] =>
  EDITED_NEWS.has(name) ? news : printableFields(news, printableText);

/** Tell a window news. */
export const sendNews = <N extends NewsName>(window: Pick<WebContents, "send">, name: N, news: News[N]): void =>
  window.send(newsChannel(name), printableNews(name, news));

/** What a call is answered. */
export const printableReply = <T>(name: CallName, reply: T): T =>
  calls[name].replyTexts === "exact" ? reply : printableFields(reply, printableText);
