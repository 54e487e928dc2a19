import { describe, expect, it } from "vitest";
import { reply } from "../../../src/core/ftp/reply.js";
import { whoseReply } from "../../../src/core/relay/exchange.js";

const plain = (verb: string) => ({ verb });
const transfer = (isUnderWay: boolean) => ({ verb: "RETR", data: { isUnderWay } });
const question = { verb: "EPSV", take: () => undefined };
const own = { verb: "", own: reply(502, "No.") };

describe("whoseReply", () => {
  it.each([
    { said: "a reply nobody waits for", code: 421, waiting: [], index: -1 },
    { said: "the oldest command's reply", code: 250, waiting: [plain("CWD"), plain("PWD")], index: 0 },
    { said: "150 of a transfer", code: 150, waiting: [transfer(false), plain("STAT")], index: 0 },
    { said: "226 of a transfer, with ABOR behind it", code: 226, waiting: [transfer(true), plain("ABOR")], index: 0 },
    { said: "426 of a transfer, with ABOR behind it", code: 426, waiting: [transfer(true), plain("ABOR")], index: 0 },
    { said: "225 of ABOR, after which the transfer has no reply", code: 225, waiting: [transfer(true), plain("ABOR")], index: 1, passesOver: true },
    { said: "226 that names ABOR, after which the transfer has no reply (Pure-FTPd)", code: 226, text: "Since you see this ABOR must've succeeded", waiting: [transfer(true), plain("ABOR")], index: 1, passesOver: true },
    { said: "225 of ABOR alone", code: 225, waiting: [plain("ABOR")], index: 0 },
    { said: "STAT's reply before the transfer's", code: 213, waiting: [transfer(true), plain("STAT")], index: 1 },
    { said: "STAT's reply before the transfer's 150", code: 211, waiting: [transfer(false), plain("STAT")], index: 1 },
    { said: "NOOP's reply before the transfer's", code: 200, waiting: [transfer(true), plain("NOOP")], index: 1 },
    { said: "a verb refused before the transfer's reply (vsftpd)", code: 500, waiting: [transfer(true), own, plain("STAT")], index: 2 },
    { said: "213 with nothing but the transfer waiting", code: 213, waiting: [transfer(true)], index: 0 },
    { said: "550 of a transfer that has not begun", code: 550, waiting: [transfer(false), plain("PWD")], index: 0 },
    { said: "530 of a transfer that has not begun", code: 530, waiting: [transfer(false), plain("PWD")], index: 0 },
    { said: "229, which the relay asked for", code: 229, waiting: [question], index: 0 },
    { said: "227, behind an ABOR that was never answered", code: 227, waiting: [plain("ABOR"), question], index: 1, passesOver: true },
    { said: "227 that nobody asked for", code: 227, waiting: [plain("PWD")], index: 0 },
    { said: "a refusal of the relay's question", code: 500, waiting: [question], index: 0 },
    { said: "226 that comes late, with the relay's question waiting", code: 226, waiting: [question], index: -1 },
  ])("knows $said", ({ code, text = "x", waiting, index, passesOver = false }) => {
    expect(whoseReply(reply(code, text), waiting)).toEqual({ index, passesOver });
  });
});
