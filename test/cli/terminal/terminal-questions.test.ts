import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { atTerminal } from "../../support/at-terminal.js";
import { CULVERT, nodeOptionsOf } from "../../support/culvert-process.js";
import { describeWith } from "../../support/describe-with.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../../support/gateways/gateway.js";

describeWith(["python3"], "what the command line asks at a terminal", () => {
  let folder: TempFolder;
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    folder = tempFolder();
    const { host, port, username } = gateway;
    const profile = {
      id: "popeye",
      name: "Popeye",
      gateway: { host, port, username, auth: [{ method: "password" }] },
      forwards: [
        {
          kind: "local",
          name: "Mail",
          listen: { port: await freePort("127.0.0.1") },
          target: { host: "popeye", port: 143 },
        },
      ],
    };
    writeFileSync(folder.file("profiles.json"), JSON.stringify({ version: 1, profiles: [profile] }));
    writeFileSync(folder.file("known_hosts"), "");
  });
  afterEach(() => folder.remove());

  const ask = (
    words: readonly string[],
    typed: readonly (readonly [string, string])[],
    interruptAt?: string,
  ): ReturnType<typeof atTerminal> =>
    atTerminal({
      command: [
        process.execPath,
        ...nodeOptionsOf(CULVERT),
        CULVERT,
        ...words,
        "--profiles",
        folder.file("profiles.json"),
      ],
      typed,
      ...(interruptAt === undefined ? {} : { interruptAt }),
      env: {
        PATH: process.env["PATH"],
        HOME: folder.path,
        TERM: "dumb",
        LANG: "C",
        CULVERT_PASSWORD: gateway.password,
      },
      seconds: 60,
    });
  const up = ["up", "popeye", "--json", "--known-hosts"];

  it("is asked again after an answer that is neither yes nor no, as by ssh", async () => {
    const { seen, code } = await ask(
      [...up, folder.file("known_hosts")],
      [
        ["picture)? ", "maybe\r"],
        ["picture)? ", "\r"],
        ["picture)? ", "yes\r"],
      ],
      '"kind":"open"',
    );
    expect(code).toBe(0);
    expect(seen.split("Please type yes or no.")).toHaveLength(3);
    expect(readFileSync(folder.file("known_hosts"), "utf8")).not.toBe("");
  });

  it("is a refusal by no, and nothing is remembered", async () => {
    const { code } = await ask([...up, folder.file("known_hosts")], [["picture)? ", "no\r"]]);
    expect(code).not.toBe(0);
    expect(readFileSync(folder.file("known_hosts"), "utf8")).toBe("");
  });

  it("removes a profile after yes alone", async () => {
    const kept = await ask(
      ["remove", "popeye"],
      [
        ["(yes / no)? ", "what\r"],
        ["(yes / no)? ", "no\r"],
      ],
    );
    expect([kept.code, kept.seen]).toEqual([0, expect.stringContaining("Popeye: kept.")]);
    const removed = await ask(["remove", "popeye"], [["(yes / no)? ", "yes\r"]]);
    expect([removed.code, removed.seen]).toEqual([0, expect.stringContaining("Popeye: deleted.")]);
    expect(JSON.parse(readFileSync(folder.file("profiles.json"), "utf8"))).toEqual({ version: 1, profiles: [] });
  });
});
