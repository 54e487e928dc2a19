import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { atTerminal } from "../../support/at-terminal.js";
import { CULVERT, nodeOptionsOf } from "../../support/culvert-process.js";
import { describeWith } from "../../support/describe-with.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../../support/gateways/gateway.js";

describeWith(["python3"], "logging in at a terminal", () => {
  let folder: TempFolder;
  let gateway: Gateway;
  beforeAll(async () => {
    folder = tempFolder();
    gateway = await startGateway({
      methods: ["keyboard-interactive"],
      prompts: [
        { text: "Ship: ", echo: true, answer: "Abraham" },
        { text: "Password: ", answer: "sp1nach-9471" },
      ],
      furtherRounds: [
        { instruction: "Look at your phone.", prompts: [] },
        { instruction: "Sent to \u001b[2J*** 42", prompts: [{ text: "Code: ", echo: true, answer: "123456" }] },
      ],
    });
  });
  afterAll(async () => {
    await gateway.close();
    folder.remove();
  });

  it("shows each round's instruction, and echoes what may be seen and nothing else", async () => {
    writeFileSync(folder.file("known_hosts"), `${gateway.hostKeyLine}\n`);
    const { host, port, username } = gateway;
    const listen = { port: await freePort("127.0.0.1") };
    writeFileSync(
      folder.file("profiles.json"),
      JSON.stringify({
        version: 1,
        profiles: [
          {
            id: "popeye",
            name: "Popeye",
            gateway: { host, port, username, auth: [{ method: "keyboard-interactive" }] },
            forwards: [{ kind: "local", name: "Mail", listen, target: { host: "popeye", port: 143 } }],
          },
        ],
      }),
    );
    const command = [
      process.execPath,
      ...nodeOptionsOf(CULVERT),
      CULVERT,
      "up",
      "popeye",
      "--json",
      "--profiles",
      folder.file("profiles.json"),
      "--known-hosts",
      folder.file("known_hosts"),
    ];
    const { seen, code } = await atTerminal({
      command,
      typed: [
        ["Ship: ", "Abraham\r"],
        ["Password: ", "sp1nach-9471\r"],
        ["Code: ", "123456\r"],
      ],
      interruptAt: '"listening"',
      env: { PATH: process.env["PATH"], HOME: folder.path, LANG: "C", TERM: "dumb" },
    });
    expect({ code, seen }).toMatchObject({
      code: 0,
      seen: expect.stringMatching(
        /Answer to be let in\.[^]*Ship: [^]*Abraham[^]*Password: [^]*Look at your phone\.[^]*Sent to \[2J\*\*\* 42[^]*Code: [^]*123456[^]*"open"/,
      ) as string,
    });
    expect(seen).not.toContain("sp1nach-9471");
    expect(gateway.logins()).toBe(1);
  });

  /** On Windows a process that sends itself SIGINT ends at once, whatever listens to it. */
  const LIKE_WINDOWS = "data:text/javascript,process.kill=()=>process.exit(1)";
  it.each([
    ["", {}],
    [", on Windows too", { NODE_OPTIONS: `--import "${LIKE_WINDOWS}"` }],
  ])("ends with 0 at Ctrl+C in answer to a question%s", async (_, env) => {
    const command = [
      process.execPath,
      ...nodeOptionsOf(CULVERT),
      CULVERT,
      "up",
      "popeye",
      "--profiles",
      folder.file("profiles.json"),
      "--known-hosts",
      folder.file("known_hosts"),
    ];
    expect(
      await atTerminal({
        command,
        typed: [["Ship: ", "\x03"]],
        env: { PATH: process.env["PATH"], HOME: folder.path, LANG: "C", TERM: "dumb", ...env },
      }),
    ).toMatchObject({ code: 0 });
  });
});
