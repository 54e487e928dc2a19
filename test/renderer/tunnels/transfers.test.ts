import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortedByStart, transferDirection, splitPath, activeTransfersOf } from "../../../renderer/tunnels/transfers.js";
import type { TransferStatus } from "../../../src/shared/status/tunnel-state.js";
import { port } from "../samples/sample-news.js";

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

  it("are those of a port that listens", () => {
    const transfers = [transfer({})];
    expect(activeTransfersOf(port("control", "127.0.0.1:2121", "popeye:21", { transfers }))).toEqual(transfers);
    expect(
      activeTransfersOf(port("control", "127.0.0.1:2121", "popeye:21", { transfers, state: { kind: "idle" } })),
    ).toBeUndefined();
    expect(activeTransfersOf(port("Mail", "127.0.0.1:1143", "popeye:143"))).toBeUndefined();
  });
});
