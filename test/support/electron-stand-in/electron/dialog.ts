import { app } from "./app.js";
import { fromHost, tellHost } from "./host-link.js";

let asked = 0;

export const dialog = {
  /** A person reads it and closes it. */
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`);
  },

  /** The same files answer it; the first is where to save. */
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
    return new Promise((resolve) => {
      const answered = ({ dialog, filePaths }: { dialog: number; filePaths: readonly string[] }): void => {
        if (dialog !== number) return;
        fromHost.off("dialog-answered", answered);
        resolve({ canceled: filePaths.length === 0, filePaths });
      };
      fromHost.on("dialog-answered", answered);
    });
  },
};
