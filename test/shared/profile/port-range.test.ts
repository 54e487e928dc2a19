import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatPorts, MAX_PORTS, parsePortRanges, portsOf } from "../../../src/shared/profile/port-range.js";

describe("parsePortRanges", () => {
  it.each([
    { text: "2534-2536", ranges: [[2534, 2536]] },
    { text: "2534", ranges: [[2534, 2534]] },
    { text: "2534-2534", ranges: [[2534, 2534]] },
    {
      text: "2534-2536,40000-40010",
      ranges: [
        [2534, 2536],
        [40000, 40010],
      ],
    },
    {
      text: " 40000 - 40010 ,\t2534 ",
      ranges: [
        [40000, 40010],
        [2534, 2534],
      ],
    },
    {
      text: "2534-2535,2536-2537",
      ranges: [
        [2534, 2535],
        [2536, 2537],
      ],
    },
    {
      text: "1,65535",
      ranges: [
        [1, 1],
        [65535, 65535],
      ],
    },
    { text: "0002534", ranges: [[2534, 2534]] },
    { text: `10001-${10_000 + MAX_PORTS}`, ranges: [[10_001, 10_000 + MAX_PORTS]] },
  ])("reads $text in the order written", ({ text, ranges }) => {
    expect(parsePortRanges(text)).toEqual(ranges.map(([first, last]) => ({ first, last })));
  });

  it.each([
    { text: "", problem: "range-empty", part: "" },
    { text: "  ", problem: "range-empty", part: "  " },
    { text: "abc", problem: "range-malformed", part: "abc" },
    { text: "2534-", problem: "range-malformed", part: "2534-" },
    { text: "-2536", problem: "range-malformed", part: "-2536" },
    { text: "2534-2536-2538", problem: "range-malformed", part: "2534-2536-2538" },
    { text: "2534,", problem: "range-malformed", part: "" },
    { text: ",2534", problem: "range-malformed", part: "" },
    { text: "2534;2536", problem: "range-malformed", part: "2534;2536" },
    { text: "2534 2536", problem: "range-malformed", part: "2534 2536" },
    { text: "2534..2536", problem: "range-malformed", part: "2534..2536" },
    { text: "25.5", problem: "range-malformed", part: "25.5" },
    { text: "0x10", problem: "range-malformed", part: "0x10" },
    { text: "٢٥٣٤", problem: "range-malformed", part: "٢٥٣٤" },
    { text: "0", problem: "port-out-of-range", part: "0" },
    { text: "0-10", problem: "port-out-of-range", part: "0-10" },
    { text: "65536", problem: "port-out-of-range", part: "65536" },
    { text: "2534-65536", problem: "port-out-of-range", part: "2534-65536" },
    { text: "1-70000", problem: "port-out-of-range", part: "1-70000" },
    { text: "9".repeat(400), problem: "port-out-of-range", part: "9".repeat(400) },
    { text: "2536-2534", problem: "range-reversed", part: "2536-2534" },
    { text: "2534-2536,2536-2540", problem: "ranges-overlap", part: "2536-2540" },
    { text: "2534-2540,2535", problem: "ranges-overlap", part: "2535" },
    { text: "2535,2534-2540", problem: "ranges-overlap", part: "2534-2540" },
    { text: "2534,2534", problem: "ranges-overlap", part: "2534" },
    { text: "1-65535", problem: "range-too-long", part: "1-65535" },
    { text: `1-${MAX_PORTS},60000`, problem: "range-too-long", part: "60000" },
  ])("finds $problem in $text, and names the part", ({ text, problem, part }) => {
    expect(parsePortRanges(text)).toEqual({ problem, part });
  });
});

describe("portsOf and formatPorts", () => {
  it.each([
    { text: "40000-40002,2534", ports: [40000, 40001, 40002, 2534] },
    { text: "7", ports: [7] },
  ])("list every port of $text in the order written", ({ text, ports }) => {
    const ranges = parsePortRanges(text);
    expect("problem" in ranges ? ranges : portsOf(ranges)).toEqual(ports);
  });

  it.each([
    { ports: [2536, 2534, 2535], text: "2534-2536" },
    { ports: [2534, 2534], text: "2534" },
    { ports: [2534, 2536], text: "2534,2536" },
    { ports: [], text: "" },
  ])("write $ports as $text", ({ ports, text }) => {
    expect(formatPorts(ports)).toBe(text);
  });

  it("read back what they write as the same ports", () => {
    const ports = fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(ports, (chosen) => {
        const ranges = parsePortRanges(formatPorts(chosen));
        expect("problem" in ranges ? ranges : portsOf(ranges)).toEqual([...chosen].sort((a, b) => a - b));
      }),
    );
  });

  it("make something of any text, and never throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9, -]{0,40}$/)), (text) => {
        const ranges = parsePortRanges(text);
        if ("problem" in ranges) expect(text).toContain(ranges.part);
        else expect(portsOf(ranges).every((port) => Number.isInteger(port) && port >= 1 && port <= 65_535)).toBe(true);
      }),
    );
  });
});
