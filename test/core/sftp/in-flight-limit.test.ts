import { expect, it } from "vitest";
import { InFlightLimit } from "../../../src/core/sftp/in-flight-limit.js";

const MB = 1 << 20;
const REQUEST_BYTES = MB / 4;
const ROUND_TRIP_MS = 100;
const MAX_BYTES = 32 * MB;

interface Path {
  /** Of a question that is asked at this time, milliseconds. */
  readonly roundTrip: (now: number) => number;
  /** Bytes a millisecond. */
  readonly capacity?: number;
}

/** What is allowed at the end of a transfer of so many milliseconds that always asks for as much as is allowed. */
function allowedAfter(milliseconds: number, { roundTrip, capacity = Number.POSITIVE_INFINITY }: Path): number {
  const limit = new InFlightLimit(() => MAX_BYTES, 0);
  const answers: { readonly at: number; readonly took: number }[] = [];
  let shortest = Number.POSITIVE_INFINITY;
  let lineFreeAt = 0;
  for (let now = 0; now < milliseconds; now++) {
    for (let [next] = answers; next !== undefined && next.at <= now; [next] = answers) {
      answers.shift();
      shortest = Math.min(shortest, next.took);
      limit.acknowledged(REQUEST_BYTES, now, shortest);
    }
    while ((answers.length + 1) * REQUEST_BYTES <= limit.bytes) {
      lineFreeAt = Math.max(lineFreeAt, now) + REQUEST_BYTES / capacity;
      const at = Math.max(answers.at(-1)?.at ?? 0, now + roundTrip(now), lineFreeAt + roundTrip(now) / 2);
      answers.push({ at, took: at - now });
    }
  }
  return limit.bytes;
}

it("grows to its maximum on a long path that carries all, and stays as it is on a short one", () => {
  expect(allowedAfter(1_500, { roundTrip: () => ROUND_TRIP_MS })).toBe(MAX_BYTES);
  expect(allowedAfter(1_500, { roundTrip: () => 2 })).toBe(2 * MB);
});

it("grows on once a machine that was busy for a while answers as soon as before", () => {
  const isBusy = (now: number) => now > 120 && now < 3_000;
  expect(allowedAfter(6_000, { roundTrip: (now) => (isBusy(now) ? 6 : 1) * ROUND_TRIP_MS })).toBe(MAX_BYTES);
});

it("grows where every answer comes later than the path alone would have it, now more and now less", () => {
  const late = (now: number) => ROUND_TRIP_MS * (now < 150 ? 1 : 1.3 + 0.3 * Math.sin(now / 70));
  expect(allowedAfter(6_000, { roundTrip: late })).toBe(MAX_BYTES);
});

it("stays within a few times what a slower path holds", () => {
  const capacity = (10 * MB) / 1_000;
  const allowed = allowedAfter(20_000, { roundTrip: () => ROUND_TRIP_MS, capacity });
  expect(allowed).toBeLessThanOrEqual(Math.max(8 * MB, 4 * capacity * ROUND_TRIP_MS));
});
