import { useLayoutEffect, useState } from "react";

/** Milliseconds without a key after which whoever types must have seen what came up. */
const QUIET = 600;

/** Whether the user is in a box that takes text; who has just pressed Connect is not, and waits for the question. */
const isWriting = (): boolean => document.activeElement?.matches("input, textarea") === true;

/**
 * Swallows the keys at first where the user is writing elsewhere: what was begun for something else shall neither fill
 * nor press anything in what comes up unasked. It ends when no key was pressed for a moment, or with a click.
 *
 * @param isUnasked false where the user called for it, who is heard at once
 * @returns whether keys are swallowed now
 */
export function useDeafAtFirst(isUnasked: boolean): boolean {
  const [isDeaf, setDeaf] = useState(() => isUnasked && isWriting());
  useLayoutEffect(() => { // before anything in it has the focus
    if (!isDeaf) return;
    const hear = (): void => setDeaf(false);
    let quiet = setTimeout(hear, QUIET);
    const swallow = (event: KeyboardEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(quiet);
      quiet = setTimeout(hear, QUIET);
    };
    window.addEventListener("keydown", swallow, true);
    window.addEventListener("pointerdown", hear, true);
    return () => {
      clearTimeout(quiet);
      window.removeEventListener("keydown", swallow, true);
      window.removeEventListener("pointerdown", hear, true);
    };
  }, [isDeaf]);
  return isDeaf;
}
