import { z } from "zod";
import type { ProfileIssue } from "../profile/profile-issues.js";
import type { ListenerFacts } from "../profile/listener-facts.js";
import type { ProfileDraft, ProfileId } from "../profile/profile-schema.js";

/** Programs whose settings Culvert reads; `culvert` is its own profile document. */
export const IMPORT_SOURCES = ["openssh", "putty", "kitty", "winscp", "filezilla", "culvert"] as const;
export type ImportSource = (typeof IMPORT_SOURCES)[number];

/**
 * What there is to say about an import, as data; the words modules make sentences of it.
 *
 * `refused`: a file, or an entry in it, that could not be taken at all. `lost`: something that a profile cannot carry.
 * `changed`: carried over, but not as it stood there. `asked`: carried over as it stood, where the user may choose otherwise.
 */
export const IMPORT_NOTE_GRADES = {
  "file-missing": "refused",
  "file-unreadable": "refused",
  "file-too-large": "refused",
  "file-binary": "refused",
  "file-not-recognised": "refused",
  "folder-without-sessions": "refused",
  "nothing-found": "refused",
  "too-many": "refused",
  "xml-malformed": "refused",
  "xml-doctype": "refused",
  "json-malformed": "refused",
  "document-refused": "refused",
  "document-version": "refused",
  "registry-missing": "refused",
  "line-malformed": "refused",
  "session-without-host": "refused",
  "protocol-unknown": "refused",
  "include-missing": "lost",
  "include-not-followed": "lost",
  "include-loop": "lost",
  "include-too-deep": "lost",
  "setting-lost": "lost",
  "match-lost": "lost",
  "password-lost": "lost",
  "ftp-password-lost": "lost",
  "proxy-lost": "lost",
  "ftp-proxy-lost": "lost",
  "jump-lost": "lost",
  "token-lost": "lost",
  "name-not-completed": "lost",
  "forward-lost": "lost",
  "forward-malformed": "lost",
  "socket-lost": "lost",
  "ftp-login-lost": "lost",
  "scp-lost": "lost",
  "section-twice": "changed",
  "value-twice": "changed",
  "encoding-guessed": "changed",
  "name-cleaned": "changed",
  "username-assumed": "changed",
  "aliases-joined": "changed",
  "forward-narrowed": "changed",
  "forward-open": "changed",
  "remote-narrowed": "changed",
  "remote-open": "changed",
  "listen-narrowed": "changed",
  "remote-off": "changed",
  "bridge-closed": "changed",
  "bridge-users-left-out": "changed",
  "start-off": "changed",
  "old-server": "changed",
  "range-made": "changed",
  "relay-made": "changed",
  "ftp-tls": "changed",
  "ftp-tls-at-once": "changed",
  "folder-in-name": "changed",
  "may-be-ftp": "asked",
} as const satisfies Readonly<Record<string, "refused" | "lost" | "changed" | "asked">>;
export type ImportNoteCode = keyof typeof IMPORT_NOTE_GRADES;

/** One thing to say: `what` is the setting, name or address that it is about, and never a secret; lines count from 1. */
export interface ImportNote extends SourcePosition {
  readonly code: ImportNoteCode;
  readonly what?: string;
}

/** A profile as far as a file tells it: its id may be missing, and its gateway where only an FTP site stood there. */
export type CandidateDraft = Omit<ProfileDraft, "id" | "gateway"> & {
  readonly id?: ProfileId;
  readonly gateway?: ProfileDraft["gateway"];
};

export type ForwardDraft = NonNullable<CandidateDraft["forwards"]>[number];

/** Where something stands in a file; lines count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line?: number;
}

/** What forwards become where the user says that they carry FTP. */
export interface FtpChoice {
  readonly ftp: NonNullable<CandidateDraft["ftp"]>;
  readonly forwards: ForwardDraft[];
}

/** Something in a file that may become a profile, and what of it was not carried over. */
export interface Candidate {
  readonly source: ImportSource;
  readonly file: string;
  readonly line?: number;
  readonly draft: CandidateDraft;
  /** Instead of the draft's forwards, where the user takes them as FTP. */
  readonly ifFtp?: FtpChoice;
  readonly notes: readonly ImportNote[];
}

/** All that was found in one file; its own notes are about no single candidate. */
export interface ImportResult {
  readonly candidates: readonly Candidate[];
  readonly notes: readonly ImportNote[];
}

export const emptyResult = (...notes: readonly ImportNote[]): ImportResult => ({ candidates: [], notes });

/** What to do with a candidate that meets a profile of its name or id. */
export const CONFLICT_CHOICES = ["keep-both", "replace", "skip"] as const;
export type ConflictChoice = (typeof CONFLICT_CHOICES)[number];

/**
 * How a candidate stands to the profiles there are: unlike them all, in the way of one, the very same as one,
 * or not whole (a missing gateway is no issue: the user names it).
 */
export interface PreviewItem {
  readonly candidate: Candidate;
  readonly standing: "new" | "conflict" | "same" | "invalid";
  /** The profile that it meets. */
  readonly meets?: { readonly id: ProfileId; readonly name: string };
  readonly issues: readonly ProfileIssue[];
  /** Where it would listen and lead; none where it is not whole. */
  readonly listeners: readonly ListenerFacts[];
}

export interface ImportPreview {
  readonly items: readonly PreviewItem[];
  readonly notes: readonly ImportNote[];
}

/** The gateway that the user names for an FTP site. */
export const namedGatewaySchema = z.strictObject({
  host: z.string().max(255),
  port: z.number().int().min(1).max(65_535).optional(),
  username: z.string().max(255),
});
export type NamedGateway = z.output<typeof namedGatewaySchema>;

/** One candidate of a preview that is to be taken: by its index there, with the user's choices. */
export const mergeRequestSchema = z.strictObject({
  index: z.number().int().min(0),
  onConflict: z.enum(CONFLICT_CHOICES),
  gateway: namedGatewaySchema.optional(),
  /** Forwards that may be FTP's recipe are taken as FTP. */
  asFtp: z.boolean().optional(),
});
export type MergeRequest = z.output<typeof mergeRequestSchema>;

/** The longest file that is read; the settings of ten thousand sites stay below it. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** Files that were dropped on the window, which may read them and knows no paths; of a longer one the size alone. */
export const droppedFilesSchema = z
  .array(
    z.strictObject({
      name: z.string().max(255),
      size: z.number().nonnegative(),
      base64: z.string().max(Math.ceil(MAX_FILE_BYTES / 3) * 4),
    }),
  )
  .min(1)
  .max(50);
export type DroppedFile = z.output<typeof droppedFilesSchema>[number];

/** Somewhere that a program keeps its settings on this computer; `registry:putty` stands for a key of Windows' registry. */
export interface SettingsLocation {
  readonly source: ImportSource;
  readonly path: string;
}

/** What became of one candidate. */
export interface MergeOutcome {
  readonly name: string;
  readonly outcome: "added" | "replaced" | "skipped" | "same" | "needs-gateway" | "invalid";
  /** Its id among the profiles, where it is one now. */
  readonly id?: ProfileId;
  readonly issues?: readonly ProfileIssue[];
}

/** Read `olive@www.spinach.com:22`, `olive@[::1]:22` or without a port; the last @ divides, so that `olive@corp.example@gw` has the user `olive@corp.example`. @returns `undefined` where it is something else */
export function parseGateway(text: string): NamedGateway | undefined {
  const parts = /^(\S(?:[^\r\n]*\S)?)@(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^\s:@[\]]+))(?::(\d{1,5}))?$/.exec(
    text.trim(),
  );
  const [, username, bracketed, plain, port] = parts ?? [];
  const host = bracketed ?? plain;
  if (username === undefined || host === undefined) return undefined;
  return { host, username, ...(port === undefined ? {} : { port: Number(port) }) };
}
