import type { SFTPWrapper } from "ssh2";

/** What every server must take in one packet (draft-ietf-secsh-filexfer-02, section 3), less what surrounds the data. */
const SURE = 31 * 1024;

/** Longer packets save round trips that are not waited for anyway, and cost the processor more: measured with 32 KiB to 255 KiB. */
const ENOUGH = 64 * 1024;

/** The most bytes that one read or write may ask of a server. */
export interface PacketSizes {
  readonly read: number;
  readonly write: number;
}

/**
 * The sizes that ssh2 has agreed with the server: those of `limits@openssh.com`, where it is told, else ssh2's own guess.
 * It keeps them to itself, so they are looked at here and nowhere else; what is not there falls back to what is sure.
 */
export function packetSizesOf(sftp: SFTPWrapper): PacketSizes {
  const { _maxReadLen: read, _maxWriteLen: write } = sftp as unknown as { readonly _maxReadLen?: unknown; readonly _maxWriteLen?: unknown };
  return { read: sane(read), write: sane(write) };
}

const sane = (size: unknown): number => (typeof size === "number" && size >= 1024 && size <= 1 << 20 ? Math.min(size, ENOUGH) : SURE);
