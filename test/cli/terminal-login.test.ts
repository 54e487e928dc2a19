import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../support/child.js";
import { CULVERT, nodeOptionsOf } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/free-port.js";
import { startGateway, type Gateway } from "../support/gateway.js";
import { tempFolder, type TempFolder } from "../support/temp-folder.js";

/**
 * A person at a terminal, by python's `pty`: types each line when its prompt is there, interrupts once the tunnel is open,
 * and prints all that the terminal showed, which with echo has what was typed.
 */
const PERSON = `
import json, os, pty, select, signal, sys, time
command, lines, until = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execv(command[0], command)
seen, at, ends = "", 0, time.time() + 20
while time.time() < ends:
    if select.select([terminal], [], [], 0.2)[0]:
        try: chunk = os.read(terminal, 4096)
        except OSError: break
        if not chunk: break
        seen += chunk.decode("utf-8", "replace")
    if lines and lines[0][0] in seen[at:]:
        at = len(seen)
        time.sleep(0.1)
        os.write(terminal, (lines.pop(0)[1] + "\\r").encode())
    if not lines and until in seen:
        until = "\\0"
        os.kill(child, signal.SIGINT)
os.close(terminal)
_, status = os.waitpid(child, 0)
print(json.dumps({"seen": seen, "code": os.waitstatus_to_exitcode(status)}))
`;

describeWith(["python3"], "logging in at a terminal", () => {
  let folder: TempFolder;
  let gateway: Gateway;
  beforeAll(async () => {
    folder = tempFolder();
    gateway = await startGateway({
      methods: ["keyboard-interactive"],
      prompts: [{ text: "Ship: ", echo: true, answer: "Abraham" }, { text: "Password: ", answer: "sp1nach-9471" }],
      furtherRounds: [{ instruction: "Look at your phone.", prompts: [] }, { instruction: "Sent to \u001b[2J*** 42", prompts: [{ text: "Code: ", echo: true, answer: "123456" }] }],
    });
  });
  afterAll(async () => {
    await gateway.close();
    folder.remove();
  });

  it("shows each round's instruction, and echoes what may be seen and nothing else", async () => {
    writeFileSync(folder.file("person.py"), PERSON);
    writeFileSync(folder.file("known_hosts"), `${gateway.hostKeyLine}\n`);
    const { host, port, username } = gateway;
    const listen = { port: await freePort("127.0.0.1") };
    writeFileSync(folder.file("profiles.json"), JSON.stringify({ version: 1, profiles: [{ id: "popeye", name: "Popeye", gateway: { host, port, username, auth: [{ method: "keyboard-interactive" }] }, forwards: [{ kind: "local", name: "Mail", listen, target: { host: "popeye", port: 143 } }] }] }));
    const command = [process.execPath, ...nodeOptionsOf(CULVERT), CULVERT, "up", "popeye", "--json", "--profiles", folder.file("profiles.json"), "--known-hosts", folder.file("known_hosts")];
    const lines = [["Ship: ", "Abraham"], ["Password: ", "sp1nach-9471"], ["Code: ", "123456"]];
    const { stdout, stderr } = await run("python3", [folder.file("person.py"), JSON.stringify([command, lines, '"listening"'])], { env: { PATH: process.env["PATH"], HOME: folder.path, LANG: "C", TERM: "dumb" } });
    expect(stderr).toBe("");
    const { seen, code } = JSON.parse(stdout) as { seen: string; code: number };
    expect({ code, seen }).toMatchObject({ code: 0, seen: expect.stringMatching(/Answer to be let in\.[^]*Ship: [^]*Abraham[^]*Password: [^]*Look at your phone\.[^]*Sent to \[2J\*\*\* 42[^]*Code: [^]*123456[^]*"open"/) as string });
    expect(seen).not.toContain("sp1nach-9471");
    expect(gateway.logins()).toBe(1);
  });
});
