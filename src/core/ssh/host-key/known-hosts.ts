import { randomBytes } from "node:crypto";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { KnownHostKey } from "../../../shared/status/failure.js";
import { hostKeyFacts, keyTypeOf, randomart } from "./fingerprint.js";
import { isWholeKey } from "./is-whole-key.js";
import { hashName, matchesNames, hostName } from "./known-hosts-names.js";

/** What a known_hosts file says about a host key that was offered. */
export type HostKeyVerdict =
  | { readonly kind: "known" }
  | { readonly kind: "unknown" }
  | { readonly kind: "changed"; readonly kept: readonly KnownHostKey[] }
  | { readonly kind: "revoked"; readonly kept: KnownHostKey };

/** A known_hosts file that was read. */
export interface KnownHostsText {
  /** Its path. */
  readonly file: string;
  readonly text: string;
}

/**
 * Judge a host key by the text of an OpenSSH known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 *
 * `revoked` wins over all; `known` where any line has the host and this very key; `changed` where the host's lines have
 * only other keys, of whatever type: who could offer an unseen type of key could otherwise pass for a new host (OpenSSH's
 * hostfile.c judges so too). `changed` names every kept key of the host, those of the type offered first, as all must go
 * before the new one is taken. A port other than 22 is only known as `[host]:port`; the bare name does not vouch for it.
 *
 * `@cert-authority` lines vouch for certificates alone (`host-certificate.ts`): they never make a plain key known.
 * Blank and damaged lines are passed over, and one whose key is cut is damaged (`damagedLines`): half a key must not
 * look like another key of the host. Never throws.
 *
 * @param file its path, for the kept keys only
 */
export function judgeHostKey(text: string, file: string, host: string, port: number, key: Buffer): HostKeyVerdict {
  return judgeByFiles([{ text, file }], host, port, key);
}

/**
 * What several known_hosts files say of a host key, the user's own first, as if they were one (OpenSSH's sshconnect.c, `check_host_key`): a key
 * that any of them revokes is revoked, and one that any of them knows is known.
 */
export function judgeByFiles(
  files: readonly KnownHostsText[],
  host: string,
  port: number,
  key: Buffer,
): HostKeyVerdict {
  const lines = files.flatMap(({ text, file }) => linesFor(text, host, port).map((line) => ({ ...line, file })));
  const toKnownHostKey = (line: (typeof lines)[number]): KnownHostKey => ({
    ...hostKeyFacts(line.key),
    file: line.file,
    line: line.number,
    randomart: randomart(line.key),
  });

  const revoked = lines.find((line) => line.marker === "@revoked" && line.key.equals(key));
  if (revoked !== undefined) return { kind: "revoked", kept: toKnownHostKey(revoked) };
  const plain = lines.filter(({ marker }) => marker === undefined);
  if (plain.some((line) => line.key.equals(key))) return { kind: "known" };
  if (plain.length === 0) return { kind: "unknown" };
  const knownKeys = plain.map(toKnownHostKey);
  const offered = hostKeyFacts(key).keyType;
  return {
    kind: "changed",
    kept: [
      ...knownKeys.filter(({ keyType }) => keyType === offered),
      ...knownKeys.filter(({ keyType }) => keyType !== offered),
    ],
  };
}

/**
 * The types of the keys kept for a host, in the file's order and each once, so that a session asks for these first,
 * as OpenSSH does; a `ssh-rsa` key signs as `rsa-sha2-512`, `rsa-sha2-256` or `ssh-rsa`. Revoked keys do not count.
 */
export function knownKeyTypes(text: string, host: string, port: number): string[] {
  const lines = linesFor(text, host, port);
  const revoked = lines.filter(({ marker }) => marker === "@revoked");
  const good = lines.filter((line) => line.marker === undefined && !revoked.some(({ key }) => key.equals(line.key)));
  return [...new Set(good.map(({ type }) => type))];
}

/** A line that trusts or revokes an authority, or revokes a key. */
export interface TrustLine extends Pick<KnownHostsLine, "marker" | "key"> {
  readonly kept: KnownHostKey;
}

/**
 * The marked lines that name a host. Where SSH has another port, those count too that name the host alone, since a
 * certificate names no port (sshconnect.c, `check_host_key`: "checking without port identifier").
 */
export function trustLinesFor(files: readonly KnownHostsText[], { host, port }: Endpoint): TrustLine[] {
  const names = [...new Set([hostName(host, port), hostName(host, DEFAULT_SSH_PORT)])];
  return files.flatMap(({ text, file }) =>
    readLines(text, (patterns) => names.some((name) => matchesNames(patterns, name)))
      .filter(({ marker }) => marker !== undefined)
      .map(({ marker, key, number }) => ({ marker, key, kept: { ...hostKeyFacts(key), file, line: number } })),
  );
}

const DEFAULT_SSH_PORT = 22;

/** The lines, counted from 1, that name a host and hold no whole key, as a full disk or a lost connection leaves them. */
export function damagedLines(text: string, host: string, port: number): number[] {
  const name = hostName(host, port);
  return splitLines(text).flatMap((line, index) => {
    const read = readLine(line, (names) => matchesNames(names, name));
    return read !== undefined && read.key === undefined && !read.isSsh1 ? [index + 1] : [];
  });
}

/** Whether the file hides its host names, so that a new line should too. */
export function hasHashedNames(text: string): boolean {
  return /^[ \t]*(?:@[a-z-]+[ \t]+)?\|1\|/m.test(text);
}

/**
 * The line, its line end with it, that makes a host key known:
 * `www.spinach.com ssh-ed25519 AAAAC3Nz...`, `[www.spinach.com]:2222 ssh-ed25519 ...` or, hashed, `|1|salt|hash ssh-ed25519 ...`.
 *
 * A name with a sign that means something in the format is hashed in any case: a host called `*` must not vouch for all.
 *
 * @param comment what stands behind the key
 */
export function formatLine(
  host: string,
  port: number,
  key: Buffer,
  { hashed, comment }: { readonly hashed: boolean; readonly comment?: string },
): string {
  const name = hostName(host, port);
  const written = hashed || /[\s*?!,#@|]/.test(name) ? hashName(name, randomBytes(20)) : name;
  return `${written} ${keyTypeOf(key) ?? "unknown"} ${key.toString("base64")}${comment === undefined ? "" : ` ${comment}`}\n`;
}

/** A line that holds a whole key; lines count from 1. */
export interface KnownHostsLine {
  readonly number: number;
  readonly marker: "@revoked" | "@cert-authority" | undefined;
  /** As they stand there: plain, patterns, or hashed. */
  readonly names: string;
  readonly type: string;
  readonly key: Buffer;
  readonly text: string;
}

/** Every line of a file that holds a key, and whose names are wanted; the rest is passed over. */
export function readLines(text: string, isWanted: (names: string) => boolean = () => true): KnownHostsLine[] {
  return splitLines(text).flatMap((line, index) => {
    const { marker, names, type, key } = readLine(line, isWanted) ?? {};
    return names === undefined || type === undefined || key === undefined
      ? []
      : [{ number: index + 1, text: line, marker, names, type, key }];
  });
}

const splitLines = (text: string): string[] => text.replace(/^\uFEFF/, "").split("\n");

function linesFor(text: string, host: string, port: number): KnownHostsLine[] {
  const name = hostName(host, port);
  return readLines(text, (names) => matchesNames(names, name));
}

/** A line that names a host; `key` is missing where none is whole, and version 1 of SSH kept three numbers in its place. */
interface NamedLine extends Pick<KnownHostsLine, "marker" | "names"> {
  readonly type: string | undefined;
  readonly key: Buffer | undefined;
  readonly isSsh1: boolean;
}

/** `[@marker] names type base64 [comment]`, between them blanks or tabs. */
function readLine(line: string, isWanted: (names: string) => boolean): NamedLine | undefined {
  const words = firstWords(line, 4);
  const marked = words[0]?.startsWith("@") === true ? words.shift() : undefined;
  if (marked !== undefined && marked !== "@revoked" && marked !== "@cert-authority") return undefined;
  const [names, type, base64 = ""] = words;
  if (names === undefined || names.startsWith("#") || !isWanted(names)) return undefined;
  const isBase64 = base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64); // OpenSSH wants the padding too
  const blob = isBase64 ? Buffer.from(base64, "base64") : undefined;
  const key = blob !== undefined && keyTypeOf(blob) === type && isWholeKey(blob) ? blob : undefined;
  return { marker: marked, names, type, key, isSsh1: /^\d+$/.test(type ?? "") };
}

/** The first words of a line; by hand, because a line may be very long and only its front matters. */
function firstWords(line: string, limit: number): string[] {
  const words: string[] = [];
  const blank = /[ \t\r]+/g;
  let start = 0;
  while (words.length < limit && start < line.length) {
    const gap = blank.exec(line);
    const end = gap?.index ?? line.length;
    if (end > start) words.push(line.slice(start, end));
    start = gap === null ? line.length : blank.lastIndex;
  }
  return words;
}
