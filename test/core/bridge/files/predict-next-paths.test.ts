import { expect, it } from "vitest";
import { predictNextPaths } from "../../../../src/core/bridge/files/predict-next-paths.js";

const names = ["c", "a", "f10", "b", "f9"];
const listing = { folder: "/pub", asListed: names, sorted: names.toSorted() };

it.each([
  { before: "/pub/c", current: "/pub/a", next: ["/pub/f10", "/pub/b"], why: "down the listing" },
  { before: "/pub/a", current: "/pub/b", next: ["/pub/c", "/pub/f10"], why: "down the names in their order" },
  { before: "/pub/b", current: "/pub/f9", next: [], why: "down the listing to its end" },
  { before: "/pub/f9", current: "/pub/f10", next: ["/pub/f11", "/pub/f12"], why: "up the numbers" },
  { before: "/x/img_0099.jpg", current: "/x/img_0100.jpg", next: ["/x/img_0101.jpg", "/x/img_0102.jpg"], why: "zeros" },
  { before: "/x/1.mp4", current: "/x/2.mp4", next: ["/x/3.mp4", "/x/4.mp4"], why: "the number that has changed" },
  { before: "/x/2-9", current: "/x/3-10", next: [], why: "two numbers have changed" },
  { before: "/x/2", current: "/x/1", next: [], why: "downwards is no order" },
  { before: "/x/a", current: "/x/b", next: [], why: "no number, and another folder was listed" },
  { before: "/x/1", current: "/y/2", next: [], why: "another folder" },
  { before: "/x/99999999999", current: "/x/100000000000", next: [], why: "no number of a series" },
  { before: undefined, current: "/x/1", next: [], why: "one file shows no order" },
])("$before and $current are followed by $next: $why", ({ before, current, next }) => {
  expect(predictNextPaths(before, current, listing, 2)).toEqual(next);
});
