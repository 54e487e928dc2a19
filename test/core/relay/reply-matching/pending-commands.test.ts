import { describe, expect, it } from "vitest";
import { reply } from "../../../../src/core/ftp/reply.js";
import { transferToAwait } from "../../../../src/core/relay/reply-matching/final-reply.js";
import type { PendingCommand } from "../../../../src/core/relay/reply-matching/pending-command-shape.js";
import { PendingCommands } from "../../../../src/core/relay/reply-matching/pending-commands.js";

const plain = (verb: string): PendingCommand => ({ verb });
const transfer = (more: Partial<PendingCommand> & { isOver?: boolean; isCut?: boolean } = {}): PendingCommand => {
  const { isOver = false, isCut = false, ...rest } = more;
  return { verb: "RETR", data: { isOver, isCut }, ...rest };
};
const question = (verb: string): PendingCommand => ({ verb, isForPort: true, onReply: () => undefined });
const own: PendingCommand = { verb: "", ownReply: reply(502, "No.") };

describe("PendingCommands.match", () => {
  it.each([
    { said: "a reply nobody waits for", code: 421, commands: [] },
    { said: "the oldest command's reply", code: 250, commands: [plain("CWD"), plain("PWD")], index: 0 },
    { said: "a refusal of the oldest command", code: 550, commands: [plain("CWD"), plain("PWD")], index: 0 },
    {
      said: "a success that cannot be the oldest command's",
      code: 226,
      commands: [plain("SIZE"), plain("NOOP")],
      index: 1,
    },
    { said: "150 of a transfer behind another command", code: 150, commands: [plain("STAT"), transfer()], index: 1 },
    { said: "1xx of a verb that nobody knows", code: 150, commands: [plain("SITE")], index: 0 },
    { said: "226 beside SIZE, which is the transfer's", code: 226, commands: [transfer(), plain("SIZE")], index: 0 },
    { said: "213 beside a transfer, which is SIZE's", code: 213, commands: [transfer(), plain("SIZE")], index: 1 },
    {
      said: "211 beside a transfer, which is STAT's",
      code: 211,
      commands: [transfer(), plain("NOOP"), plain("STAT")],
      index: 2,
    },
    {
      said: "250 beside CWD, which may be either's",
      code: 250,
      commands: [transfer(), plain("CWD")],
      index: 1,
      mayEnd: 0,
    },
    {
      said: "a refusal beside SIZE, which does not end the transfer",
      code: 550,
      commands: [transfer(), plain("SIZE")],
      index: 1,
      mayBeRefused: true,
    },
    {
      said: "450 beside NOOP, which does not end the transfer",
      code: 450,
      commands: [transfer(), plain("NOOP")],
      index: 1,
      mayBeRefused: true,
    },
    { said: "202 beside ABOR, which ends no transfer", code: 202, commands: [transfer(), plain("ABOR")], index: 1 },
    { said: "426 beside ABOR, which is the transfer's", code: 426, commands: [transfer(), plain("ABOR")], index: 0 },
    {
      said: "450 beside ABOR, which is the transfer's, whatever was sent behind it",
      code: 450,
      commands: [transfer(), plain("ABOR"), plain("PWD")],
      index: 0,
    },
    {
      said: "450 beside SIZE and ABOR, which may be SIZE's",
      code: 450,
      commands: [transfer(), plain("SIZE"), plain("ABOR")],
      index: 1,
      mayBeRefused: true,
    },
    { said: "227 beside a transfer, which ends none", code: 227, commands: [transfer()] },
    { said: "225 of ABOR", code: 225, commands: [transfer(), plain("ABOR")], index: 1 },
    { said: "226 beside ABOR", code: 226, commands: [transfer(), plain("ABOR")], index: 1, mayEnd: 0 },
    { said: "502 beside ABOR", code: 502, commands: [transfer(), plain("ABOR")], index: 1, mayBeRefused: true },
    { said: "421 beside a transfer, which is nobody's", code: 421, commands: [transfer(), plain("NOOP")] },
    { said: "a refusal of a transfer alone", code: 550, commands: [transfer()], index: 0 },
    {
      said: "a success of a transfer that was taken for refused, and whose data go on",
      code: 226,
      commands: [transfer({ isAnswered: true })],
      index: 0,
    },
    {
      said: "a success of a transfer that was cut off after its answer",
      code: 226,
      commands: [transfer({ isAnswered: true, isOver: true, isCut: true })],
      index: 0,
    },
    {
      said: "250 of CWD behind a transfer that was answered and cut off",
      code: 250,
      commands: [transfer({ isAnswered: true, isOver: true, isCut: true }), plain("CWD")],
      index: 1,
    },
    {
      said: "250 of CWD behind a transfer that was answered, and whose data go on",
      code: 250,
      commands: [transfer({ isAnswered: true }), plain("CWD")],
      index: 1,
      mayEnd: 0,
    },
    { said: "229 that the relay asked for", code: 229, commands: [question("EPSV")], index: 0 },
    {
      said: "229 where EPSV was asked behind PASV",
      code: 229,
      commands: [question("PASV"), question("EPSV")],
      index: 1,
    },
    {
      said: "227 behind an ABOR that was never answered",
      code: 227,
      commands: [plain("ABOR"), question("PASV")],
      index: 1,
    },
    { said: "227 that nobody asked for", code: 227, commands: [plain("PWD")], index: 0 },
    { said: "a refusal of the relay's question", code: 500, commands: [question("EPSV")], index: 0 },
    { said: "226 that comes late, with the relay's question waiting", code: 226, commands: [question("EPSV")] },
    { said: "a reply behind an answer of the relay's own", code: 500, commands: [own, plain("STAT")], index: 1 },
  ])(
    "knows $said",
    ({
      code,
      commands,
      index,
      mayEnd,
      mayBeRefused,
    }: {
      said: string;
      code: number;
      commands: PendingCommand[];
      index?: number;
      mayEnd?: number;
      mayBeRefused?: boolean;
    }) => {
      const pending = new PendingCommands();
      const added = commands.map((command) => ({ ...command }));
      for (const command of added) pending.add(command);
      const match = pending.match(reply(code, "x"));
      const indexOf = (command: PendingCommand | undefined) =>
        command === undefined ? undefined : added.indexOf(command);
      expect({
        index: indexOf(match.command),
        mayEnd: indexOf(match.mayEnd),
        mayBeRefused: added[0]?.mayBeRefused,
      }).toEqual({ index, mayEnd, mayBeRefused });
    },
  );
});

describe("PendingCommands.abandon", () => {
  it("knows the port that comes late for the question's, and gives it to no command of the client's", () => {
    const pending = new PendingCommands();
    const [asked, next] = [question("EPSV"), plain("TYPE")];
    pending.add(asked);
    pending.abandon(asked);
    pending.add(next);
    expect(pending.match(reply(229, "x")).command).toBeUndefined();
    expect(pending.match(reply(200, "x")).command).toBe(next);
  });
});

describe("PendingCommands.forget", () => {
  it.each([
    { said: "keeps a transfer that was cut off", isCut: true, isStillIts: true },
    { said: "forgets one whose data have all passed", isCut: false, isStillIts: false },
  ])("$said behind its answer, so that a success which comes late is its or nobody's", ({ isCut, isStillIts }) => {
    const pending = new PendingCommands();
    const command: PendingCommand = transfer();
    pending.add(command);
    expect(pending.match(reply(451, "x")).command).toBe(command);
    command.data = { isOver: true, isCut };
    pending.forget(command);
    expect(pending.match(reply(226, "x")).command).toBe(isStillIts ? command : undefined);
  });
});

describe("transferToAwait", () => {
  it.each([
    { said: "a transfer's own success", command: transfer(), code: 226, isHeld: true },
    { said: "a success that may be a transfer's", command: plain("CWD"), mayEnd: transfer(), code: 250, isHeld: true },
    { said: "a refusal", command: transfer(), code: 451, isHeld: false },
    { said: "a success of ABOR", command: plain("ABOR"), mayEnd: transfer(), code: 226, isHeld: false },
    { said: "another success", command: plain("CWD"), code: 250, isHeld: false },
  ])("knows whether $said waits for data", ({ command, mayEnd, code, isHeld }) => {
    expect(transferToAwait({ command, mayEnd }, reply(code, "x"))).toBe(isHeld ? (mayEnd ?? command) : undefined);
  });
});
