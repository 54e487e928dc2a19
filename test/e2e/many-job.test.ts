import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Page } from "playwright-core";
import { freeRange } from "../support/fixtures/free-port.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { waitFor } from "../support/wait-for.js";
import { describeApp, hasTray, keepPicture, type Home, type RunningApp } from "./host.js";
import { chooseInTray, isListening, shownWindow, tellPassword, trayThatSays } from "./steps.js";

const COUNT = 30;

describeApp(
  "Thirty tunnels",
  (stage) => {
    let gateway: Gateway;
    let home: Home;
    let app: RunningApp;
    let page: Page;
    let firstPort: number;

    beforeAll(async () => {
      gateway = await startGateway({ methods: ["password"] });
      firstPort = (await freeRange(COUNT)).first;
      const { host, port, username } = gateway;
      home = stage.home(
        JSON.stringify({
          version: 1,
          profiles: Array.from({ length: COUNT }, (_, number) => ({
            id: `c${number}`,
            name: `Customer ${number}`,
            ...(number >= 28 ? { group: "Own" } : {}),
            gateway: { host, port, username, auth: [{ method: "password" }] },
            forwards: [
              {
                kind: "local",
                name: "Mail",
                listen: { port: firstPort + number },
                target: { host: "popeye", port: 143 },
              },
            ],
          })),
        }),
      );
      app = await home.start();
      if (hasTray) await chooseInTray(app, "Open Culvert");
      page = await shownWindow(app);
    });
    afterAll(() => gateway.close());

    const stored = (): string[] =>
      (
        JSON.parse(readFileSync(join(home.data, "profiles.json"), "utf8")) as { profiles: { id: string }[] }
      ).profiles.map(({ id }) => id);
    const names = (): Promise<string[]> => page.getByRole("option").locator(".profile-name").allInnerTexts();

    it("are searched from the keyboard", async () => {
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("Control+f");
      await page.keyboard.type("customer 17");
      await waitFor("the one that was found", async () =>
        (await names()).join() === "Customer 17" ? true : undefined,
      );
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Customer 17" }).waitFor();
      await keepPicture(page, "many-search");
      await page.keyboard.press("Escape");
    });

    it("are put in order by keys, which the profile file keeps", async () => {
      await page.getByRole("option", { name: "Customer 17" }).click();
      await page.keyboard.press("Alt+ArrowUp");
      await waitFor("the order in the file", () => (stored()[16] === "c17" ? true : undefined));
      await waitFor("the order in the list", async () => ((await names())[16] === "Customer 17" ? true : undefined));
      await page.keyboard.press("Alt+ArrowUp"); // the focus has stayed on it
      await waitFor("the next order in the file", () => (stored()[15] === "c17" ? true : undefined));
      expect([...stored()].sort()).toEqual(Array.from({ length: COUNT }, (_, number) => `c${number}`).sort());
    });

    it("are connected by groups, each question answered in its turn, and disconnected", async () => {
      await page.getByRole("button", { name: "Actions for Own" }).click();
      await page.getByRole("menuitem", { name: "Connect all", exact: true }).click();
      await page.getByRole("button", { name: "Trust and remember" }).click();
      await trayThatSays(app, "Answer the question…");
      for (let question = 0; question < 8 && !(await areBothOpen()); question++) {
        const trust = page.getByRole("button", { name: "Trust and remember" });
        const password = page.getByRole("textbox", { name: "Password", exact: true });
        await waitFor("a question, or both open", async () =>
          (await trust.isVisible()) || (await password.isVisible()) || (await areBothOpen()) ? true : undefined,
        );
        if (await trust.isVisible())
          await trust.click({ timeout: 2_000 }).catch(() => undefined); // answered for the other one, it goes
        else if (await password.isVisible()) {
          await tellPassword(page, gateway.password);
          await password.waitFor({ state: "detached", timeout: 2_000 }).catch(() => undefined); // the next one may stand there at once
        }
      }
      await page.getByRole("button", { name: "Own, 2 of 2 open" }).waitFor();
      expect([await isListening(firstPort + 28), await isListening(firstPort + 27)]).toEqual([true, false]);
      await keepPicture(page, "many-group");
      await page.getByRole("button", { name: "Actions for Own" }).click();
      await page.getByRole("menuitem", { name: "Disconnect all" }).click();
      await page.getByRole("button", { name: "Own, 0 of 2 open" }).waitFor();
    });

    const areBothOpen = async (): Promise<boolean> =>
      (await isListening(firstPort + 28)) && (await isListening(firstPort + 29));

    it("have those on top of the tray's menu that were opened last", async () => {
      if (!hasTray) return;
      const { menu } = await trayThatSays(app, "Customer 28: Closed");
      expect(
        menu
          .slice(0, 2)
          .map(({ label }) => label)
          .sort(),
      ).toEqual(["Customer 28: Closed", "Customer 29: Closed"]);
    });

    it("are joined by a new one that the tray's menu begins", async () => {
      if (!hasTray) return;
      await chooseInTray(app, "New profile…");
      await page.getByRole("heading", { level: 1, name: "New profile" }).waitFor();
    });
  },
  { stepByStep: true },
);
