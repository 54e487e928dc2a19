import { describe, expect, it } from "vitest";
import { FileChanges } from "../../../../src/core/bridge/files/file-changes.js";
import { AttributeCache } from "../../../../src/core/bridge/files/attribute-cache.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";

const FILE = { mode: 0o100644, size: 4 };

function make({ isAllowed = true } = {}) {
  const clock = new ManualClock();
  const changes = new FileChanges();
  return { clock, changes, known: new AttributeCache(changes, () => clock.elapsed(), isAllowed) };
}

describe("what is known of a path", () => {
  it("is known for a second from the question on, and not from its answer", () => {
    const { clock, known } = make();
    const learn = known.ask();
    clock.advance(600);
    learn("/a", FILE);
    clock.advance(399);
    expect(known.get("/a")).toEqual(FILE);
    expect(known.isRegular("/a")).toBe(true);
    clock.advance(1);
    expect(known.get("/a")).toBeUndefined();
    expect(known.isRegular("/a")).toBe(false);
  });

  it.each(["content", "names"] as const)("is known no more once %s is changed, by whichever connection", (kind) => {
    const { changes, known } = make();
    known.ask()("/a", FILE);
    changes.begin(kind);
    expect(known.get("/a")).toBeUndefined();
  });

  it("is not learnt from a question that a change overtook, nor while one is under way", () => {
    const { changes, known } = make();
    const early = known.ask();
    const end = changes.begin("content");
    early("/a", FILE);
    known.ask()("/a", FILE);
    expect(known.get("/a")).toBeUndefined();
    const within = known.ask();
    end();
    within("/a", FILE);
    expect(known.get("/a")).toBeUndefined();
    known.ask()("/a", FILE);
    expect(known.get("/a")).toEqual(FILE);
  });

  it("is still a file while one is written, and not once a name has changed", () => {
    const { changes, known } = make();
    known.askKind()("/a");
    changes.begin("content")();
    expect(known.isRegular("/a")).toBe(true);
    changes.begin("names")();
    expect(known.isRegular("/a")).toBe(false);
  });

  it("takes neither a pipe nor what has no mode for a file", () => {
    const { known } = make();
    known.ask()("/pipe", { mode: 0o010644 });
    known.ask()("/unknown", { size: 4 });
    expect([known.isRegular("/pipe"), known.isRegular("/unknown")]).toEqual([false, false]);
  });

  it("is of 256 paths at most, and of none where that is not wanted", () => {
    const { known } = make();
    for (let path = 0; path < 300; path++) known.ask()(`/${path}`, FILE);
    expect(Array.from({ length: 300 }, (_, path) => known.get(`/${path}`)).filter(Boolean)).toHaveLength(256);
    const plain = make({ isAllowed: false });
    plain.known.ask()("/a", FILE);
    expect(plain.known.get("/a")).toBeUndefined();
  });
});
