/**
 * A pasted text as it was before a word processor, a chat, an input method or a web page dressed it up: without marks that
 * nobody sees, with plain quotes and dashes for typographic ones at a word's edge, ASCII for its full-width forms, and without
 * the fences of Markdown. Lines that a shell continues (`\` of sh, `^` of cmd, a backtick of PowerShell) are one.
 */
export function cleanPastedText(text: string): string {
  return text
    .replace(/[\u200B-\u200D\u2060\uFEFF]/g, "")
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll("\u3000", " ")
    .replace(/(?<=^|[\s=])[“”„]|[“”](?=$|\s)/g, '"')
    .replace(/(?<=^|[\s=])[‘’‚]|[‘’](?=$|\s)/g, "'")
    .replace(/(?<=^|\s)[–−](?=\w)/g, "-")
    .replace(/(?<=^|\s)—(?=\w)/g, "--")
    .replace(/^[ \t]*(?:```|~~~)\w*[ \t]*$/gm, "")
    .replace(/(?:\\|(?<=\s)[\^`])\r?\n\s*/g, " ")
    .trim();
}

/** A line without the signs that it stood in: `<ssh://host>`, `"olive@host"`, `[text](ssh://host)`, `mailto:`, a comma behind it. */
export function unwrapPastedLine(line: string): string {
  const groups: readonly (string | undefined)[] =
    /^(?:<(.*)>|`(.*)`|"([^"]*)"|'([^']*)'|\[[^\]]*\]\((\S*)\))$/s.exec(line) ?? [];
  const inner = groups.slice(1).find((group) => group !== undefined);
  return (inner ?? line)
    .replace(/^[$%>#] +/, "")
    .replace(/^mailto:(?=\S+@)/i, "")
    .replace(/^(ssh|sftp|scp|ftp):(?!\/\/)(?=\S+@)/i, "$1://")
    .replace(/(?<=[\w\]])[,;]+$/, "")
    .trim();
}
