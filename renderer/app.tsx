import { useEffect } from "react";
import type { News } from "../src/shared/contract.js";
import { locale, sayFailure, speak } from "../src/shared/words.js";
import { Notice } from "./controls/notice.js";
import { useNews } from "./culvert.js";
import { Rooms } from "./rooms.js";

/** The window, once the first news have come. */
export function App() {
  const { news, failure } = useNews();
  useEffect(() => { document.documentElement.lang = locale; }); // what a screen reader speaks
  if (isWhole(news)) {
    speak(news.settings.settings.language, navigator.language); // before anything is drawn in it
    return <Rooms news={news} />;
  }
  return failure === undefined ? null : <main className="main"><Notice grade="danger" {...sayFailure(failure)} /></main>;
}

const isWhole = (news: Partial<News>): news is News => news.profiles !== undefined && news.tunnels !== undefined && news.questions !== undefined && news.settings !== undefined && news.checks !== undefined;
