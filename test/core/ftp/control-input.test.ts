import { describe, expect, it } from "vitest";
import { ControlInput } from "../../../src/core/ftp/control-input.js";
import type { FtpCommand } from "../../../src/core/ftp/command.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";

/** An input, and what it tells; read on from the beginning. */
function hear() {
  const events: string[] = [];
  const turns: number[] = [];
  const clock = new ManualClock();
  const input = new ControlInput(clock, {
    onCommands: (commands: readonly FtpCommand[]) => {
      turns.push(commands.length);
      events.push(...commands.map(({ raw }) => raw.trimEnd()));
    },
    onForeignProtocol: (speaks) => events.push(`cut off: ${speaks}`),
    onLineTooLong: () => events.push("cut off: too long"),
    onEnd: () => events.push("end"),
    onFlow: (on) => events.push(on ? "flow" : "wait"),
  });
  const push = (...chunks: readonly string[]) => {
    for (const chunk of chunks) input.push(Buffer.from(chunk, "latin1"));
  };
  /** The commands, without what is events of the flow. */
  const heard = () => events.filter((line) => line !== "flow" && line !== "wait");
  return { input, clock, events, turns, push, heard };
}

const listen = () => {
  const ear = hear();
  ear.input.read(true);
  return ear;
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A ClientHello whose session ticket holds lines (RFC 5077, section 3.2). */
const HELLO = `\x16\x03\x01\0\x80\x01\0\0\x7c\x03\x03${"r".repeat(32)}\0\0\x02\xc0\x2f\x01\0\0\x31\0\x23\0\x2d\r\nUSER anonymous\r\nPASS x\r\nDELE precious\r\nQUIT\r\n`;
const REQUESTS = [
  { speaks: "a web browser", sent: "USER / HTTP/1.1\r\nHost: evil.test\r\n\r\nUSER anonymous\r\nPASS x\r\n" },
  { speaks: "a web browser", sent: "DELETE * HTTP/1.1\r\n\r\nUSER anonymous\r\n" },
  { speaks: "a web browser", sent: "post /x http/1.1\r\n\r\nUSER anonymous\r\n" },
  { speaks: "a web browser", sent: "GET /\r\nUSER anonymous\r\n" },
  { speaks: "TLS", sent: HELLO },
  { speaks: "SSH", sent: "SSH-2.0-x\r\nUSER anonymous\r\n" },
  { speaks: "another protocol", sent: "\0\x03\0\x50\x21\x12\xa4\x42\r\nUSER anonymous\r\n" },
  { speaks: "another protocol", sent: '{"a":"\r\nUSER anonymous\r\n"}' },
  { speaks: "another protocol", sent: "EHLO x\r\nUSER anonymous\r\n" },
];

describe("what comes to a control port", () => {
  it.each(REQUESTS)(
    "is cut off as $speaks before a line of it is events, however it is cut: $sent",
    ({ speaks, sent }) => {
      for (let size = 1; size <= sent.length; size++) {
        const { push, heard } = listen();
        push(...(sent.match(new RegExp(`[^]{1,${size}}`, "g")) ?? []));
        expect(heard(), `in chunks of ${size}`).toEqual([`cut off: ${speaks}`]);
      }
    },
  );

  it("is events for as long as it is FTP, and nothing of what came in one piece with a request", () => {
    const { push, heard } = listen();
    push("NOOP\r\n", "SYST\r\nUSER / HT");
    expect(heard()).toEqual(["NOOP", "SYST"]);
    push("TP/1.1\r\nUSER anonymous\r\n");
    expect(heard()).toEqual(["NOOP", "SYST", "cut off: a web browser"]);
    const { push: other, heard: otherHeard } = listen();
    other("NOOP\r\nSYST\r\nHost: a\r\nUSER anonymous\r\n");
    expect(otherHeard()).toEqual(["cut off: a web browser"]);
  });

  it("is seen though the request stands behind more commands than a turn tells", () => {
    const { push, heard } = listen();
    push(`${"NOOP\r\n".repeat(100)}USER / HTTP/1.1\r\n`);
    expect(heard()).toEqual(["cut off: a web browser"]);
  });

  it("may be anything once the client is logged in, and is looked at again once it is not", () => {
    const { input, push, heard } = listen();
    push("USER olive\r\n");
    input.setLoggedIn(true);
    push("RETR a HTTP/1.1\r\n", "SITE: x\r\n");
    expect(heard()).toEqual(["USER olive", "RETR a HTTP/1.1", "SITE: x"]);
    input.setLoggedIn(false);
    push("USER / HTTP/1.1\r\n");
    expect(heard().at(-1)).toBe("cut off: a web browser");
  });

  it("does not take a piece of a password for the beginning of a line", () => {
    const { push, heard } = listen();
    push("PASS a", "b: c{", "\r\n");
    expect(heard()).toEqual(["PASS ab: c{"]);
  });

  it("ends in a line that is too long, and nothing behind it is events", () => {
    const { push, heard } = listen();
    push("x".repeat(65_537), "\r\nNOOP\r\n");
    expect(heard()).toEqual(["cut off: too long"]);
  });
});

describe("many commands at once", () => {
  it("are events a few in a turn, and the client waits meanwhile", async () => {
    const { push, turns, events } = listen();
    push("NOOP\r\n".repeat(100));
    expect(turns).toEqual([64]);
    expect(events.filter((line) => line !== "NOOP")).toEqual(["flow", "wait"]);
    for (let turns = 0; turns < 4; turns++) await turn();
    expect(turns).toEqual([64, 36]);
    expect(events.at(-1)).toBe("flow");
  });

  it("wait for as long as their owner takes none, and the end waits for them", async () => {
    const { input, push, heard } = hear();
    push("NOOP\r\nSYST\r\n");
    input.end();
    await turn();
    expect(heard()).toEqual([]);
    expect(input.hasUnread).toBe(true);
    input.read(true);
    expect(heard()).toEqual(["NOOP", "SYST", "end"]);
  });

  it("are events in their order though more come while they wait", async () => {
    const { input, push, heard } = listen();
    const sent = Array.from({ length: 200 }, (_, index) => `RETR ${index}`);
    push(
      sent
        .slice(0, 90)
        .map((line) => `${line}\r\n`)
        .join(""),
    );
    input.read(false);
    push(
      sent
        .slice(90)
        .map((line) => `${line}\r\n`)
        .join(""),
    );
    await turn();
    expect(heard().length).toBe(64);
    input.read(true);
    for (let turns = 0; turns < 8; turns++) await turn();
    expect(heard()).toEqual(sent);
  });

  it("that end in a lone CR are taken by silence, and at the end", () => {
    const { input, clock, push, heard } = listen();
    push("STAT a\r");
    expect(heard()).toEqual([]);
    clock.advance(150);
    expect(heard()).toEqual(["STAT a"]);
    push("STAT b\r");
    input.end();
    expect(heard()).toEqual(["STAT a", "STAT b", "end"]);
    expect(clock.pending).toBe(0);
  });
});
