/** A text of somebody else's, without what would steer the terminal or turn the order of the text around. */
export const printable = (text: string): string =>
  text.replace(/[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
