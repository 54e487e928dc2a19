import { useLayoutEffect, useState } from "react";

/** Milliseconds without a key after which whoever types must have seen what came up. */
const QUIET_MS = 600;

/** Whether the user is in a box that takes text; who has just pressed Connect is not, and waits for the question. */
const isTyping = (): boolean => document.activeElement?.matches("input, textarea") === true;

/**
 * Swallows the keys at first where the user is writing elsewhere: what was begun for something else shall neither fill
 * nor press anything in what comes up unasked. It ends when no key was pressed for a moment, or with a click.
 *
 * @param isUnprompted false where the user called for it, who is heard at once
 * @returns whether keys are swallowed now
 */
export function useIgnoreEarlyKeys(isUnprompted: boolean): boolean {
  const [ignoresKeys, setIgnoresKeys] = useState(() => isUnprompted && isTyping());
  useLayoutEffect(() => {
    // before anything in it has the focus
    if (!ignoresKeys) return;
    const acceptKeys = (): void => setIgnoresKeys(false);
    let quiet = setTimeout(acceptKeys, QUIET_MS);
    const swallow = (event: KeyboardEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(quiet);
      quiet = setTimeout(acceptKeys, QUIET_MS);
    };
    window.addEventListener("keydown", swallow, true);
    window.addEventListener("pointerdown", acceptKeys, true);
    return () => {
      clearTimeout(quiet);
      window.removeEventListener("keydown", swallow, true);
      window.removeEventListener("pointerdown", acceptKeys, true);
    };
  }, [ignoresKeys]);
  return ignoresKeys;
}
