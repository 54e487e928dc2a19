import { describe, expect, it } from "vitest";
import { TransferHistory, transferOutcome, type TransferEnd } from "../../../src/core/activity/transfer-history.js";

const end = (changes: Partial<TransferEnd> = {}): TransferEnd => ({
  verb: "RETR",
  path: "a.txt",
  bytes: 4,
  since: 1,
  until: 2,
  reply: { code: 226, raw: "226 Done.\r\n" },
  isWhole: true,
  ...changes,
});

describe("the outcome of a transfer", () => {
  it.each([
    { code: 226, bytes: 4, isWhole: true, outcome: "done" },
    { code: 226, bytes: 0, isWhole: true, outcome: "done" },
    { code: 226, bytes: 4, isWhole: false, outcome: "cut" },
    { code: undefined, bytes: 4, isWhole: true, outcome: "cut" },
    { code: undefined, bytes: 0, isWhole: false, outcome: "cut" },
    { code: 550, bytes: 0, isWhole: false, outcome: "refused" },
    { code: 425, bytes: 0, isWhole: false, outcome: "refused" },
    { code: 426, bytes: 0, isWhole: false, outcome: "cut" },
    { code: 451, bytes: 4, isWhole: true, outcome: "cut" },
  ] as const)("is $outcome after $code, $bytes bytes, whole: $isWhole", ({ outcome, ...known }) => {
    expect(transferOutcome(known)).toBe(outcome);
  });
});

describe("a tunnel's last transfers", () => {
  it("are told the newest first, two hundred at most", () => {
    const history = new TransferHistory();
    for (let number = 1; number <= 230; number++) history.add(end({ path: `${number}.txt` }));
    expect(history.transfers).toHaveLength(200);
    expect(history.transfers[0]?.path).toBe("230.txt");
    expect(history.transfers.at(-1)?.path).toBe("31.txt");
  });

  it("tell whose they were where a bridge has users, and nobody's otherwise", () => {
    const history = new TransferHistory();
    history.add(end({ user: "olive" }));
    history.add(end({ user: undefined }));
    expect(history.transfers[1]?.user).toBe("olive");
    expect(history.transfers[0]).not.toHaveProperty("user");
  });

  it("are the same array until another one ends, and each of them stays the same object", () => {
    const history = new TransferHistory();
    history.add(end());
    const before = history.transfers;
    expect(history.transfers).toBe(before);
    history.add(end({ path: "b.txt" }));
    expect(history.transfers).not.toBe(before);
    expect(history.transfers[1]).toBe(before[0]);
  });

  it("tell the reply in the server's words, made safe to show, and nothing where none came", () => {
    const history = new TransferHistory();
    history.add(
      end({ reply: { code: 550, raw: "550 No \x1b[31mr\xc3\xb6d\x07 file.\r\n" }, bytes: 0, isWhole: false }),
    );
    history.add(end({ reply: undefined, isWhole: false, size: 9 }));
    expect(history.transfers).toEqual([
      { verb: "RETR", path: "a.txt", bytes: 4, size: 9, since: 1, until: 2, outcome: "cut", said: "" },
      { verb: "RETR", path: "a.txt", bytes: 0, since: 1, until: 2, outcome: "refused", said: "550 No [31mröd file." },
    ]);
  });
});
