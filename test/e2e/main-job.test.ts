import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { Client } from "basic-ftp";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../support/fixtures/free-port.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startFtpServer, type FtpServer } from "../support/servers/ftp-server.js";
import { waitFor } from "../support/wait-for.js";
import { describeApp, keepPicture, type Home, type RunningApp } from "./host.js";
import { chooseInTray, fillInGateway, isListening, shownWindow, stateOfIcon, trayThatSays } from "./steps.js";

const NAME = "Popeye's web site";

describeApp(
  "The main job: FTP through SSH from a tray menu",
  (stage) => {
    let gateway: Gateway;
    let popeye: FtpServer;
    let control: number;
    let home: Home;
    let app: RunningApp;
    let page: Page;

    beforeAll(async () => {
      gateway = await startGateway({ methods: ["password"] });
      popeye = await startFtpServer();
      control = await freePort("127.0.0.1");
      home = stage.home();
    });
    afterAll(async () => {
      await popeye.close();
      await gateway.close();
    });

    it("the first start shows the window, which offers to make a profile", async () => {
      app = await home.start();
      page = await shownWindow(app);
      await page.getByRole("button", { name: "New profile" }).waitFor();
      expect(stateOfIcon(await trayThatSays(app, "No profiles yet"))).toBe("closed");
      await keepPicture(page, "1-first-start");
    });

    it("a profile is made in the window, and stands in the tray's menu and in the file", async () => {
      await page.getByRole("button", { name: "New profile" }).click();
      await page.getByRole("textbox", { name: "Name", exact: true }).fill(NAME);
      await fillInGateway(page, gateway);
      const ofFtp = page.getByRole("region", { name: "FTP", exact: true });
      await ofFtp.getByRole("radio", { name: "Passive range" }).check({ force: true });
      await ofFtp.getByRole("textbox", { name: "FTP server" }).fill("popeye");
      await ofFtp.getByRole("textbox", { name: "Port", exact: true }).fill(String(popeye.port));
      await ofFtp.getByRole("textbox", { name: "Passive range" }).fill(popeye.passive);
      await ofFtp.getByRole("button", { name: "Where your FTP program connects" }).click();
      await ofFtp.getByRole("textbox", { name: "Local port" }).fill(String(control));
      await keepPicture(page, "2-new-profile");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await trayThatSays(app, `${NAME}: Closed`);
      expect(JSON.parse(readFileSync(join(home.data, "profiles.json"), "utf8"))).toMatchObject({
        version: 1,
        profiles: [{ name: NAME, gateway: { host: gateway.host }, ftp: { passive: popeye.passive } }],
      });
      await keepPicture(page, "3-profile-saved");
    });

    it("Connect in the tray asks about the unknown host key, with its fingerprint", async () => {
      await chooseInTray(app, `Connect ${NAME}`);
      await page.getByText(gateway.fingerprint).waitFor();
      expect(stateOfIcon(await trayThatSays(app, `${NAME}: A question waits`))).toBe("opening");
      await keepPicture(page, "4-host-key");
      await page.getByRole("button", { name: "Trust and remember" }).click();
    });

    it("asks for the password, hidden as it is typed", async () => {
      const password = page.getByRole("textbox", { name: "Password", exact: true });
      await password.waitFor();
      expect(await password.getAttribute("type")).toBe("password");
      await password.fill(gateway.password);
      await keepPicture(page, "5-password");
      await page.getByRole("button", { name: "Log in" }).click();
      expect(readFileSync(join(home.path, ".ssh", "known_hosts"), "utf8")).toContain(
        gateway.hostKeyLine.split(" ").at(-1),
      );
    });

    it("shows each port listening, and they do", async () => {
      expect(stateOfIcon(await trayThatSays(app, `${NAME}: Open`))).toBe("open");
      await page.getByRole("button", { name: "Ports" }).click();
      await page.getByText("Listening").first().waitFor();
      expect(await isListening(control)).toBe(true);
      await keepPicture(page, "6-listening");
    });

    it("a real transfer goes through, and its bytes are counted on screen", async () => {
      const row = page.getByRole("row").filter({ hasText: `127.0.0.1:${control}` });
      const before = await row.innerText();
      const sent = Buffer.alloc(300_000, "spinach ");
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
      await keepPicture(page, "7-transferring");
      client.close();
      expect(Buffer.concat(fetched).equals(sent)).toBe(true);
      expect(readFileSync(join(popeye.root, "can.txt")).equals(sent)).toBe(true);
      await waitFor("a changed byte count on screen", async () =>
        (await row.innerText()) === before ? undefined : true,
      );
      await keepPicture(page, "8-transferred");
    });

    it("the window can be closed while the tunnel goes on, and the tray brings it back", async () => {
      await app.closeWindow();
      expect(await app.window()).toBeUndefined();
      expect(await isListening(control)).toBe(true);
      await chooseInTray(app, "Open Culvert");
      page = await shownWindow(app);
      await page.getByRole("button", { name: "Ports" }).click();
      await page.getByText("Listening").first().waitFor();
    });

    it("a second start shows the window of the first and ends", async () => {
      await app.closeWindow();
      expect(await home.startAgain()).toBe(0);
      page = await shownWindow(app);
      await page.getByRole("heading", { name: NAME }).waitFor();
      expect(await isListening(control)).toBe(true);
    });

    it("Disconnect closes every port", async () => {
      await chooseInTray(app, `Disconnect ${NAME}`);
      expect(stateOfIcon(await trayThatSays(app, `${NAME}: Closed`))).toBe("closed");
      expect(await isListening(control)).toBe(false);
      await page.getByRole("main").getByText("Closed", { exact: true }).waitFor();
      await keepPicture(page, "9-disconnected");
    });

    it("connects again without a question, by the password of this session, and quitting closes everything", async () => {
      await chooseInTray(app, `Connect ${NAME}`);
      await trayThatSays(app, `${NAME}: Open`);
      await chooseInTray(app, "Quit");
      expect(await app.exited).toBe(0);
      expect(await isListening(control)).toBe(false);
      await waitFor("the gateway to have no connection left", () => (gateway.connections() === 0 ? true : undefined));
    });

    it("neither the log nor any other file of the app holds the password", () => {
      writeFileSync(join(home.path, "marker"), gateway.password); // the search finds what is there
      expect(filesHolding(home.path, gateway.password)).toEqual([join(home.path, "marker")]);
      expect(app.output()).not.toContain(gateway.password);
    });
  },
  { stepByStep: true },
);

/** Every file beneath a folder that has a text in it. */
function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
