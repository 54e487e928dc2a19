import { ReplyReader } from "../../../src/core/ftp/reply-reader.js";
import type { FtpReply } from "../../../src/core/ftp/reply.js";

/** The whole replies in what a server has sent, its greeting first. @throws MalformedReplyError */
export const repliesIn = (sent: string): FtpReply[] =>
  new ReplyReader()
    .push(sent)
    .flatMap((heard) => (heard.kind === "reply" ? [{ code: heard.code, raw: heard.raw }] : []));
