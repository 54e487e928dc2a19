import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AtTerminal } from "../support/at-terminal.js";
import { CULVERT, nodeOptionsOf } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startWindows, windowsPath, type WindowsMachine } from "../support/windows-machine.js";

const LIMIT = 120_000;

describeWith(
  ["wine", "wineserver", "node.exe", "python3"],
  "the built command line in a console of Windows' own node.exe",
  () => {
    const folder = tempFolder();
    let windows: WindowsMachine;
    let gateway: Gateway;
    beforeAll(async () => {
      windows = startWindows();
      gateway = await startGateway({ methods: ["password"], password: "sp1nach-9471" });
      const { host, port, username } = gateway;
      writeFileSync(folder.file("known_hosts"), `${gateway.hostKeyLine}\r\n`);
      writeFileSync(
        folder.file("profiles.json"),
        JSON.stringify({
          version: 1,
          profiles: [
            {
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
            },
          ],
        }),
      );
    });
    afterAll(async () => {
      await windows.close();
      await gateway.close();
      folder.remove();
    });

    const up = (...typed: AtTerminal["typed"]): ReturnType<WindowsMachine["console"]> =>
      windows.console(
        [
          ...nodeOptionsOf(CULVERT),
          windowsPath(CULVERT),
          "up",
          "popeye",
          "--profiles",
          windowsPath(folder.file("profiles.json")),
          "--known-hosts",
          windowsPath(folder.file("known_hosts")),
        ],
        typed,
      );

    it(
      "asks for a password without showing what is typed, and ends with 0 at Ctrl+C",
      async () => {
        const before = gateway.logins();
        const { seen, code } = await up(["olive@127.0.0.1", "sp1nach-9471\r"], ["Listening", "\x03"]);
        expect(code, seen).toBe(0);
        expect(seen).not.toContain("sp1nach");
        expect(gateway.logins() - before).toBe(1);
      },
      LIMIT,
    );

    it(
      "ends with 0 at Ctrl+C in answer to a question",
      async () => {
        const before = gateway.logins();
        const { seen, code } = await up(["olive@127.0.0.1", "\x03"]);
        expect(code, seen).toBe(0);
        expect(gateway.logins()).toBe(before);
      },
      LIMIT,
    );
  },
);
