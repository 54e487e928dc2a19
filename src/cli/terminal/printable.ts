/** A text of somebody else's, without what would steer the terminal. */
export const printable = (text: string): string => text.replace(/[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/g, "");
