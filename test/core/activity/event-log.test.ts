import { expect, it } from "vitest";
import { EventLog } from "../../../src/core/activity/event-log.js";

it("the journal keeps the latest five hundred, each under a number of its own, and tells of each", () => {
  const journal = new EventLog();
  let notified = 0;
  journal.onChange(() => notified++);
  for (let at = 1; at <= 700; at++) journal.add({ kind: "started", version: "0.1.0" }, at);
  expect([journal.entries().length, journal.entries()[0]?.number, journal.entries().at(-1)?.number, notified]).toEqual([
    500, 201, 700, 700,
  ]);
});
