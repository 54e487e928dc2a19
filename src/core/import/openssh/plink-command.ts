import { jumpText, type JumpCommand } from "./jump-command.js";

/** plink's options that take a value (PuTTY's manual, section 7.2), and those that stand alone. */
const WITH_VALUE =
  /^-(?:[PlimLRD]|pw|pwfile|load|hostkey|proxycmd|cert|nc|sercfg|logoverwrite|sshlog|sshrawlog|sessionlog)$/;
const ALONE =
  /^-(?:[vVsAaXxCTtN1246]|ssh|batch|agent|noagent|share|noshare|no-antispoof|no-trivial-auth|no-sanitise-stderr|no-sanitise-stdout)$/;
const MAX_WORDS = 64;

/**
 * Read `plink.exe -batch -P 2222 -nc %h:%p olive@jump`, the program by any path: what `ssh -W %h:%p` is to OpenSSH.
 *
 * @returns `undefined` for any other command
 */
export function parsePlinkCommand(words: readonly string[]): JumpCommand | undefined {
  const [program = "", ...rest] = words;
  if (words.length > MAX_WORDS || !/^(?:.*[/\\])?plink(?:\.exe)?$/i.test(program)) return undefined;
  const values = new Map<string, string>();
  const lost: string[] = [];
  let destination: string | undefined;
  while (rest.length > 0) {
    const word = rest.shift() ?? "";
    if (WITH_VALUE.test(word)) {
      const value = rest.shift();
      if (value === undefined) return undefined;
      if (word === "-nc" || word === "-load") values.set(word, value);
      else if (word === "-P" || word === "-l") values.set(word.slice(1).toLowerCase(), value);
      else lost.push(/^-pw/.test(word) ? word : `${word} ${value}`); // a password stands in no note
    } else if (word.startsWith("-")) {
      if (!ALONE.test(word)) return undefined;
    } else if (destination === undefined) destination = word;
    else return undefined; // a command to run there
  }
  const jump = destination ?? values.get("-load");
  if (jump === undefined || !/^\[?%h\]?:%p$/.test(values.get("-nc") ?? "")) return undefined;
  return { jumps: [jumpText(jump, values)], lost };
}
