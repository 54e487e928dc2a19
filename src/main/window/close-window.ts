import type { MessageBoxOptions } from "electron";
import { words } from "../../shared/words/words.js";

/** What closing the window has to do with. */
export interface Closing {
  /** Whether a tray shows that the app goes on. */
  readonly hasTray: () => Promise<boolean>;
  /** How many tunnels are up, or on their way there. */
  readonly tunnelsUp: () => number;
  /** Ask by a message box over the window. @returns the button that was pressed, by its index */
  readonly ask: (options: MessageBoxOptions) => Promise<number>;
  readonly tellInTray: () => void;
  readonly quit: () => void;
}

/**
 * What is done when the user closes the window. Into the tray where there is one; without one nothing would show that the
 * app goes on, so it is quit, and while tunnels are up the user is asked.
 *
 * @param close lets the window go
 */
export async function closeWindow(
  { hasTray, tunnelsUp, ask, tellInTray, quit }: Closing,
  close: () => void,
): Promise<void> {
  if (await hasTray()) {
    close();
    tellInTray();
    return;
  }
  const count = tunnelsUp();
  if (count === 0) {
    quit();
    return;
  }
  const { message, detail, keep, quit: leave, cancel } = words.dialogs.closeWithoutTray;
  const pressed = await ask({
    type: "question",
    message: message(count),
    detail,
    buttons: [keep, leave, cancel],
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  });
  if (pressed === 0) close();
  if (pressed === 1) quit();
}
