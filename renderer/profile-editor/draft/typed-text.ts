/** A port as the profile document has it: a number where one was typed; nothing where the box is empty, so that the default stands; else the text itself, for the schema to refuse. */
export function portOf(text: string): number | string | undefined {
  const typed = text.trim();
  if (typed === "") return undefined;
  return /^\d+$/.test(typed) ? Number(typed) : typed;
}

/** The text without blanks around it; nothing where the box is empty, so that the default stands. */
export const orDefault = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());
