import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { atTerminal } from "../../support/at-terminal.js";
import { CULVERT, nodeOptionsOf, startCulvert } from "../../support/culvert-process.js";
import { describeWith } from "../../support/describe-with.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { freshKey } from "../../support/fixtures/fresh-key.js";
import { filesWithMarks } from "../../support/fixtures/secret-marks.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../../support/gateways/gateway.js";

const PASSWORD = "sp1nach-9471";
const REMEMBERED = "Remembered in memory until culvert ends, for all tunnels that need it.";

describeWith(["python3"], "the secrets of several tunnels in one culvert up", () => {
  let folder: TempFolder;
  let gateway: Gateway;
  const profile = async (id: string, { username = gateway.username } = {}) => ({
    id,
    name: id,
    gateway: { host: gateway.host, port: gateway.port, username, auth: [{ method: "password" as const }] },
    forwards: [
      {
        kind: "local" as const,
        name: "Mail",
        listen: { port: await freePort("127.0.0.1") },
        target: { host: "popeye", port: 143 },
      },
    ],
  });
  beforeAll(async () => {
    folder = tempFolder();
    gateway = await startGateway({ methods: ["password"], password: PASSWORD });
    writeFileSync(folder.file("known_hosts"), `${gateway.hostKeyLine}\n`);
    const profiles = [await profile("one"), await profile("two"), await profile("other", { username: "bluto" })];
    writeFileSync(folder.file("profiles.json"), JSON.stringify({ version: 1, profiles }));
  });
  afterAll(async () => {
    await gateway.close();
    folder.remove();
  });

  /** @param typed what is typed at each question for a password, in turn */
  const up = (names: readonly string[], typed: readonly string[], interruptAt?: string) =>
    atTerminal({
      command: [
        process.execPath,
        ...nodeOptionsOf(CULVERT),
        CULVERT,
        "up",
        ...names,
        "--json",
        "--profiles",
        folder.file("profiles.json"),
        "--known-hosts",
        folder.file("known_hosts"),
      ],
      typed: typed.map((text) => [": password of", text === "\x03" ? text : `${text}\r`] as const),
      ...(interruptAt === undefined ? {} : { interruptAt }),
      env: { PATH: process.env["PATH"], HOME: folder.path, LANG: "C", TERM: "dumb" },
      seconds: 60,
    });
  const questions = (seen: string): number => seen.split(": password of").length - 1;

  it("are asked for once through one gateway as one user, and the question says that they are remembered", async () => {
    const { seen, code } = await up(["one", "two"], [PASSWORD], '"name":"two","state":{"kind":"open"');
    expect({ code, asked: questions(seen) }).toEqual({ code: 0, asked: 1 });
    expect(seen.split(REMEMBERED)).toHaveLength(2);
    expect(seen).not.toContain(PASSWORD);
    expect(filesWithMarks(folder.path, [PASSWORD])).toEqual([]);
  });

  it("are asked for again by all of them where they were wrong, once", async () => {
    const { seen, code } = await up(["one", "two"], ["wrong", PASSWORD], '"name":"two","state":{"kind":"open"');
    expect({ code, asked: questions(seen) }).toEqual({ code: 0, asked: 2 });
    expect(seen).toContain("That password was refused.");
  });

  it("are another user's for another user", async () => {
    const { seen } = await up(["one", "other"], [PASSWORD, "\x03"]);
    expect(["one: password of olive@", "other: password of bluto@"].filter((asked) => !seen.includes(asked))).toEqual(
      [],
    );
  });

  it("are looked up anew for each login where a service was given them, and not remembered", async () => {
    const hostKey = freshKey().private;
    const before = await startGateway({ methods: ["password"], password: "first-5128", hostKey });
    const { host, port, username, hostKeyLine } = before;
    writeFileSync(folder.file("secret"), "first-5128\n", { mode: 0o600 });
    const culvert = startCulvert({
      profiles: [
        {
          id: "served",
          name: "Served",
          gateway: { host, port, username, auth: [{ method: "password" }] },
          forwards: [
            {
              kind: "local",
              name: "Mail",
              listen: { port: await freePort("127.0.0.1") },
              target: { host: "popeye", port: 143 },
            },
          ],
        },
      ],
      knownHosts: `${hostKeyLine}\n`,
      env: { CULVERT_PASSWORD_FILE: folder.file("secret") },
    });
    await culvert.untilOpen("served");
    writeFileSync(folder.file("secret"), "second-7340\n");
    await before.close();
    const after = await startGateway({ methods: ["password"], password: "second-7340", hostKey, port });
    try {
      await culvert.until("served", ({ state }) => state.kind === "open" && after.logins() === 1);
    } finally {
      await culvert.stop();
      await after.close();
    }
  });
});
