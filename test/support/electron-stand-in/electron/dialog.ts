import type { ToApp } from "../wire.js";
import { app } from "./app.js";
import { fromHost, tellHost } from "./host-link.js";

let asked = 0;

export const dialog = {
  /** A person reads it and closes it. */
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  },

  /** Answered by the files that answer an open dialog; the first is where to save. */
  async showSaveDialog(...args: readonly unknown[]): Promise<{ canceled: boolean; filePath: string }> {
    const { canceled, filePaths } = await dialog.showOpenDialog(...args);
    return { canceled, filePath: filePaths[0] ?? "" };
  },

  /** With or without a window before the options. */
  showOpenDialog(...args: readonly unknown[]): Promise<{ canceled: boolean; filePaths: readonly string[] }> {
    app.mustBeReady("dialog.showOpenDialog called");
    const options = args.at(-1) as { title?: string };
    const number = ++asked;
    tellHost({ kind: "open-dialog", dialog: number, title: options.title ?? "" });
    return answerTo(number).then(({ filePaths }) => ({ canceled: filePaths.length === 0, filePaths }));
  },

  /** With or without a window before the options. */
  showMessageBox(...args: readonly unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    app.mustBeReady("dialog.showMessageBox called");
    const {
      message,
      detail = "",
      buttons = [],
    } = args.at(-1) as { message: string; detail?: string; buttons?: readonly string[] };
    const number = ++asked;
    tellHost({ kind: "message-box", dialog: number, box: { message, detail, buttons } });
    return answerTo(number).then(({ button }) => ({ response: button, checkboxChecked: false }));
  },
};

type Answer = Extract<ToApp, { kind: "dialog-answered" }>;

const answerTo = (number: number): Promise<Answer> =>
  new Promise((resolve) => {
    const answered = (answer: Answer): void => {
      if (answer.dialog !== number) return;
      fromHost.off("dialog-answered", answered);
      resolve(answer);
    };
    fromHost.on("dialog-answered", answered);
  });
