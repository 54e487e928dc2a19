import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { waitFor } from "../support/wait-for.js";
import { describeApp, type RunningApp } from "./host.js";
import { chooseInTray, homeWithProfiles, shownWindow, tellPassword, trayThatSays } from "./steps.js";

/** Loss and restoring are tried in `watching.test.ts`. */
describeApp(
  "A notification of what needs the user",
  (stage) => {
    let gateway: Gateway;
    let other: Gateway;
    let app: RunningApp;
    const key = freshKey();
    const stranger = freshKey();

    beforeAll(async () => {
      [gateway, other] = await Promise.all([
        startGateway({ methods: ["publickey", "password"], publicKeys: [key.public] }),
        startGateway({ methods: ["publickey"], publicKeys: [key.public] }),
      ]);
      const profile = async (id: string, at: Gateway, auth: object) => ({
        id,
        name: id,
        gateway: { host: at.host, port: at.port, username: at.username, auth: [auth] },
        forwards: [
          {
            kind: "local",
            name: "Mail",
            listen: { port: await freePort("127.0.0.1") },
            target: { host: "popeye", port: 143 },
          },
        ],
      });
      const changed = gateway.hostKeyLine.replace(`:${gateway.port}`, `:${other.port}`); // another server's key, at this one's place
      const home = homeWithProfiles(
        stage,
        [
          await profile("popeye", gateway, { method: "key", file: "~/.ssh/id_popeye" }),
          await profile("bluto", gateway, { method: "key", file: "~/.ssh/id_bluto" }),
          await profile("wimpy", other, { method: "key", file: "~/.ssh/id_popeye" }),
          await profile("olive", gateway, { method: "password" }),
        ],
        {
          id_popeye: key.private,
          id_bluto: stranger.private,
          known_hosts: `${gateway.hostKeyLine}\n${changed}\n`,
        },
      );
      writeFileSync(join(home.data, "settings.json"), JSON.stringify({ toldOfTray: true }));
      app = await home.start();
      await trayThatSays(app, "popeye: Closed");
    });
    afterAll(() => Promise.all([gateway.close(), other.close()]));

    const titles = async () => (await app.notifications()).map(({ title }) => title);
    /** Click the latest, in a window that was closed. */
    async function followLatest(): Promise<string> {
      const latest = (await app.notifications()).at(-1);
      await app.clickNotification(latest?.number ?? -1);
      const page = await shownWindow(app);
      await waitFor("a heading", async () =>
        (await page.getByRole("heading", { level: 1 }).count()) > 0 ? true : undefined,
      );
      return page.getByRole("heading", { level: 1 }).innerText();
    }

    it("is shown once for a login that is refused, and a click leads to its tunnel", async () => {
      await chooseInTray(app, "Connect bluto");
      await trayThatSays(app, "bluto: Failed");
      expect(await titles()).toEqual(["bluto failed"]);
      expect(await followLatest()).toBe("bluto");
      expect(await titles()).toEqual(["bluto failed"]);
      await app.closeWindow();
    });

    it("is shown once for a host key that has changed, and a click leads to its tunnel, which says what to do", async () => {
      await chooseInTray(app, "Connect wimpy");
      await trayThatSays(app, "wimpy: Failed");
      expect(await titles()).toEqual(["bluto failed", "wimpy: the host key has CHANGED"]);
      expect(await followLatest()).toBe("wimpy");
      await (
        await shownWindow(app)
      )
        .getByText(/known_hosts/)
        .first()
        .waitFor();
      await app.closeWindow();
    });

    it("is shown once for a question, whose sheet is there at the click", async () => {
      await chooseInTray(app, "Connect olive");
      await waitFor("a notification", async () =>
        (await titles()).includes("olive waits for you") ? true : undefined,
      );
      expect(await followLatest()).toBe("olive");
      const page = await shownWindow(app);
      await tellPassword(page, gateway.password);
      await trayThatSays(app, "olive: Open");
      expect(await titles()).toEqual(["bluto failed", "wimpy: the host key has CHANGED", "olive waits for you"]);
    });

    it("is not shown to whoever has the window before them, nor for what the user did", async () => {
      await chooseInTray(app, "Disconnect olive");
      await chooseInTray(app, "Connect popeye");
      await trayThatSays(app, "popeye: Open");
      await app.closeWindow();
      await chooseInTray(app, "Disconnect popeye");
      await trayThatSays(app, "popeye: Closed");
      expect((await titles()).length).toBe(3);
    });
  },
  { stepByStep: true, needs: "a tray" },
);
