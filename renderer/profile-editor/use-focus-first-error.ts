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

/** As the form opens, puts the focus into the field of that name, or the first one beneath it: `gateway.auth`. Nothing for an empty name. */
export function useFocusField(form: RefObject<HTMLFormElement | null>, name: string): void {
  useEffect(() => {
    if (name === "") return;
    // A part that was folded away opens in this same turn; its fields can be reached in the next frame.
    const frame = requestAnimationFrame(() => {
      const named = CSS.escape(name);
      const field = form.current?.querySelector<HTMLElement>(`[name="${named}"], [name^="${named}"]`);
      field?.focus();
      field?.scrollIntoView({ block: "center" });
    });
    return () => cancelAnimationFrame(frame);
  }, [form, name]);
}
