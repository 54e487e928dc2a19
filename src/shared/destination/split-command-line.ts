/** More words nobody pastes. */
const MAX_WORDS = 500;

/** The words of a command as a shell would have them: blanks divide, quotes and backslashes keep together. Nothing is expanded. */
export function splitCommandLine(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let index = 0; index < text.length && words.length < MAX_WORDS; index++) {
    const sign = text.charAt(index);
    if (quote !== "") {
      if (sign === quote) quote = "";
      else if (sign === "\\" && quote === '"' && /["\\$`]/.test(text.charAt(index + 1)))
        word = (word ?? "") + text.charAt(++index);
      else word = (word ?? "") + sign;
    } else if (sign === "'" || sign === '"') {
      quote = sign;
      word ??= "";
    } else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (sign === "\\" && /[\s'"\\$&();<>|*?#~]/.test(text.charAt(index + 1))) {
      // before any other sign it belongs to a path or a domain of Windows
      const next = text.charAt(++index);
      if (next !== "\n") word = (word ?? "") + next;
    } else word = (word ?? "") + sign;
  }
  if (word !== undefined && words.length < MAX_WORDS) words.push(word);
  return words;
}
