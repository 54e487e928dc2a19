import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { describeApp } from "./host.js";
import { expectHidden, homeWithProfiles, isListening, stateOfIcon, trayThatSays } from "./steps.js";

describeApp("A profile that is opened at start", (stage) => {
  let gateway: Gateway;
  const key = freshKey();

  beforeAll(async () => {
    gateway = await startGateway({ methods: ["publickey"], publicKeys: [key.public] });
  });
  afterAll(() => gateway.close());

  it("is up without a click, and without a window where there is a tray, and closed when the system ends the app", async () => {
    const [port, other] = [await freePort("127.0.0.1"), await freePort("127.0.0.1")];
    const gatewayDraft = {
      host: gateway.host,
      port: gateway.port,
      username: gateway.username,
      auth: [{ method: "key", file: "~/.ssh/id_popeye" }],
    };
    const profile = (id: string, listen: number) => ({
      id,
      name: id,
      gateway: gatewayDraft,
      forwards: [{ kind: "local", name: "Mail", listen: { port: listen }, target: { host: "popeye", port: 143 } }],
    });
    const home = homeWithProfiles(stage, [{ ...profile("popeye", port), openAtStart: true }, profile("bluto", other)], {
      id_popeye: key.private,
      known_hosts: `${gateway.hostKeyLine}\n`,
    });

    const app = await home.start();
    const tray = await trayThatSays(app, "popeye: Open");
    expect([stateOfIcon(tray), tray.tooltip]).toEqual(["open", "Culvert\npopeye: Open"]);
    expect(tray.menu.map(({ label }) => label)).toContain("bluto: Closed");
    expect([await isListening(port), await isListening(other)]).toEqual([true, false]);
    await expectHidden(app);

    await app.terminate();
    expect(await app.exited).toBe(0);
    expect(await isListening(port)).toBe(false);
    expect(readFileSync(join(home.data, "logs", "culvert.log"), "utf8")).toMatch(
      /Culvert 0\.\d+\.\d+ starts\n[\s\S]*Quitting: closing every tunnel/,
    );
  });
});
