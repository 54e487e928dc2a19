/**
 * In the bridge a name is what the gateway's file system has: bytes, in whatever encoding. Every string that holds a name, a
 * path, a command or a line of a listing is latin1, one character for each byte, from the client to SFTP and back, so that a
 * name which is no UTF-8 can be listed, fetched, renamed and removed like any other, whatever the client has said by OPTS.
 * Only what people read, and what stands in the profile, is text.
 */

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The text that bytes hold where they are UTF-8. @param bytes as latin1 */
export function utf8Of(bytes: string): string | undefined {
  try {
    return UTF8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return undefined;
  }
}

/** Bytes as text for people, who read a name that is no UTF-8 as latin1. @param bytes as latin1 */
export const textOf = (bytes: string): string => utf8Of(bytes) ?? bytes;

/** Text as the bytes of its UTF-8, as latin1. */
export const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
