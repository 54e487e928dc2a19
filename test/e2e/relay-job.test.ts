import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { Client } from "basic-ftp";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../support/fixtures/free-port.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startFtpServer, type FtpServer } from "../support/servers/ftp-server.js";
import { describeApp, keepPicture, type Home, type RunningApp } from "./host.js";
import { chooseInTray, fillInGateway, isListening, shownWindow, tellPassword, trayThatSays } from "./steps.js";

const NAME = "Olive's archive";

describeApp(
  "The relay: an FTP server as it is, from a tray menu",
  (stage) => {
    let gateway: Gateway;
    let popeye: FtpServer;
    let control: number;
    let home: Home;
    let app: RunningApp;
    let page: Page;

    beforeAll(async () => {
      gateway = await startGateway({ methods: ["password"] });
      popeye = await startFtpServer({ announces: "192.0.2.7" }); // an address that leads nowhere, as a server behind NAT may name
      control = await freePort("127.0.0.1");
      home = stage.home();
      app = await home.start();
      page = await shownWindow(app);
    });
    afterAll(async () => {
      await popeye.close();
      await gateway.close();
    });

    it("is what a new profile gets, with nothing to say about ports", async () => {
      await page.getByRole("button", { name: "New profile" }).click();
      await page.getByRole("textbox", { name: "Name", exact: true }).fill(NAME);
      await fillInGateway(page, gateway);
      const ofFtp = page.getByRole("region", { name: "FTP", exact: true });
      expect(await ofFtp.getByRole("radio", { name: "Relay" }).isChecked()).toBe(true);
      await ofFtp.getByRole("textbox", { name: "FTP server" }).fill("popeye");
      await ofFtp.getByRole("textbox", { name: "Port", exact: true }).fill(String(popeye.port));
      await ofFtp.getByRole("button", { name: "Where your FTP program connects" }).click();
      await ofFtp.getByRole("textbox", { name: "Local port" }).fill(String(control));
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await trayThatSays(app, `${NAME}: Closed`);
      expect(JSON.parse(readFileSync(join(home.data, "profiles.json"), "utf8"))).toMatchObject({
        profiles: [{ ftp: { mode: "relay", target: { host: "popeye", port: popeye.port } } }],
      });
    });

    it("is opened from the tray", async () => {
      await chooseInTray(app, `Connect ${NAME}`);
      await page.getByRole("button", { name: "Trust and remember" }).click();
      await tellPassword(page, gateway.password);
      await trayThatSays(app, `${NAME}: Open`);
      await page.getByText("No transfers yet").waitFor();
      await page.getByRole("button", { name: "Copy port" }).click();
      await page.getByRole("status").filter({ hasText: "Port copied" }).waitFor({ state: "attached" });
    });

    it("carries a file there and back, and the window shows it on its way", async () => {
      const part = Buffer.alloc(100_000, "olive ");
      const client = new Client();
      await client.access({ host: "127.0.0.1", port: control, user: popeye.username, password: popeye.password });
      await client.uploadFrom(
        Readable.from(
          inParts(part, async () => {
            const transfer = page.getByRole("region", { name: "Transfers" }).getByRole("listitem");
            await transfer.filter({ hasText: /oyl\.txt.*Storing STOR.*100 KB.*for 0:0\d/s }).waitFor();
            await keepPicture(page, "relay-transferring");
          }),
        ),
        "oyl.txt",
      );
      const fetched: Buffer[] = [];
      await client.downloadTo(
        new Writable({
          write: (chunk: Buffer, _encoding, done) => {
            fetched.push(chunk);
            done();
          },
        }),
        "oyl.txt",
      );
      client.close();
      const sent = Buffer.concat([part, part]);
      expect(Buffer.concat(fetched).equals(sent)).toBe(true);
      expect(readFileSync(join(popeye.root, "oyl.txt")).equals(sent)).toBe(true);
      await page.getByText(/Storing|Fetching/).waitFor({ state: "detached" });
      await page
        .getByRole("region", { name: "Traffic" })
        .getByText(/^Down, at most \d.*B\/s$/)
        .waitFor();
    });

    it("is closed from the tray", async () => {
      await chooseInTray(app, `Disconnect ${NAME}`);
      await trayThatSays(app, `${NAME}: Closed`);
      expect(await isListening(control)).toBe(false);
      await page.getByRole("main").getByText("Closed", { exact: true }).waitFor();
      await page.getByText("No transfers yet").waitFor({ state: "detached" });
    });
  },
  { stepByStep: true },
);

/** A file that stops half way until somebody has looked at it. */
async function* inParts(part: Buffer, look: () => Promise<void>): AsyncGenerator<Buffer> {
  yield part;
  await look();
  yield part;
}
