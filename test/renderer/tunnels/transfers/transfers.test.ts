import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  sortedByStart,
  transferDirection,
  splitPath,
  meanSpeed,
  progressOf,
  transferReport,
  withKeys,
} from "../../../../renderer/tunnels/transfers/transfers.js";
import type { EndedTransfer } from "../../../../src/shared/status/route.js";
import type { TransferStatus } from "../../../../src/shared/status/tunnel-state.js";

const transfer = (changes: Partial<TransferStatus>): TransferStatus => ({
  verb: "RETR",
  path: "a.txt",
  bytes: 0,
  speed: 0,
  since: 0,
  ...changes,
});

describe("a transfer", () => {
  it.each([
    ["RETR", "fetching"],
    ["STOR", "storing"],
    ["STOU", "storing"],
    ["APPE", "storing"],
    ["LIST", "listing"],
    ["NLST", "listing"],
    ["MLSD", "listing"],
  ])("by %s is %s", (verb, moving) => {
    expect(transferDirection(transfer({ verb }))).toBe(moving);
  });

  it.each([
    { path: "beach.jpg", folder: "", name: "beach.jpg" },
    { path: "/pub/photos/beach.jpg", folder: "/pub/photos", name: "beach.jpg" },
    { path: "/beach.jpg", folder: "/", name: "beach.jpg" },
    { path: "/pub/photos/", folder: "/pub", name: "photos/" },
    { path: "/", folder: "", name: "/" },
    { path: "C:\\www", folder: "", name: "C:\\www" },
  ])("of $path is known by $name", ({ path, folder, name }) => {
    expect(splitPath(path)).toEqual({ folder, name });
  });
});

describe("the transfers shown", () => {
  it("stand in the order in which they began, however they are told", () => {
    const transfers = [3, 1, 2, 2].map((since, index) => transfer({ since, path: `${index}` }));
    fc.assert(
      fc.property(fc.shuffledSubarray(transfers, { minLength: transfers.length }), (transfer) => {
        expect(sortedByStart(transfer).map(({ path }) => path)).toEqual(["1", "2", "3", "0"]);
      }),
    );
  });
});

describe("how far a transfer is", () => {
  it.each([
    { bytes: 250, size: 1000, speed: 50, progress: { percent: 25, left: 15_000 } },
    { bytes: 1000, size: 1000, speed: 50, progress: { percent: 100, left: 0 } },
    { bytes: 0, size: 1000, speed: 0, progress: { percent: 0, left: undefined } },
    { bytes: 1001, size: 1000, speed: 50, progress: undefined },
    { bytes: 0, size: 0, speed: 0, progress: undefined },
  ])("is $progress of $size after $bytes", ({ progress, ...figures }) => {
    expect(progressOf(transfer(figures))).toEqual(progress);
  });

  it("is not told where nobody told its size", () => {
    expect(progressOf(transfer({ bytes: 5, speed: 5 }))).toBeUndefined();
  });
});

describe("ended transfers", () => {
  const ended = (changes: Partial<EndedTransfer> = {}): EndedTransfer => ({
    verb: "RETR",
    path: "/pub/a\tb.txt",
    bytes: 3000,
    since: Date.UTC(2026, 0, 1),
    until: Date.UTC(2026, 0, 1, 0, 0, 2),
    outcome: "cut",
    said: "426 Failure\r\nwriting.",
    ...changes,
  });

  it("have the speed of their whole time, and none where they took none", () => {
    expect(meanSpeed(ended())).toBe(1500);
    expect(meanSpeed(ended({ until: ended().since }))).toBe(0);
  });

  it("are copied as a line each, whose columns no name and no reply of a server can move", () => {
    const [head, line, ...rest] = transferReport([ended()]).split("\n");
    expect(head?.split("\t")).toHaveLength(10);
    expect(line?.split("\t")).toEqual([
      "2026-01-01T00:00:02.000Z",
      "RETR",
      "/pub/a b.txt",
      "3000",
      "",
      "2",
      "1500",
      "cut off",
      "426 Failure writing.",
      "",
    ]);
    expect(
      transferReport([{ ...ended(), user: "scanner" }])
        .split("\n")[1]
        ?.split("\t")
        .at(-1),
    ).toBe("scanner");
    expect(rest).toEqual([""]);
  });

  it("keep their names in a list to whose front others come, the same ones too", () => {
    const name = ({ path }: { readonly path: string }): string => path;
    const before = withKeys([{ path: "a" }, { path: "b" }, { path: "a" }], name).map(([key]) => key);
    const after = withKeys([{ path: "a" }, { path: "a" }, { path: "b" }, { path: "a" }], name).map(([key]) => key);
    expect(after.slice(1)).toEqual(before);
    expect(new Set(after).size).toBe(4);
  });
});
