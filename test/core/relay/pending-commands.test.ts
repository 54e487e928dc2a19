import fc from "fast-check";
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

/** Verbs without data, and what each is answered where it succeeds. */
const SUCCESSES: Readonly<Record<string, number>> = { SIZE: 213, MDTM: 213, PWD: 257, CWD: 250, DELE: 250, NOOP: 200, TYPE: 200 };

it("tells no success of a transfer past its data, swallows no other answer, and leaves nothing over, in whatever order a server answers", () => {
  const other = fc.record({ verb: fc.constantFrom(...Object.keys(SUCCESSES)), refusal: fc.constantFrom(undefined, 550, 450, 425, 501) });
  const scene = fc.record({
    others: fc.array(other, { maxLength: 4 }), // sent behind the transfer, and answered in their order
    answered: fc.nat(4), // so many of them before the transfer
    final: fc.constantFrom(226, 250, 426, 451, 550),
    cutBefore: fc.nat(8), // the client breaks its data off before so many replies have come, if ever
    overBefore: fc.nat(8),
  });
  fc.assert(fc.property(scene, ({ others, answered, final, cutBefore, overBefore }) => {
    const transfer = transferOf();
    const commands: readonly Command[] = others.map(({ verb }) => ({ verb }));
    const pending = pendingOf(transfer, ...commands);
    const replies = others.map(({ verb, refusal }) => ({ isTransfers: false, code: refusal ?? SUCCESSES[verb] ?? 200 }));
    replies.splice(answered, 0, { isTransfers: true, code: final });
    for (const [index, { isTransfers, code }] of replies.entries()) {
      if (index === cutBefore && !transfer.data.isOver) Object.assign(transfer.data, { isOver: true, isCut: true });
      if (index === overBefore) transfer.data.isOver = true;
      const { command, mayEnd } = pending.match(answer(code));
      if (code >= 300) continue;
      const isHeld = command === transfer || mayEnd === transfer;
      if (isTransfers) expect(isHeld, `${code} of the transfer`).toBe(true);
      else if (![200, 226, 250].includes(code)) expect(isHeld, `${code} of another command`).toBe(false);
    }
    expect(pending.waiting).toEqual([]);
  }), { numRuns: 100_000 });
}, 120_000);
