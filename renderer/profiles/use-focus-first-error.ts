import { useEffect, useRef, type RefObject } from "react";

/** After each try to save, puts the focus into the first field that is marked as wrong. */
export function useFocusFirstError(tries: number): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (tries === 0) return;
    // A part that was folded away opens in this same turn; its fields can be reached in the next frame.
    const frame = requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>("[aria-invalid='true'], [data-wrong='true']")?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, [tries]);
  return form;
}
