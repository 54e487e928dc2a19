import type { FtpCommand } from "../../ftp/command.js";
import type { FtpReply } from "../../ftp/reply.js";

/** ProFTPD, vsftpd and BSD's ftpd: `150 Opening BINARY mode data connection for a.txt (1234 bytes).` A name may hold such words, so the last count. */
const SIZE_AT_END = /\((\d{1,15}) bytes?\)\.?\s*$/i;
/** As many bytes pass as the line ends of the file make of them. */
const ASCII_TYPE = /^1\d\d[ -]Opening ASCII\b/i;

/** The size that a server tells with the reply that begins a transfer; nothing where it tells none. */
export function sizeInPreliminary({ raw }: Pick<FtpReply, "raw">): number | undefined {
  const size = ASCII_TYPE.test(raw) ? undefined : SIZE_AT_END.exec(raw.slice(-200))?.[1];
  return size === undefined ? undefined : Number(size);
}

/** What a client has asked about the file that it fetches next: SIZE (RFC 3659 section 4) and REST (section 5). */
export class ExpectedSize {
  #size: { readonly path: string; readonly bytes: number } | undefined;
  #offset: { readonly bytes: number; isAccepted: boolean } = { bytes: 0, isAccepted: true };

  /** A command goes to the server. */
  onCommand({ verb, argument }: Pick<FtpCommand, "verb" | "argument">): void {
    if (verb === "REST") this.#offset = { bytes: Number(argument.trim()), isAccepted: false };
    if (CHANGES_FILES.has(verb)) this.#size = undefined;
  }

  /** Its final reply has come. */
  onReply({ verb, argument }: { readonly verb: string; readonly argument: string }, { code, raw }: FtpReply): void {
    if (verb === "REST") this.#offset = { bytes: code === 350 ? this.#offset.bytes : 0, isAccepted: true };
    if (verb !== "SIZE") return;
    const bytes = code === 213 ? /^213 +(\d{1,15})\s*$/.exec(raw)?.[1] : undefined;
    this.#size = bytes === undefined ? undefined : { path: argument, bytes: Number(bytes) };
  }

  /**
   * A transfer begins, and takes what was said about it.
   *
   * @returns the bytes that will pass, where SIZE told it; and whether those are the whole file, so that the size in the reply that begins it counts
   */
  take({ verb, argument }: Pick<FtpCommand, "verb" | "argument">): {
    readonly size?: number;
    readonly isFromStart: boolean;
  } {
    const { bytes: offset, isAccepted } = this.#offset;
    this.#offset = { bytes: 0, isAccepted: true };
    const isFromStart = offset === 0;
    if (verb !== "RETR" || this.#size?.path !== argument || !isAccepted) return { isFromStart };
    const size = this.#size.bytes - offset;
    return size >= 0 ? { size, isFromStart } : { isFromStart };
  }
}

/** Behind these the same name may be another file, or the same file another size. */
const CHANGES_FILES: ReadonlySet<string> = new Set([
  "CWD",
  "XCWD",
  "CDUP",
  "XCUP",
  "REIN",
  "USER",
  "TYPE",
  "STOR",
  "APPE",
  "DELE",
  "RNTO",
]);
