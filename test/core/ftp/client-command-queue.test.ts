import { expect, it } from "vitest";
import { DATA_PORT_VERBS } from "../../../src/core/ftp/admit-data-port.js";
import { parseCommand } from "../../../src/core/ftp/command.js";
import { CommandQueue } from "../../../src/core/ftp/client-command-queue.js";

const filled = (...lines: readonly string[]): CommandQueue => {
  const queue = new CommandQueue();
  for (const line of lines) queue.add(parseCommand(`${line}\r\n`));
  return queue;
};
const taken = (queue: CommandQueue): string[] => {
  const verbs: string[] = [];
  for (let command = queue.take(); command !== undefined; command = queue.take()) verbs.push(command.verb);
  return verbs;
};

it("Commands that wait come out in their order, and hold nothing then", () => {
  const queue = filled("TYPE I", "PWD", "STOR a");
  expect(queue.heldBytes).toBeGreaterThan("TYPE I PWD STOR a".length);
  expect([taken(queue), queue.isEmpty, queue.heldBytes]).toEqual([["TYPE", "PWD", "STOR"], true, 0]);
});

it("A client waits while many commands or bytes of them do", () => {
  expect(filled(...Array.from({ length: 500 }, () => "NOOP")).isFull).toBe(false);
  expect(filled(...Array.from({ length: 501 }, () => "NOOP")).isFull).toBe(true);
  expect(filled(`CWD ${"x".repeat(64 * 1024)}`).isFull).toBe(true);
});

it("What agrees on a data connection, and all behind it, is dropped with its bytes where nobody will hear the reply", () => {
  const queue = filled("RNFR a", "RNTO b", "PASV", "STOR c");
  expect([queue.clearFrom(DATA_PORT_VERBS), taken(queue), queue.heldBytes]).toEqual([true, ["RNFR", "RNTO"], 0]);
  expect(filled("RNFR a", "RNTO b").clearFrom(DATA_PORT_VERBS)).toBe(false);
});
