import { describe, expect, it } from "vitest";
import { SessionCommands } from "../../../../src/core/relay/session/session-commands.js";
import { parseCommand } from "../../../../src/core/ftp/command.js";
import { reply } from "../../../../src/core/ftp/reply.js";

function note(session: SessionCommands, line: string, code: number): void {
  const sent = parseCommand(`${line}\r\n`);
  session.note({ verb: sent.verb, sent }, reply(code, "Said."));
}

const noted = (...commands: readonly (readonly [line: string, code: number])[]) => {
  const session = new SessionCommands();
  for (const [line, code] of commands) note(session, line, code);
  return session;
};

describe("what brought a session to where it is", () => {
  it("is what the server took, in its order, and nothing that changes no state", () => {
    const session = noted(
      ["FEAT", 211],
      ["USER olive", 331],
      ["PASS oyl", 230],
      ["CWD nowhere", 550],
      ["CWD pub", 250],
      ["DELE a", 250],
      ["TYPE I", 200],
    );
    expect(session.lines).toEqual(["USER olive", "PASS oyl", "CWD pub", "TYPE I"]);
  });

  it("knows the latest login alone", () => {
    const session = noted(
      ["OPTS UTF8 ON", 200],
      ["USER bluto", 331],
      ["PASS spinach", 230],
      ["USER olive", 331],
      ["PASS oyl", 230],
    );
    expect(session.lines).toEqual(["OPTS UTF8 ON", "USER olive", "PASS oyl"]);
  });

  it("has an offset for the next transfer alone", () => {
    expect(noted(["TYPE I", 200], ["REST 100", 350]).lines).toEqual(["TYPE I", "REST 100"]);
    expect(noted(["REST 100", 350], ["RETR nosuch", 550], ["TYPE I", 200]).lines).toEqual(["TYPE I"]);
  });

  it("is forgotten when asked, and where it is endless; nothing is kept from then on", () => {
    const session = noted(["USER olive", 331], ["PASS oyl", 230]);
    session.forget();
    note(session, "CWD pub", 250);
    expect(session.lines).toBeUndefined();
    expect(noted(...Array.from({ length: 201 }, () => ["CWD pub", 250] as const)).lines).toBeUndefined();
  });
});
