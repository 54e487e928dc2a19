import type { Destination, DestinationNote } from "./destination.js";

/** What the lines of a provider's letter are called, in English and Chinese. */
const LABELS: Readonly<Record<string, RegExp>> = {
  ftpHost: /^(?:s?ftp|ftps) ?(?:host ?(?:name)?|server|address)$|^ftp ?(?:服务器|主机|地址)$/i,
  host: /^(?:(?:ssh )?(?:host ?(?:name)?|server)|address|ip(?: address)?|server (?:name|address)|主机名?|服务器|地址)$/i,
  username: /^(?:(?:s?ftp |ssh )?(?:user ?(?:name)?|log ?in|account)|用户名?|账号|帐号)$/i,
  port: /^(?:(?:s?ftp |ssh )?port|端口)$/i,
  protocol: /^(?:protocol|type|协议)$/i,
  password: /pass|pwd|pin|secret|密码|口令/i,
};

/** Whether a line may hold a secret, which is then not repeated to anybody. */
export const namesPassword = (line: string): boolean => /pass(?:word|wd|phrase)|\bpwd?\b|密码|口令/i.test(line);

/** What several lines say of a server: how to reach it, as the words of an ssh command or as an FTP server. */
export type DestinationSettings =
  | { readonly words: readonly string[]; readonly name?: string; readonly notes: readonly DestinationNote[] }
  | { readonly ftpUrl: string; readonly notes: readonly DestinationNote[] };

/**
 * Read a section of ssh_config(5), `Host spinach` with the lines below it, or what a provider's letter has: `Host: ...`,
 * `User: ...`, `Port: ...`, a line each. Of lines that mean nothing here the label alone is told: a secret may follow it.
 *
 * @returns nothing where the lines are neither
 */
export function readDestinationSettings(lines: readonly string[]): DestinationSettings | undefined {
  if (lines.length < 2) return undefined;
  return readSshConfig(lines) ?? readLabels(lines);
}

function readSshConfig(lines: readonly string[]): DestinationSettings | undefined {
  const [, alias] = /^\s*Host[ \t]+([^\s*?!:=]+)\s*$/i.exec(lines[0] ?? "") ?? [];
  if (alias === undefined) return undefined;
  const end = lines.findIndex((line, index) => index > 0 && /^\s*(?:Host|Match)\s/i.test(line));
  const section = lines.slice(1, end === -1 ? lines.length : end).filter((line) => !line.trim().startsWith("#"));
  const left = end === -1 ? [] : lines.slice(end);
  return {
    words: ["ssh", ...section.flatMap((line) => ["-o", line.trim()]), "--", alias],
    name: alias,
    notes: left.map((line) => ({ code: "not-understood", what: line.trim().slice(0, 80) })),
  };
}

function readLabels(lines: readonly string[]): DestinationSettings | undefined {
  const found = new Map<string, string>();
  const notes: DestinationNote[] = [];
  for (const line of lines) {
    const [, label = "", value = ""] = /^[\s*•-]*([\p{L} -]{2,24}?)\s*[:=]\s*(.*?)\s*$/su.exec(line) ?? [];
    const kind = Object.keys(LABELS).find((name) => LABELS[name]?.test(label));
    if (kind === undefined || found.has(kind))
      notes.push({
        code: "not-understood",
        what: (label === "" ? line.trim().split(/\s/, 1)[0] : label)?.slice(0, 80) ?? "",
      });
    else found.set(kind, value);
  }
  const host = found.get("host") ?? found.get("ftpHost") ?? "";
  if (found.size < 2 || host === "" || /\s/.test(host)) return undefined;
  if ((found.get("password") ?? "") !== "") notes.unshift({ code: "password-dropped", what: "" });
  const [port = "", username = "", protocol = ""] = ["port", "username", "protocol"].map((kind) => found.get(kind));
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(host);
  if (
    /^ftps?\b/i.test(protocol) ||
    port === "21" ||
    (!found.has("host") && port !== "22" && !hasScheme && protocol === "")
  )
    return {
      ftpUrl: `${username === "" ? "" : `${encodeURIComponent(username)}@`}${host.replace(/^ftp:\/\//i, "")}${port === "" ? "" : `:${port}`}`,
      notes,
    };
  const options = [...(port === "" ? [] : ["-p", port]), ...(username === "" ? [] : ["-l", username])];
  return { words: ["ssh", ...options, "--", host], notes };
}

/** With what was told of the lines themselves. */
export const withNotes = (destination: Destination, notes: readonly DestinationNote[]): Destination =>
  notes.length === 0 ? destination : { ...destination, notes: [...destination.notes, ...notes] };
