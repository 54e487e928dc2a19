import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { Client } from "basic-ftp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { middleOf, type Desktop } from "../support/desktop.js";
import { freePort } from "../support/fixtures/free-port.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { startFtpServer, type FtpServer } from "../support/servers/ftp-server.js";
import {
  chooseByMouse,
  closeMenu,
  describeDesktop,
  differenceOf,
  iconInTray,
  keepScreen,
  openTrayMenu,
  waitOnScreen,
} from "./desktop-steps.js";
import type { RunningApp } from "./host.js";
import { isListening, shownWindow, stateOfIcon, trayThatSays } from "./steps.js";

describeDesktop(
  "The tray",
  (stage) => {
    let desktop: Desktop;
    let sshd: Sshd;
    let popeye: FtpServer;
    /** Takes connections and says nothing. */
    let silent: Server;
    const silenced = new Set<Socket>();
    let app: RunningApp;
    let control: number;
    /** What the icon looked like in each state. */
    const looks = new Map<string, Buffer>();

    beforeAll(async () => {
      [desktop, sshd, popeye] = await Promise.all([stage.desktop(), startSshd(), startFtpServer()]);
      silent = createServer((socket) => silenced.add(socket.on("error", () => undefined)));
      const silentPort = await freePort("127.0.0.1");
      await new Promise<void>((resolve) => silent.listen(silentPort, "127.0.0.1", resolve));
      control = await freePort("127.0.0.1");
      const gateway = (port: number, file: string) => ({
        host: "127.0.0.1",
        port,
        username: sshd.username,
        auth: [{ method: "key", file }],
      });
      const forward = async () => [
        {
          kind: "local",
          name: "Mail",
          listen: { port: await freePort("127.0.0.1") },
          target: { host: "127.0.0.2", port: 143 },
        },
      ];
      const home = stage.home(
        JSON.stringify({
          version: 1,
          profiles: [
            {
              id: "popeye",
              name: "Popeye",
              gateway: gateway(sshd.port, sshd.keyFile),
              ftp: { mode: "relay", target: { host: popeye.host, port: popeye.port }, listen: { port: control } },
            },
            {
              id: "sleepy",
              name: "Sleepy",
              gateway: gateway((silent.address() as AddressInfo).port, sshd.keyFile),
              forwards: await forward(),
            },
            { id: "bluto", name: "Bluto", gateway: gateway(sshd.port, "~/.ssh/id_bluto"), forwards: await forward() },
          ],
        }),
      );
      mkdirSync(join(home.path, ".ssh"));
      writeFileSync(join(home.path, ".ssh", "id_bluto"), freshKey().private, { mode: 0o600 });
      writeFileSync(join(home.path, ".ssh", "known_hosts"), sshd.knownHostsLines);
      app = await home.start(desktop.env);
      await trayThatSays(app, "Bluto: Closed");
    }, 120_000);
    afterAll(async () => {
      await sshd.close();
      await popeye.close();
      silenced.forEach((socket) => socket.destroy());
      await new Promise((resolve) => silent.close(resolve));
    });

    /** Look at the icon once it no longer changes, with the pointer away from it. */
    async function look(state: string): Promise<void> {
      expect(
        stateOfIcon(
          await waitOnScreen(`the icon ${state}`, async () => {
            const tray = await app.tray();
            return tray !== undefined && stateOfIcon(tray) === state ? tray : undefined;
          }),
        ),
      ).toBe(state);
      await desktop.move({ x: 400, y: 300 });
      const pixels = async () => desktop.pixels(await iconInTray(desktop));
      const settled = await waitOnScreen(`a picture of ${state} that is new`, async () => {
        const [one, next] = [await pixels(), await pixels()];
        return one.equals(next) && ![...looks.values()].some((other) => other.equals(one)) ? one : undefined;
      });
      looks.set(state, settled);
      await keepScreen(desktop, `desktop-tray-${state}`);
    }

    it("has the icon of closed tunnels in it", async () => {
      const icon = await iconInTray(desktop);
      const { x, y, width, height } = icon;
      expect([width >= 16, height >= 16, x + width <= desktop.width, y + height <= desktop.height]).toEqual([
        true,
        true,
        true,
        true,
      ]);
      await look("closed");
      expect(new Set(looks.get("closed")).size, "more than a blank square").toBeGreaterThan(4);
    });

    it("opens its menu by a right click, and the mouse chooses Connect in it", async () => {
      await chooseByMouse(desktop, app, "Connect Popeye");
      await trayThatSays(app, "Popeye: Open");
      expect(await isListening(control)).toBe(true);
      await look("open");
    });

    it("has then let a file pass, there and back", async () => {
      const sent = Buffer.alloc(100_000, "spinach ");
      const fetched: Buffer[] = [];
      const client = new Client();
      await client.access({ host: "127.0.0.1", port: control, user: popeye.username, password: popeye.password });
      await client.uploadFrom(Readable.from([sent]), "can.txt");
      await client.downloadTo(
        new Writable({
          write: (chunk: Buffer, _encoding, done) => {
            fetched.push(chunk);
            done();
          },
        }),
        "can.txt",
      );
      client.close();
      expect(Buffer.concat(fetched).equals(sent)).toBe(true);
      expect(readFileSync(join(popeye.root, "can.txt")).equals(sent)).toBe(true);
    });

    it("shows by its icon that a tunnel is opening", async () => {
      await chooseByMouse(desktop, app, "Connect Sleepy");
      await look("opening");
      await chooseByMouse(desktop, app, "Disconnect Sleepy");
      await trayThatSays(app, "Sleepy: Closed");
    });

    it("shows by its icon that a tunnel waits to try again", async () => {
      sshd.kill();
      await look("waiting");
      await sshd.startAgain();
      await waitOnScreen("the next attempt", async () =>
        (await app.tray())?.tooltip.includes("Popeye: Open") === true ? true : undefined,
      );
    });

    it("shows by its icon that a tunnel has failed, and in its menu on top why", async () => {
      await chooseByMouse(desktop, app, "Connect Bluto");
      await look("failed");
      await openTrayMenu(desktop);
      await keepScreen(desktop, "desktop-tray-menu-failed");
      await closeMenu(desktop);
    });

    it("has another icon for each of the five states", () => {
      const pairs = [...looks].flatMap(([one, its], index) =>
        [...looks]
          .slice(index + 1)
          .map(([other, others]) => ({ pair: `${one} and ${other}`, difference: differenceOf(its, others) })),
      );
      expect(pairs).toHaveLength(10);
      for (const { pair, difference } of pairs) expect(difference, `${pair} differ`).toBeGreaterThan(0.02);
    });

    it("shows the window by a left click, and brings it back when it lies behind another", async () => {
      expect(await app.window()).toBeUndefined();
      await desktop.click(middleOf(await iconInTray(desktop)));
      const page = await shownWindow(app);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await waitOnScreen("the window on the screen", async () =>
        (await desktop.managed()).some(({ name }) => name === "Culvert") ? true : undefined,
      );
      await app.minimize(true);
      await desktop.click(middleOf(await iconInTray(desktop)));
      await waitOnScreen("the window on the screen again", async () => {
        const ids = new Set(
          (await desktop.xdotool("search", "--onlyvisible", "--name", "^Culvert$"))
            .split("\n")
            .filter(Boolean)
            .map(Number),
        );
        return (await desktop.managed()).some(({ id }) => ids.has(id)) ? true : undefined;
      });
      await keepScreen(desktop, "desktop-tray-window");
    });

    it("ends the app by the mouse, and the icon is gone", async () => {
      await chooseByMouse(desktop, app, "Quit");
      expect(await app.exited).toBe(0);
      expect(await isListening(control)).toBe(false);
      await waitOnScreen("a tray without it", async () =>
        (await desktop.windows()).every(({ className }) => !/electron|culvert/i.test(className)) ? true : undefined,
      );
    });
  },
  { stepByStep: true },
);
