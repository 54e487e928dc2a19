import { app, ipcMain, shell } from "electron";
import { words } from "../../shared/words/words.js";
import { FtpHandler } from "../ftp-url-handler.js";
import type { Parts } from "../services.js";
import { chooseFile } from "../window/choose-file.js";
import { answersOf } from "./call-handlers.js";
import { answerCalls } from "./handle-calls.js";
import { Importing } from "./import-session.js";
import { newsTeller } from "./push-news.js";

/** The window is answered what it asks, and told of whatever changes. */
export function serveWindow(parts: Parts): void {
  const { store, settings, vault, questions, tunnels, checks, journal, traffic, clock, log, window } = parts;
  /** As last told: built once for all who want them. */
  let statuses = tunnels.status();
  const teller = newsTeller({
    profiles: () => ({ profiles: store.profiles(), withSecrets: vault.holders(), ...(store.trouble && { trouble: store.trouble }) }),
    settings: () => ({ settings: settings.settings(), ...(settings.trouble && { trouble: settings.trouble }) }),
    tunnels: () => statuses, questions: () => questions.open(), checks: () => checks.status(),
    led: () => window.led, log: () => journal.entries(), traffic: () => traffic.past(clock.now()),
  }, () => window.isSeen(), window.tell, clock);

  store.onChange(() => teller.changed("profiles"));
  vault.onChange(() => teller.changed("profiles"));
  settings.onChange(() => teller.changed("settings"));
  tunnels.onChange((latest) => {
    statuses = latest;
    teller.changed("tunnels");
    teller.changed("traffic");
  });
  checks.onChange(() => teller.changed("checks"));
  journal.onChange(() => teller.changed("log"));
  questions.onChange(() => teller.changed("questions"));
  window.onLed(() => teller.changed("led"));
  window.onSeen(() => teller.all());

  const importing = new Importing(store, () => chooseFile(words.dialogs.chooseImport, window.forDialogs));
  const answers = answersOf({ ...parts, importing, teller, ftpHandler: new FtpHandler(app, shell), logFile: log.file });
  answerCalls(ipcMain, answers, (sender) => window.isOurs(sender), log);
}
