import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ControlWatcher, type ControlSighting } from "../../../src/core/range/control-watcher.js";

/** One side's line of a dialogue. */
type Line = { readonly client: string } | { readonly server: string };

/** What a watcher tells of a dialogue. @param cut makes chunks of a line */
function sightings(dialogue: readonly Line[], cut: (text: string) => readonly string[] = (text) => [text]) {
  const seen: ControlSighting[] = [];
  const watcher = new ControlWatcher((sighting) => seen.push(sighting));
  for (const line of dialogue)
    if ("client" in line) for (const part of cut(line.client)) watcher.clientSent(Buffer.from(part, "latin1"));
    else for (const part of cut(line.server)) watcher.serverSent(Buffer.from(part, "latin1"));
  return seen;
}

const client = (text: string): Line => ({ client: `${text}\r\n` });
const server = (text: string): Line => ({ server: `${text}\r\n` });
const greeted = server("220 (vsFTPd 3.0.3)");
const login = [client("USER olive"), server("331 Password"), client("PASS oyl")];

const TABLE: readonly { readonly title: string; readonly dialogue: readonly Line[]; readonly seen: object[] }[] = [
  { title: "an accepted login", dialogue: [greeted, ...login, server("230 In")], seen: [{ kind: "login-accepted" }] },
  {
    title: "a login that the server takes without a password",
    dialogue: [greeted, client("USER olive"), server("230-Hello\r\n you\r\n230 In")],
    seen: [{ kind: "login-accepted" }],
  },
  {
    title: "a refused login, with the server's words",
    dialogue: [greeted, ...login, server("530 Login incorrect.")],
    seen: [{ kind: "login-refused", said: "530 Login incorrect." }],
  },
  {
    title: "no login in a 530 to another command",
    dialogue: [greeted, client("SYST"), server("530 Please login with USER and PASS.")],
    seen: [],
  },
  {
    title: "a demand for TLS, which is no refusal of the name",
    dialogue: [greeted, client("USER olive"), server("530 Non-anonymous sessions must use encryption.")],
    seen: [{ kind: "tls-demanded", said: "530 Non-anonymous sessions must use encryption." }],
  },
  {
    title: "address and port of a 227",
    dialogue: [greeted, client("PASV"), server("227 Entering Passive Mode (192,168,1,7,9,230).")],
    seen: [{ kind: "passive", port: 2534, address: "192.168.1.7" }],
  },
  {
    title: "the port of a 229",
    dialogue: [greeted, client("EPSV"), server("229 Entering Extended Passive Mode (|||6446|)")],
    seen: [{ kind: "passive", port: 6446 }],
  },
  {
    title: "a refused PASV, and no refused EPSV",
    dialogue: [greeted, client("EPSV"), server("502 No"), client("PASV"), server("425 No port is free")],
    seen: [{ kind: "passive-refused", said: "425 No port is free" }],
  },
  {
    title: "commands that were sent together, each by its own reply",
    dialogue: [
      greeted,
      client("USER olive\r\nPASS oyl\r\nPWD"),
      server('331 Password\r\n530 No\r\n530 Please login with USER and PASS."'),
    ],
    seen: [{ kind: "login-refused", said: "530 No" }],
  },
  {
    title: "a login behind a transfer with its two replies",
    dialogue: [greeted, client("LIST"), server("150 Here"), server("226 Done"), ...login, server("530 No")],
    seen: [{ kind: "login-refused", said: "530 No" }],
  },
  {
    title: "that TLS has begun, and nothing of what follows",
    dialogue: [
      greeted,
      client("AUTH TLS"),
      server("234 Go on"),
      client("\u0016\u0003\u0001"),
      server("227 (9,9,9,9,9,9)"),
      server("530 No"),
    ],
    seen: [{ kind: "tls-begun" }],
  },
  {
    title: "that AUTH was refused, and goes on",
    dialogue: [greeted, client("AUTH TLS"), server("502 No"), ...login, server("230 In")],
    seen: [{ kind: "login-accepted" }],
  },
  {
    title: "TLS from the first byte",
    dialogue: [{ client: "\u0016\u0003\u0001\u0002\u0000" }, { server: "\u0016\u0003\u0003" }],
    seen: [{ kind: "tls-begun" }],
  },
  {
    title: "nothing of another protocol",
    dialogue: [server("SSH-2.0-OpenSSH_9.2"), client("USER olive"), server("530 No")],
    seen: [],
  },
  {
    title: "a verb behind Telnet's signals, in small letters",
    dialogue: [greeted, { client: "\u00ff\u00f4\u00ff\u00f2pasv\r\n" }, server("500 No")],
    seen: [{ kind: "passive-refused", said: "500 No" }],
  },
];

describe("a watched control connection shows", () => {
  it.each(TABLE)("$title", ({ dialogue, seen }) => {
    expect(sightings(dialogue)).toEqual(seen);
  });

  it("the same however its bytes are cut into chunks", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TABLE),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        ({ dialogue, seen }, sizes) => {
          const cut = (text: string): string[] => {
            const parts: string[] = [];
            for (let at = 0; at < text.length;) {
              const size = sizes.next().value as number;
              parts.push(text.slice(at, at + size));
              at += size;
            }
            return parts;
          };
          expect(sightings(dialogue, cut)).toEqual(seen);
        },
      ),
    );
  });

  it("nothing that would break it, whatever passes", () => {
    const chunk = fc.record({ isClients: fc.boolean(), bytes: fc.uint8Array({ maxLength: 200 }) });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 40 }), (chunks) => {
        const watcher = new ControlWatcher(() => undefined);
        for (const { isClients, bytes } of chunks)
          if (isClients) watcher.clientSent(bytes);
          else watcher.serverSent(Buffer.from(bytes));
      }),
    );
  });

  it("the latest of a client that never waits, whatever line came before", () => {
    const seen: ControlSighting[] = [];
    const watcher = new ControlWatcher((sighting) => seen.push(sighting));
    watcher.serverSent(Buffer.from("220 Hello\r\n"));
    const endless = Buffer.alloc(1 << 20, "A");
    for (let i = 0; i < 20; i++) watcher.clientSent(endless);
    for (let i = 0; i < 20; i++) watcher.clientSent(Buffer.from("NOOP\r\n".repeat(10_000)));
    watcher.clientSent(Buffer.from("USER olive\r\n"));
    watcher.serverSent(Buffer.from(`${"200 OK\r\n".repeat(63)}530 No\r\n`));
    expect(seen).toEqual([{ kind: "login-refused", said: "530 No" }]);
  });
});
