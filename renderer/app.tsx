import { useEffect } from "react";
import { newsNames, type News } from "../src/shared/ipc/contract.js";
import { currentLocale, describeFailure, setLanguage } from "../src/shared/words/words.js";
import { Notice } from "./controls/notice.js";
import { useNews } from "./ipc/culvert-api.js";
import { AppShell } from "./app-shell/app-shell.js";

/** The window, once there is news of everything. */
export function App() {
  const { news, failure } = useNews();
  useEffect(() => {
    document.documentElement.lang = currentLocale();
  }); // what a screen reader speaks
  if (isWhole(news)) {
    setLanguage(news.settings.settings.language, navigator.language); // before anything is drawn in it
    return <AppShell news={news} />;
  }
  return failure === undefined ? null : (
    <main className="main">
      <Notice grade="danger" {...describeFailure(failure)} />
    </main>
  );
}

/** Names may be told one by one before all at once are answered: a window that is shown again is told everything. */
const isWhole = (news: Partial<News>): news is News => newsNames.every((name) => news[name] !== undefined);
