import { describe, expect, it } from "vitest";
import { PendingCommands, type PendingCommand } from "../../../src/core/relay/pending-commands.js";

interface Data { isOver: boolean; isCut: boolean }
interface Command extends PendingCommand { data?: Data }

const answer = (code: number) => ({ code, raw: `${code} so\r\n` });

function pendingOf(...commands: readonly Command[]): PendingCommands<Command> {
  const pending = new PendingCommands<Command>();
  for (const command of commands) pending.add(command);
  return pending;
}

const transferOf = (data: Partial<Data> = {}): Command & { readonly data: Data } => ({ verb: "RETR", data: { isOver: false, isCut: false, ...data } });

describe("of a transfer that the client has broken off, and a command behind it,", () => {
  it.each([
    { verb: "PWD", code: 257 }, { verb: "ABOR", code: 225 }, { verb: "CWD", code: 250 },
  ])("426 is the transfer's, and $code answers $verb", ({ verb, code }) => {
    const transfer = transferOf({ isOver: true, isCut: true });
    const other: Command = { verb };
    const pending = pendingOf(transfer, other);
    expect(pending.match(answer(426)).command).toBe(transfer);
    expect(pending.match(answer(code)).command).toBe(other);
    expect(pending.waiting).toEqual([]);
  });
});

describe("of a transfer that runs, and a command behind it,", () => {
  it("an open refusal is the command's, and the success behind it the transfer's", () => {
    const transfer = transferOf();
    const size: Command = { verb: "SIZE" };
    const pending = pendingOf(transfer, size);
    expect(pending.match(answer(550)).command).toBe(size);
    expect(pending.match(answer(226)).command).toBe(transfer);
  });

  it("a success that ends no transfer shows that the refusal before it was the transfer's", () => {
    const transfer = transferOf();
    const pending = pendingOf(transfer, { verb: "PWD" });
    pending.match(answer(451));
    expect(pending.match(answer(257)).command, "it is told as it is").toBeUndefined();
    expect(pending.transfer).toBeUndefined();
  });

  it.each(["SIZE", "MDTM", "PWD", "TYPE"])("226 never answers %s", (verb) => {
    const transfer = transferOf();
    expect(pendingOf(transfer, { verb }).match(answer(226)).command).toBe(transfer);
  });

  it.each(["CWD", "DELE", "NOOP"])("250 may be either's beside %s, so it is held back like the transfer's", (verb) => {
    const transfer = transferOf();
    expect(pendingOf(transfer, { verb }).match(answer(250))).toMatchObject({ command: { verb }, mayEnd: transfer });
  });
});
