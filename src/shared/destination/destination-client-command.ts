import { checkPort, parseHop, parseUser } from "./destination-hop.js";
import { parseUrl } from "./destination-url.js";
import { DestinationError, type Destination, type DestinationNote } from "./destination.js";

/** FTP's own clients: a host may stand without a scheme, its port behind it. */
const FTP_CLIENTS: ReadonlySet<string> = new Set(["ftp", "tnftp", "ftp-ssl", "pftp", "lftp", "ncftp"]);
/** Clients that are given URLs. */
const URL_CLIENTS: ReadonlySet<string> = new Set(["curl", "wget", "aria2c", "filezilla", "winscp"]);
/** Their options whose value is no host; that of the first kind is `user`, `user:password` or `user,password`. */
const USER_OPTION = /^(?:-u|--user|--ftp-user|--username)$/;
const PASSWORD_OPTION = /^--(?:ftp-|http-)?pass(?:word)?$/;
const PORT_OPTION = /^(?:-p|-P|--port)$/;
const OTHER_OPTION = /^-[ecfoTQKxbHdA]$/;

const URL_WITHIN = /\b(ssh|sftp|scp|ftps?|ftpes):\/\/([^\s"'`<>]+)/i;

/**
 * Read the command of an FTP client, or of one that is given a URL: `ftp popeye 2121`, `lftp -u olive,... popeye`,
 * `curl -u olive:... sftp://host/`, `winscp.exe sftp://olive@host/`. Passwords are dropped; of options that mean nothing here
 * the names alone are told.
 *
 * @returns nothing where the first word is no such client @throws DestinationError
 */
export function parseClientCommand([first = "", ...words]: readonly string[]): Destination | undefined {
  const client = first
    .replace(/^.*[/\\]/s, "")
    .replace(/\.(?:exe|com)$/i, "")
    .toLowerCase();
  const isFtp = FTP_CLIENTS.has(client);
  if (!isFtp && !URL_CLIENTS.has(client)) return undefined;
  const notes: DestinationNote[] = [];
  const left: string[] = [];
  let url: RegExpExecArray | null = null;
  let user: string | undefined;
  let port: number | undefined;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [, option = word, attached] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    const value = (): string => attached ?? words.shift() ?? "";
    url ??= URL_WITHIN.exec(word);
    if (URL_WITHIN.test(word)) continue;
    if (USER_OPTION.test(option)) user ??= value();
    else if (PASSWORD_OPTION.test(option) && value() !== "") notes.push({ code: "password-dropped", what: "" });
    else if (PORT_OPTION.test(option) && /^\d+$/.test(words[0] ?? "")) port = checkPort(words.shift() ?? "");
    else if (option.startsWith("-")) {
      notes.push({ code: "not-understood", what: option });
      if (OTHER_OPTION.test(option)) url ??= URL_WITHIN.exec(value());
    } else left.push(word);
  }
  const [username, password] = user === undefined ? [] : splitUser(user);
  if (password !== undefined) notes.unshift({ code: "password-dropped", what: "" });
  const destination = url === null ? parseFtpHost(isFtp ? left : []) : parseUrl(url[1] ?? "", url[2] ?? "");
  return withLogin(destination, username, port, notes);
}

/** The URL of a server within a line of anything else. @throws DestinationError */
export function parseUrlWithin(words: readonly string[]): Destination | undefined {
  const url = words.map((word) => URL_WITHIN.exec(word)).find((match) => match !== null);
  if (url === undefined) return undefined;
  const read = parseUrl(url[1] ?? "", url[2] ?? "");
  const [before = ""] = words;
  return URL_WITHIN.test(before) ? read : { ...read, notes: [...read.notes, { code: "not-understood", what: before }] };
}

const splitUser = (text: string): readonly [string, string | undefined] => {
  const [, name = text, password] = /^([^:,]*)[:,](.*)$/s.exec(text) ?? [];
  return [name, password];
};

/** `popeye`, `olive@popeye`, `popeye 2121`. @throws DestinationError */
function parseFtpHost([first, port, ...more]: readonly string[]): Destination {
  if (first === undefined) throw new DestinationError({ code: "host-missing", what: "" });
  const { hop, notes } = parseHop(first);
  const isPort = port !== undefined && /^\d+$/.test(port);
  const target = { host: hop.host, port: hop.port ?? (isPort ? checkPort(port) : 21) };
  const left = [...(port === undefined || isPort ? [] : [port]), ...more];
  return {
    via: [],
    forwards: [],
    ftp: { mode: "relay", target },
    notes: [
      ...notes,
      ...(hop.username === undefined ? [] : [{ code: "ftp-user" as const, what: hop.username }]),
      ...left.slice(0, 1).map((what) => ({ code: "not-understood" as const, what: what.slice(0, 80) })),
    ],
  };
}

function withLogin(
  destination: Destination,
  user: string | undefined,
  port: number | undefined,
  notes: readonly DestinationNote[],
): Destination {
  const { gateway, ftp } = destination;
  const username = user === undefined ? undefined : parseUser(user).username;
  if (gateway !== undefined)
    return {
      ...destination,
      gateway: {
        ...gateway,
        ...(gateway.port === undefined && port !== undefined ? { port } : {}),
        ...(gateway.username === undefined && username !== undefined ? { username } : {}),
      },
      notes: [...destination.notes, ...notes],
    };
  const isDefault = ftp !== undefined && "target" in ftp && ftp.target.port === 21;
  return {
    ...destination,
    ...(isDefault && port !== undefined ? { ftp: { ...ftp, target: { ...ftp.target, port } } } : {}),
    notes: [
      ...destination.notes,
      ...(username === undefined ? [] : [{ code: "ftp-user" as const, what: username }]),
      ...notes,
    ],
  };
}
