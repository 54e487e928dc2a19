import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../support/fixtures/free-port.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { describeApp, keepPicture, type Home, type RunningApp } from "./host.js";
import { isListening, shownWindow, tellPassword, trayThatSays } from "./steps.js";

describeApp(
  "Whoever starts Culvert for the first time",
  (stage) => {
    let gateway: Gateway;
    let home: Home;
    let app: RunningApp;
    let page: Page;

    beforeAll(async () => {
      gateway = await startGateway({ methods: ["password"] });
      home = stage.home();
      app = await home.start();
      page = await shownWindow(app);
    });
    afterAll(() => gateway.close());

    it("says what there is, and needs but a host and a user name for a tunnel", async () => {
      await page.getByRole("button", { name: "An FTP server that I reach through SSH" }).click();
      await page.getByRole("textbox", { name: "Host" }).fill(gateway.host);
      await page.getByRole("textbox", { name: "User name" }).fill(gateway.username);
      await keepPicture(page, "first-run");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await trayThatSays(app, `${gateway.host}: Closed`);
      expect(JSON.parse(readFileSync(join(home.data, "profiles.json"), "utf8"))).toMatchObject({
        profiles: [
          {
            name: gateway.host,
            gateway: { host: gateway.host, port: 22, username: gateway.username },
            ftp: { mode: "relay", target: { host: "localhost", port: 21 } },
          },
        ],
      });
    });

    it("opens it with a click, once the key is trusted and the password told", async () => {
      const control = await freePort("127.0.0.1");
      await page.getByRole("button", { name: "Edit" }).click(); // the gateway and the port of a test stand where they may, and not at 22 and 2121
      await page
        .getByRole("region", { name: "SSH gateway" })
        .getByRole("textbox", { name: "Port" })
        .fill(String(gateway.port));
      await page.getByRole("button", { name: "Where your FTP program connects" }).click();
      await page.getByRole("textbox", { name: "Local port" }).fill(String(control));
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.getByRole("button", { name: "Trust and remember" }).click();
      await tellPassword(page, gateway.password);
      await trayThatSays(app, `${gateway.host}: Open`);
      await page.getByRole("heading", { name: "In your FTP program" }).waitFor();
      expect(await isListening(control)).toBe(true);
    });

    it("takes all profiles out to a file, without a secret", async () => {
      const file = join(home.path, "all.json");
      await app.chooseFiles([file]);
      await page.getByRole("button", { name: "Settings" }).click();
      await page.getByRole("button", { name: "Export…" }).click();
      await page.getByText(`The profiles were written to ${file}.`).waitFor();
      const written = readFileSync(file, "utf8");
      expect(JSON.parse(written)).toEqual(JSON.parse(readFileSync(join(home.data, "profiles.json"), "utf8")));
      expect(written).not.toContain(gateway.password);
    });
  },
  { stepByStep: true },
);
