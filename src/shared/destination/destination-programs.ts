import type { DestinationNote } from "./destination.js";

/** Which options of a program take a value, and what those mean that a profile knows; the others that are listed mean nothing to it. */
export interface Program {
  /** Options of one letter may stand together, as `-NfL 2121:popeye:21`; PuTTY's are words. */
  readonly hasLetters: boolean;
  readonly withValue: ReadonlySet<string>;
  readonly alone: ReadonlySet<string>;
  /** `none` where a port of that option is not SSH's. */
  readonly portOption: "p" | "P" | "none";
  /** Files are named behind the host's colon. */
  readonly copies: boolean;
  /** The option whose value is a command of ssh, as `rsync -e "ssh -p 2222"` and `mosh --ssh=...`; the other long ones mean nothing here. */
  readonly shellOption?: "e" | "ssh";
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
/** ssh(1), sftp(1), scp(1), ssh-copy-id(1) of OpenSSH 9; plink and pscp of PuTTY 0.83; rsync(1) 3.2, sshfs(1) 3.7, mosh(1) 1.4. */
const SSH: Program = {
  hasLetters: true,
  withValue: new Set("BbcDEeFIiJLlmOoPpQRSWw"),
  alone: new Set("46AaCfGgKkMNnqsTtVvXxYy"),
  portOption: "p",
  copies: false,
};
const SFTP: Program = {
  hasLetters: true,
  withValue: new Set("BbcDFiJloPRSsX"),
  alone: new Set("46AaCfNpqrv"),
  portOption: "P",
  copies: true,
};
const SCP: Program = { ...SFTP, withValue: new Set("cDFiJloPSX"), alone: new Set("346ABCOpqRrsTv") };
const PLINK: Program = {
  hasLetters: false,
  withValue: words("P l i L R D pw pwfile load hostkey m proxycmd nc sercfg sshlog sshrawlog logoverwrite cert"),
  alone: words(
    "ssh ssh-connection raw telnet rlogin serial supdup batch v V N C A a X x T t s 1 2 4 6 agent noagent noshare share no-antispoof antispoof no-trivial-auth no-sanitise-stdout no-sanitise-stderr sanitise-stdout sanitise-stderr r p q ls sftp scp unsafe gui-gssapi",
  ),
  portOption: "P",
  copies: false,
};
const PSCP: Program = { ...PLINK, copies: true };

const RSYNC: Program = {
  hasLetters: true,
  withValue: new Set("eBfMT@"),
  alone: new Set("0468AabcCdDEFghHiIJkKlLmnNoOpPqrRsStuUvWxXyz"),
  portOption: "none",
  copies: true,
  shellOption: "e",
};
const MOSH: Program = {
  hasLetters: true,
  withValue: new Set("p"), // UDP's
  alone: new Set("46anN"),
  portOption: "none",
  copies: false,
  shellOption: "ssh",
};

const PROGRAMS: Readonly<Record<string, Program>> = {
  ssh: SSH,
  slogin: SSH,
  autossh: { ...SSH, withValue: new Set([...SSH.withValue, "M"]) },
  sftp: SFTP,
  scp: SCP,
  plink: PLINK,
  putty: PLINK,
  kitty: PLINK,
  pscp: PSCP,
  psftp: PSCP,
  rsync: RSYNC,
  sshfs: { ...SFTP, withValue: new Set("oFp"), alone: new Set("1CVdfhs"), portOption: "p" },
  mosh: MOSH,
  "ssh-copy-id": { ...SSH, withValue: new Set("Fiopt"), alone: new Set("fhnsx") },
};

/** The program that a first word names, by any path: `/usr/bin/ssh`, `plink.exe`. */
export const programOf = (word: string): Program | undefined => {
  const name = word
    .replace(/^.*[/\\]/s, "")
    .replace(/\.exe$/i, "")
    .toLowerCase();
  return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
};

/** What stands before a program and means nothing to a profile. */
const WRAPPER = /^(?:exec|sudo|doas|nohup|time|env|command|[$%>#])$/;
const ASSIGNMENT = /^\w+=/;

/**
 * The words from the program on, without `exec`, `sudo`, `LC_ALL=C`, sshpass with its password, and the words of a program
 * that starts it: `docker exec -it web ssh olive@host`. Where no such program stands there, the words as they are.
 */
export function withoutWrappers(written: readonly string[]): {
  readonly rest: readonly string[];
  readonly notes: DestinationNote[];
} {
  const rest = [...written];
  const notes: DestinationNote[] = [];
  const dropped = { code: "password-dropped", what: "" } as const;
  while (WRAPPER.test(rest[0] ?? "") || (ASSIGNMENT.test(rest[0] ?? "") && rest.length > 1))
    if (/pass/i.test(rest.shift()?.replace(/=.*/s, "") ?? "")) notes.push(dropped);
  if (/^(?:.*\/)?sshpass$/.test(rest[0] ?? "")) {
    rest.shift();
    if (notes.length === 0) notes.push(dropped);
    while (rest[0]?.startsWith("-") === true) if (/^-[pfdP]$/.test(rest.shift() ?? "")) rest.shift();
  }
  if (programOf(rest[0] ?? "") !== undefined) return { rest, notes };
  const start = rest.findIndex((word) => programOf(word) !== undefined);
  const before = rest.slice(0, Math.max(0, start));
  if (start === -1 || start === rest.length - 1 || before.some((word) => /@|:\/\//.test(word))) return { rest, notes };
  // the first word alone: a secret may stand behind it
  return { rest: rest.slice(start), notes: [...notes, { code: "not-understood", what: before[0] ?? "" }] };
}
